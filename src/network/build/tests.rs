//! Building against maps, and what is refused.

use super::*;
use crate::network::testing::{graphs, on_threads, random_network};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn what_cannot_be_a_network_is_refused() {
    let refused = |n, s: &[u32], t: &[u32], w: Option<&[f64]>, time: Option<&[i64]>| {
        Network::from_edges(n, s, t, w, time, true).is_err()
    };
    assert!(refused(2, &[0], &[2], None, None));
    assert!(refused(2, &[2], &[0], None, None));
    assert!(refused(2, &[0], &[0, 1], None, None));
    assert!(refused(2, &[0], &[1], Some(&[]), None));
    assert!(refused(2, &[0], &[1], None, Some(&[1, 2])));
    for bad in [f64::NAN, f64::INFINITY, -1.0, f64::MAX] {
        assert!(refused(2, &[0], &[1], Some(&[bad]), None), "{bad}");
    }
    assert!(refused(usize::MAX, &[], &[], None, None));
}

#[test]
fn a_message_says_where_and_what() {
    let error = Network::from_edges(2, &[0, 0], &[1, 7], None, None, true).unwrap_err();
    let wanted = "target: node 7 in row 1; wanted ids below 2, the number of nodes";
    assert_eq!(error.to_string(), wanted);
}

#[test]
fn no_weight_is_a_count_and_minus_zero_is_zero() -> Result<()> {
    let net = Network::from_edges(2, &[0, 0, 0], &[1, 1, 1], None, None, true)?;
    assert_eq!(net.weight(0, 1), Some(3.0));
    let net = Network::from_edges(2, &[0], &[1], Some(&[-0.0]), None, true)?;
    assert!(net.weight(0, 1).is_some_and(f64::is_sign_positive));
    Ok(())
}

#[test]
fn one_thread_and_three_build_the_same_network() {
    for directed in [true, false] {
        let with = |threads| on_threads(threads, || random_network(300, 40_000, directed));
        assert_eq!(with(1), with(3));
    }
}

proptest! {
    /// The reference: a map from pair to weight.
    #[test]
    fn rows_hold_what_a_map_would_hold(case in graphs()) {
        let mut map = BTreeMap::new();
        for (&(s, t), w) in case.ends.iter().zip(&case.weight) {
            *map.entry((s, t)).or_insert(0.0) += w;
            if !case.directed && s != t {
                *map.entry((t, s)).or_insert(0.0) += w;
            }
        }
        let net = case.network();
        let cells = |row: &dyn Fn(u32) -> Vec<(u32, f64)>| -> Vec<((u32, u32), f64)> {
            net.nodes().flat_map(|v| row(v).into_iter().map(move |(t, w)| ((v, t), w))).collect()
        };
        let pairs = |(ids, weights): (&[u32], &[f64])| -> Vec<(u32, f64)> {
            ids.iter().copied().zip(weights.iter().copied()).collect()
        };
        let out = cells(&|v| pairs(net.out(v)));
        prop_assert_eq!(&out, &map.clone().into_iter().collect::<Vec<_>>());
        let mut turned: Vec<_> = cells(&|v| pairs(net.incoming(v)));
        if net.directed() {
            for cell in &mut turned {
                cell.0 = (cell.0.1, cell.0.0);
            }
        }
        turned.sort_by_key(|cell| cell.0);
        prop_assert_eq!(turned, out);
        prop_assert_eq!(net.self_loops(), map.keys().filter(|(s, t)| s == t).count());
    }
}
