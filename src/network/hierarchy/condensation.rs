//! The strong components of a network as nodes of a network without circles.

use std::collections::HashMap;

use crate::error::Result;
use crate::network::{Network, components};
use crate::run::Interrupt;

/// Lists of parts, one for each part.
#[derive(Debug, Default)]
pub(super) struct Lists {
    offsets: Vec<usize>,
    items: Vec<u32>,
}

impl Lists {
    pub(super) fn of(&self, part: u32) -> &[u32] {
        &self.items[self.offsets[part as usize]..self.offsets[part as usize + 1]]
    }

    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// For each item the lists that name it, ascending.
    fn turned(&self) -> Self {
        let mut offsets = vec![0; self.offsets.len()];
        self.items.iter().for_each(|&item| offsets[item as usize + 1] += 1);
        (1..offsets.len()).for_each(|place| offsets[place] += offsets[place - 1]);
        let (mut next, mut items) = (offsets.clone(), vec![0; self.items.len()]);
        for part in 0..self.len() as u32 {
            for &item in self.of(part) {
                items[next[item as usize]] = part;
                next[item as usize] += 1;
            }
        }
        Self { offsets, items }
    }
}

/// The strong components, called parts, numbered so that arcs lead from smaller to greater numbers.
#[derive(Debug)]
pub(super) struct Condensation {
    /// The part of each node.
    pub(super) part: Vec<u32>,
    /// How many nodes each part has.
    pub(super) size: Vec<u64>,
    /// To which parts each leads, ascending.
    pub(super) out: Lists,
    /// Which parts lead to each, ascending.
    pub(super) incoming: Lists,
}

impl Condensation {
    /// O(n + m log of the largest degree).
    pub(super) fn new(net: &Network, interrupt: &Interrupt) -> Result<Self> {
        let label = components::strong(net, interrupt)?;
        interrupt.check()?;
        let out = arcs_of_parts(net, &label);
        let number = in_order(&out);
        let part: Vec<u32> = label.iter().map(|&label| number[label as usize]).collect();
        let out = renumbered(&out, &number);
        let incoming = out.turned();
        interrupt.check()?;
        Ok(Self { size: super::sizes(&part), part, out, incoming })
    }

    /// How many parts there are.
    pub(super) fn len(&self) -> usize {
        self.size.len()
    }

    /// How many arcs lead from part to part.
    pub(super) fn arcs(&self) -> usize {
        self.out.items.len()
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> u64 {
        self.part.len() as u64
    }

    /// How many ordered pairs of nodes are in one part, so that each reaches the other.
    pub(super) fn mutual_pairs(&self) -> u64 {
        self.size.iter().map(|size| size * (size - 1)).sum()
    }
}

/// Number lists so that equal ones have the same number, by first appearance.
pub(super) fn alike<'a>(lists: impl Iterator<Item = &'a [u32]>) -> Vec<u32> {
    let mut known = HashMap::new();
    lists
        .map(|list| {
            let next = known.len() as u32;
            *known.entry(list).or_insert(next)
        })
        .collect()
}

/// To which other labels the nodes of each lead, each once.
fn arcs_of_parts(net: &Network, label: &[u32]) -> Lists {
    let mut nodes: Vec<u32> = net.nodes().collect();
    nodes.sort_by_key(|&v| label[v as usize]);
    let parts = label.iter().max().map_or(0, |&last| last as usize + 1);
    let mut seen_from = vec![u32::MAX; parts];
    let mut lists = Lists { offsets: vec![0], items: Vec::new() };
    for of_one in nodes.chunk_by(|&u, &v| label[u as usize] == label[v as usize]) {
        let own = label[of_one[0] as usize];
        for &t in of_one.iter().flat_map(|&v| net.out(v).0) {
            let head = label[t as usize];
            if head != own && seen_from[head as usize] != own {
                seen_from[head as usize] = own;
                lists.items.push(head);
            }
        }
        lists.offsets.push(lists.items.len());
    }
    lists
}

/// The place of each part in an order in which all arcs lead ahead (Kahn 1962, *Communications of
/// the ACM* 5:558).
fn in_order(out: &Lists) -> Vec<u32> {
    let mut waits_for = vec![0_u32; out.len()];
    out.items.iter().for_each(|&head| waits_for[head as usize] += 1);
    let mut order: Vec<u32> =
        (0..out.len() as u32).filter(|&part| waits_for[part as usize] == 0).collect();
    let mut number = vec![0; out.len()];
    let mut done = 0;
    while let Some(&part) = order.get(done) {
        number[part as usize] = done as u32;
        done += 1;
        for &head in out.of(part) {
            waits_for[head as usize] -= 1;
            if waits_for[head as usize] == 0 {
                order.push(head);
            }
        }
    }
    number
}

fn renumbered(out: &Lists, number: &[u32]) -> Lists {
    let mut old = vec![0; number.len()];
    number.iter().zip(0..).for_each(|(&new, part)| old[new as usize] = part);
    let mut lists = Lists { offsets: vec![0], items: Vec::with_capacity(out.items.len()) };
    for part in old {
        let begin = lists.items.len();
        lists.items.extend(out.of(part).iter().map(|&head| number[head as usize]));
        lists.items[begin..].sort_unstable();
        lists.offsets.push(lists.items.len());
    }
    lists
}
