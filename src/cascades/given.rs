//! Trees that somebody else has: edges put in order, and what had to be repaired.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{Evidence, Forest};
use crate::corpus::{NO_TIME, NONE, cycles};
use crate::error::Result;
use crate::run::Interrupt;
use crate::tree;

/// One given edge. Of cascades, nodes and accounts alike the smaller number is the smaller id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Its cascade.
    pub cascade: u32,
    /// Who has it.
    pub child: u32,
    /// From whom; [`NONE`], or the child itself, says that the child is a root.
    pub parent: u32,
    /// When the child came, in microseconds, or [`NO_TIME`].
    pub at: i64,
    /// The child's account, or [`NONE`].
    pub author: u32,
}

/// Why a row was not taken as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The same edge, or the same declaration of a root, once more.
    SameEdge,
    /// Another time of the same node; the earliest holds.
    SeveralTimes,
    /// Another account of the same node; the smallest id holds.
    SeveralAuthors,
    /// A parent of a node that is declared to be a root.
    ParentOfRoot,
    /// Another parent; the latest one before the child holds.
    SeveralParents,
    /// A parent that comes later than its child, which hangs on the root instead.
    LaterParent,
    /// The root comes later than its child; the edge is kept.
    LaterRoot,
    /// A ring of parents, cut at its smallest id, which hangs on the root instead.
    Cycle,
    /// Another node without a parent; it hangs on the root.
    SeveralRoots,
}

impl Reason {
    /// Its name in the `reason` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameEdge => "same_edge",
            Self::SeveralTimes => "several_times",
            Self::SeveralAuthors => "several_authors",
            Self::ParentOfRoot => "parent_of_root",
            Self::SeveralParents => "several_parents",
            Self::LaterParent => "later_parent",
            Self::LaterRoot => "later_root",
            Self::Cycle => "cycle",
            Self::SeveralRoots => "several_roots",
        }
    }
}

/// What was found, or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// No parent.
    Nothing,
    /// A parent.
    Node(u32),
    /// A time.
    Time(i64),
    /// An account.
    Account(u32),
}

/// One repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repair {
    /// The cascade, by its place in the forest.
    pub cascade: u32,
    /// The node in question.
    pub child: u32,
    /// Why.
    pub reason: Reason,
    /// What the rows say.
    pub found: Cell,
    /// What holds instead.
    pub kept: Cell,
}

/// A forest of given edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The trees; their posts are nodes.
    pub forest: Forest,
    /// The number of each cascade, in the order of the forest.
    pub cascades: Vec<u32>,
    /// What was repaired, in order of cascade, child and reason.
    pub repairs: Vec<Repair>,
}

/// The forest of these edges. Where `by_node`, nodes are accounts.
///
/// Cascades come in order of their root's time (unknown last), then of number; members by time
/// and number after their root. What is no tree is made one by the rules that [`Reason`] names,
/// whatever the order of the rows:
///
/// 1. A node's time is the earliest that is given, its account the smallest.
/// 2. A node that is declared a root has no parent. Of several parents the latest before the child
///    is kept, then one at the child's time, then one where a time is unknown, then a later one;
///    of equals the smallest.
/// 3. The root is the earliest node without a parent; unknown times come last, of equals those
///    that are declared come first, then the smallest. Where every node has a parent, those with a
///    later parent lose it, or else each ring is cut at its smallest node.
/// 4. The others without a parent, those whose parent comes later, and the smallest node of each
///    ring hang on the root. A root that comes later than its child stays its parent.
///
/// `O(m log m)` in rows.
pub fn given(mut rows: Vec<Row>, by_node: bool, interrupt: &Interrupt) -> Result<Given> {
    interrupt.check()?;
    for row in &mut rows {
        if row.parent == row.child {
            row.parent = NONE;
        }
    }
    rows.par_sort_unstable();
    interrupt.check()?;
    let parts: Vec<&[Row]> = rows.chunk_by(|a, b| a.cascade == b.cascade).collect();
    let mut trees = parts
        .par_iter()
        .map(|rows| {
            interrupt.check()?;
            Ok(Tree::new(rows, by_node))
        })
        .collect::<Result<Vec<Tree>>>()?;
    trees.par_sort_unstable_by_key(|tree| (late(tree.members[0].time), tree.cascade));
    Ok(joined(&trees))
}

/// A time as an order in which the unknown come last.
fn late(time: i64) -> (bool, i64) {
    (time == NO_TIME, time)
}

#[derive(Debug)]
struct Member {
    node: u32,
    author: u32,
    time: i64,
    /// Place in the tree.
    parent: u32,
    evidence: Evidence,
}

#[derive(Debug)]
struct Tree {
    cascade: u32,
    members: Vec<Member>,
    repairs: Vec<Repair>,
}

fn joined(trees: &[Tree]) -> Given {
    let mut starts = vec![0];
    let mut repairs = Vec::new();
    let mut depths = Vec::new();
    for (place, tree) in trees.iter().enumerate() {
        starts.push(starts[place] + tree.members.len());
        let parents: Vec<u32> = tree.members.iter().map(|member| member.parent).collect();
        depths.extend(tree::depths(&parents));
        let here = tree.repairs.iter();
        repairs.extend(here.map(|repair| Repair { cascade: place as u32, ..*repair }));
    }
    let members = || trees.iter().flat_map(|tree| &tree.members);
    let forest = Forest {
        varied: Vec::new(),
        starts,
        posts: members().map(|member| member.node).collect(),
        authors: members().map(|member| member.author).collect(),
        times: members().map(|member| member.time).collect(),
        parents: members().map(|member| member.parent).collect(),
        depths,
        evidence: members().map(|member| member.evidence).collect(),
        repaired: repairs.len() as u64,
    };
    Given { forest, cascades: trees.iter().map(|tree| tree.cascade).collect(), repairs }
}

impl Tree {
    fn new(rows: &[Row], by_node: bool) -> Self {
        let mut draft = Draft::new(rows, by_node);
        draft.read(rows);
        draft.choose_parents(rows);
        let root = draft.root();
        draft.hang(root);
        let mut tree = draft.finish(root);
        tree.cascade = rows[0].cascade;
        tree.repairs.sort_unstable();
        tree
    }
}

/// A cascade in the making; nodes by their place among all of it, in order of number.
struct Draft {
    by_node: bool,
    nodes: Vec<u32>,
    times: Vec<i64>,
    authors: Vec<u32>,
    declared: Vec<bool>,
    parents: Vec<u32>,
    /// Why a node has no parent, and which it had.
    loose: Vec<Option<(Reason, Cell)>>,
    repairs: Vec<Repair>,
}

impl Draft {
    fn new(rows: &[Row], by_node: bool) -> Self {
        let mut nodes: Vec<u32> = rows.iter().flat_map(|row| [row.child, row.parent]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.pop_if(|&mut last| last == NONE);
        let n = nodes.len();
        Self {
            by_node,
            nodes,
            times: vec![NO_TIME; n],
            authors: vec![NONE; n],
            declared: vec![false; n],
            parents: vec![NONE; n],
            loose: vec![None; n],
            repairs: Vec::new(),
        }
    }

    fn place(&self, node: u32) -> usize {
        self.nodes.binary_search(&node).expect("every node of a row is there")
    }

    fn note(&mut self, place: usize, reason: Reason, found: Cell, kept: Cell) {
        self.repairs.push(Repair { cascade: 0, child: self.nodes[place], reason, found, kept });
    }

    /// Times, accounts and declarations; what is said twice.
    fn read(&mut self, rows: &[Row]) {
        for of_child in rows.chunk_by(|a, b| a.child == b.child) {
            let place = self.place(of_child[0].child);
            if let [row] = of_child {
                self.times[place] = row.at;
                self.authors[place] = row.author;
                self.declared[place] = row.parent == NONE;
                continue;
            }
            let mut times: Vec<i64> =
                of_child.iter().map(|row| row.at).filter(|&at| at != NO_TIME).collect();
            times.sort_unstable();
            times.dedup();
            if let Some((&first, others)) = times.split_first() {
                self.times[place] = first;
                for &other in others {
                    self.note(place, Reason::SeveralTimes, Cell::Time(other), Cell::Time(first));
                }
            }
            let mut authors: Vec<u32> =
                of_child.iter().map(|row| row.author).filter(|&author| author != NONE).collect();
            authors.sort_unstable();
            authors.dedup();
            if let Some((&first, others)) = authors.split_first() {
                self.authors[place] = first;
                for &other in others {
                    let (other, first) = (Cell::Account(other), Cell::Account(first));
                    self.note(place, Reason::SeveralAuthors, other, first);
                }
            }
            for same in of_child.chunk_by(|a, b| a.parent == b.parent) {
                let cell = node_or_nothing(same[0].parent);
                for _ in 1..same.len() {
                    self.note(place, Reason::SameEdge, cell, cell);
                }
                self.declared[place] |= same[0].parent == NONE;
            }
        }
    }

    /// One parent for each child, or none if it is declared a root.
    fn choose_parents(&mut self, rows: &[Row]) {
        for of_child in rows.chunk_by(|a, b| a.child == b.child) {
            let child = self.place(of_child[0].child);
            if let [row] = of_child {
                if row.parent != NONE {
                    self.parents[child] = self.place(row.parent) as u32;
                }
                continue;
            }
            let parents: Vec<usize> = of_child
                .chunk_by(|a, b| a.parent == b.parent)
                .filter(|same| same[0].parent != NONE)
                .map(|same| self.place(same[0].parent))
                .collect();
            let best = parents.iter().copied().min_by_key(|&parent| self.worth(parent, child));
            let Some(best) = best else { continue };
            let (reason, kept) = if self.declared[child] {
                (Reason::ParentOfRoot, Cell::Nothing)
            } else {
                self.parents[child] = best as u32;
                (Reason::SeveralParents, Cell::Node(self.nodes[best]))
            };
            for parent in parents {
                if self.declared[child] || parent != best {
                    self.note(child, reason, Cell::Node(self.nodes[parent]), kept);
                }
            }
        }
    }

    /// Which of two parents is the better: the smaller.
    fn worth(&self, parent: usize, child: usize) -> (u8, Reverse<i64>, usize) {
        let (before, after) = (self.times[parent], self.times[child]);
        let class = match (before, after) {
            (NO_TIME, _) | (_, NO_TIME) => 2,
            _ if before < after => 0,
            _ if before == after => 1,
            _ => 3,
        };
        (class, Reverse(if class == 0 { before } else { 0 }), parent)
    }

    fn comes_later(&self, parent: u32, child: usize) -> bool {
        let (above, below) = (self.times[parent as usize], self.times[child]);
        above != NO_TIME && below != NO_TIME && above > below
    }

    /// The node on which all hang.
    fn root(&mut self) -> usize {
        for place in 0..self.nodes.len() {
            if self.parents[place] == NONE {
                self.loose[place] = Some((Reason::SeveralRoots, Cell::Nothing));
            }
        }
        if self.loose.iter().all(Option::is_none) {
            self.loosen_later(None);
        }
        if self.loose.iter().all(Option::is_none) {
            self.cut_rings();
        }
        (0..self.nodes.len())
            .filter(|&place| self.loose[place].is_some())
            .min_by_key(|&place| (late(self.times[place]), !self.declared[place], place))
            .expect("a cascade has a node, and one without a parent once its rings are cut")
    }

    /// Take those off their parents whose parents come later, but for the children of the root.
    fn loosen_later(&mut self, root: Option<usize>) {
        for child in 0..self.nodes.len() {
            let parent = self.parents[child];
            if parent == NONE || !self.comes_later(parent, child) {
                continue;
            }
            let found = Cell::Node(self.nodes[parent as usize]);
            if Some(parent as usize) == root {
                self.note(child, Reason::LaterRoot, found, found);
            } else {
                self.parents[child] = NONE;
                self.loose[child] = Some((Reason::LaterParent, found));
            }
        }
    }

    fn cut_rings(&mut self) {
        let before = self.parents.clone();
        cycles::cut(&mut self.parents);
        for (place, &parent) in before.iter().enumerate() {
            if self.parents[place] != parent {
                self.loose[place] = Some((Reason::Cycle, Cell::Node(self.nodes[parent as usize])));
            }
        }
    }

    /// Hang all that have no parent on the root.
    fn hang(&mut self, root: usize) {
        self.loosen_later(Some(root));
        self.cut_rings();
        for place in 0..self.nodes.len() {
            match self.loose[place] {
                Some((reason, found)) if place != root => {
                    self.parents[place] = root as u32;
                    self.note(place, reason, found, Cell::Node(self.nodes[root]));
                }
                // It had a parent until a ring was opened here.
                Some((reason, found)) if found != Cell::Nothing => {
                    self.note(place, reason, found, Cell::Nothing);
                }
                _ => (),
            }
        }
    }

    fn finish(self, root: usize) -> Tree {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_unstable_by_key(|&node| (node != root, late(self.times[node]), node));
        let mut place = vec![NONE; order.len()];
        for (rank, &node) in order.iter().enumerate() {
            place[node] = rank as u32;
        }
        let member = |&node: &usize| {
            let is_given = node != root && self.loose[node].is_none();
            Member {
                node: self.nodes[node],
                author: if self.by_node { self.nodes[node] } else { self.authors[node] },
                time: self.times[node],
                parent: place.get(self.parents[node] as usize).copied().unwrap_or(NONE),
                evidence: if is_given { Evidence::Given } else { Evidence::Root },
            }
        };
        let members = order.iter().map(member).collect();
        Tree { cascade: NONE, members, repairs: self.repairs }
    }
}

fn node_or_nothing(node: u32) -> Cell {
    if node == NONE { Cell::Nothing } else { Cell::Node(node) }
}
