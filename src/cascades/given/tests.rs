use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn row(cascade: u32, parent: u32, child: u32, at: i64) -> Row {
    Row { cascade, child, parent, at, author: NONE }
}

fn taken(rows: &[Row]) -> Given {
    given(rows.to_vec(), true, &Interrupt::new()).expect("nobody interrupts")
}

/// Every edge and every repair in words.
fn told(rows: &[Row]) -> (Vec<String>, Vec<String>) {
    let Given { forest, repairs, .. } = taken(rows);
    let edges = forest.edges();
    let told = (0..edges.child.len()).map(|k| {
        let how = edges.evidence[k].as_str();
        format!("{}>{} {how}", edges.parent[k], edges.child[k])
    });
    let name = |cell: Cell| match cell {
        Cell::Nothing => "-".to_owned(),
        Cell::Node(number) | Cell::Account(number) => number.to_string(),
        Cell::Time(time) => time.to_string(),
    };
    let word = |r: &Repair| {
        format!("{} {} {}>{}", r.child, r.reason.as_str(), name(r.found), name(r.kept))
    };
    (told.collect(), repairs.iter().map(word).collect())
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let node = || prop_oneof![6 => 0_u32..7, 1 => Just(NONE)];
    let time = prop_oneof![5 => 0_i64..6, 2 => Just(NO_TIME)];
    let author = prop_oneof![3 => 0_u32..4, 1 => Just(NONE)];
    let row = (0_u32..3, node(), 0_u32..7, time, author).prop_map(
        |(cascade, parent, child, at, author)| Row { cascade, child, parent, at, author },
    );
    prop::collection::vec(row, 0..24)
}

#[test]
fn a_sound_tree_is_taken_as_it_is() {
    let (edges, repairs) =
        told(&[row(0, 1, 2, 20), row(0, NONE, 1, 10), row(0, 2, 3, 30), row(0, 1, 4, 15)]);
    assert_eq!(edges, ["1>4 given", "1>2 given", "2>3 given"]);
    assert_eq!(repairs, [""; 0]);
}

#[test]
fn of_several_parents_the_latest_before_the_child_holds() {
    let (edges, repairs) = told(&[
        row(0, NONE, 0, 1),
        row(0, 0, 1, 10),
        row(0, 0, 2, 20),
        row(0, 0, 3, 30),
        row(0, 1, 3, 30),
        row(0, 2, 3, 30),
        row(0, 8, 4, 40),
        row(0, 9, 4, 40),
    ]);
    assert_eq!(edges[2..], ["2>3 given", "8>4 given", "0>8 root", "0>9 root"]);
    let several = ["3 several_parents 0>2", "3 several_parents 1>2", "4 several_parents 9>8"];
    assert_eq!(repairs[..3], several);
    assert_eq!(repairs[3..], ["8 several_roots ->0", "9 several_roots ->0"]);
}

#[test]
fn a_later_parent_is_left_for_the_root_and_a_later_root_is_kept() {
    let (edges, repairs) =
        told(&[row(0, NONE, 0, 5), row(0, 0, 1, 10), row(0, 1, 2, 7), row(0, 0, 3, 2)]);
    assert_eq!(edges, ["0>3 given", "0>2 root", "0>1 given"]);
    assert_eq!(repairs, ["2 later_parent 1>0", "3 later_root 0>0"]);
}

#[test]
fn rings_are_cut_at_their_smallest_node() {
    let ring = [row(0, 3, 1, NO_TIME), row(0, 1, 2, NO_TIME), row(0, 2, 3, NO_TIME)];
    assert_eq!(told(&ring).0, ["1>2 given", "2>3 given"]);
    assert_eq!(told(&ring).1, ["1 cycle 3>-"]);
    let (edges, repairs) = told(&[&ring[..], &[row(0, 9, 8, NO_TIME)]].concat());
    assert_eq!(edges, ["9>1 root", "1>2 given", "2>3 given", "9>8 given"]);
    assert_eq!(repairs, ["1 cycle 3>9"]);
    // Times tell where a ring begins.
    let (edges, repairs) = told(&[row(0, 3, 2, 1), row(0, 2, 3, 2)]);
    assert_eq!((edges[0].as_str(), repairs[0].as_str()), ("2>3 given", "2 later_parent 3>-"));
}

#[test]
fn what_is_said_twice_counts_once() {
    let mut rows =
        vec![row(0, NONE, 1, 3), row(0, 1, 1, 5), row(0, 1, 2, 9), row(0, 1, 2, NO_TIME)];
    rows[0].author = 7;
    rows[1].author = 6;
    let found = given(rows.clone(), false, &Interrupt::new()).expect("nobody interrupts");
    assert_eq!((found.forest.authors, found.forest.times), (vec![6, NONE], vec![3, 9]));
    let (_, repairs) = told(&rows);
    let expected =
        ["1 same_edge ->-", "1 several_times 5>3", "1 several_authors 7>6", "2 same_edge 1>1"];
    assert_eq!(repairs, expected);
}

#[test]
fn a_declared_root_has_no_parent_and_comes_before_others() {
    let (edges, repairs) =
        told(&[row(0, NONE, 5, NO_TIME), row(0, 1, 5, NO_TIME), row(0, 1, 2, NO_TIME)]);
    assert_eq!(edges, ["5>1 root", "1>2 given"]);
    assert_eq!(repairs, ["1 several_roots ->5", "5 parent_of_root 1>-"]);
}

#[test]
fn cascades_come_by_time_and_their_nodes_are_their_own() {
    let found = taken(&[row(0, NONE, 1, 9), row(1, NONE, 1, 4), row(2, NONE, 1, NO_TIME)]);
    assert_eq!(found.cascades, [1, 0, 2]);
    assert_eq!(found.forest.posts, [1, 1, 1]);
    assert_eq!(taken(&[]).forest.len(), 0);
}

#[test]
fn a_long_chain_needs_no_recursion() {
    let n = 200_000;
    let rows: Vec<Row> = (1..n).map(|k| row(0, k - 1, k, NO_TIME)).collect();
    assert_eq!(taken(&rows).forest.depths.iter().max(), Some(&(n - 1)));
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        (rows, mixed) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        by_node: bool,
    ) {
        let run = |rows: Vec<Row>| given(rows, by_node, &Interrupt::new()).expect("it runs");
        prop_assert_eq!(run(rows), run(mixed));
    }

    #[test]
    fn every_row_is_kept_or_told_of(rows in rows()) {
        let Given { forest, cascades, repairs } = taken(&rows);
        let edges = forest.edges();
        let said: BTreeSet<(u32, u32, u32)> =
            rows.iter().map(|row| (row.cascade, row.parent, row.child)).collect();
        let mut kept = 0;
        for k in 0..edges.child.len() {
            let cascade = cascades[edges.cascade[k] as usize];
            if edges.evidence[k] == Evidence::Given {
                kept += 1;
                prop_assert!(said.contains(&(cascade, edges.parent[k], edges.child[k])));
            }
            let late = edges.delay[k].is_some_and(|delay| delay < 0);
            prop_assert!(!late || edges.parent[k] == forest.root(edges.cascade[k] as usize));
        }
        let declared: BTreeSet<(u32, u32)> = rows
            .iter()
            .filter(|row| row.parent == NONE || row.parent == row.child)
            .map(|row| (row.cascade, row.child))
            .collect();
        let told = repairs.iter().filter(|repair| match repair.reason {
            Reason::SeveralTimes | Reason::SeveralAuthors | Reason::LaterRoot => false,
            Reason::SameEdge => true,
            _ => repair.found != Cell::Nothing,
        });
        prop_assert_eq!(rows.len(), kept + told.count() + declared.len());
        // Every node is there once, under one root.
        let mut nodes: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for row in &rows {
            let here = nodes.entry(row.cascade).or_default();
            here.extend([row.child, row.parent].iter().filter(|&&node| node != NONE));
        }
        prop_assert_eq!(forest.len(), nodes.len());
        for cascade in 0..forest.len() {
            let members = forest.members(cascade);
            let mut here = forest.posts[members.clone()].to_vec();
            here.sort_unstable();
            prop_assert_eq!(&here, &nodes[&cascades[cascade]].iter().copied().collect::<Vec<_>>());
            let depths = &forest.depths[members];
            prop_assert!(depths[0] == 0 && depths[1..].iter().all(|&depth| depth > 0));
        }
    }

    #[test]
    fn parents_are_those_of_the_rule(rows in rows()) {
        let Given { forest, cascades, .. } = taken(&rows);
        for (place, &cascade) in cascades.iter().enumerate() {
            let own: Vec<&Row> = rows.iter().filter(|row| row.cascade == cascade).collect();
            let time = |node: u32| {
                let times = own.iter().filter(|row| row.child == node && row.at != NO_TIME);
                times.map(|row| row.at).min()
            };
            for member in forest.members(place).skip(1) {
                if forest.evidence[member] != Evidence::Given {
                    continue;
                }
                let child = forest.posts[member];
                let parent = forest.posts[forest.members(place).start + forest.parents[member] as usize];
                let early = |node: u32| time(node).zip(time(child)).is_some_and(|(a, b)| a < b);
                for other in own.iter().filter(|row| row.child == child).map(|row| row.parent) {
                    prop_assert!(other != NONE && other != child);
                    if early(other) {
                        prop_assert!(early(parent));
                        let better = (Reverse(time(parent)), parent) <= (Reverse(time(other)), other);
                        prop_assert!(better);
                    }
                }
            }
        }
    }
}
