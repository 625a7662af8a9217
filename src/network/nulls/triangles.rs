//! Directed triangles that swaps of two arcs cannot turn.
//!
//! Swaps reach every simple digraph with the same degrees, except that they may be unable to turn
//! round certain triangles u -> v -> w -> u: those that are a triangle, one way or the other, in
//! every digraph with these degrees (Berger & Müller-Hannemann 2010, *WG*; `LaMar` 2012). Any other
//! node then has the same ties with all three, or a swap could take the triangle apart. So to turn
//! every triangle of such triplets with probability 1/2 at the start makes all digraphs reachable,
//! and as turning is its own inverse, it favours none.

use crate::network::Network;

/// What decides quickly that two nodes are no twins: their degrees and the sum of those that
/// they lead to, self-loops aside.
struct Trace {
    out: usize,
    incoming: usize,
    sum: u64,
}

/// The triangles u -> v -> w -> u, of arcs that are not returned, whose nodes are tied in the
/// same way to everyone else; u is the smallest. No two of them share a node.
///
/// As u, v, w lead to the same nodes but for v, w, u, the sums of whom they lead to say which w
/// there can be for each u -> v. O(n + m) for these, and the degrees of the few that are left.
pub(super) fn twin_triangles(net: &Network) -> Vec<[u32; 3]> {
    if !net.directed() {
        return Vec::new();
    }
    let traces: Vec<Trace> = net.nodes().map(|v| trace(net, v)).collect();
    let mut found = Vec::new();
    for u in net.nodes() {
        let of_u = &traces[u as usize];
        for &v in net.out(u).0.iter().filter(|&&v| v > u) {
            let of_v = &traces[v as usize];
            if (of_u.out, of_u.incoming) != (of_v.out, of_v.incoming) {
                continue;
            }
            let w = of_v.sum.wrapping_sub(of_u.sum).wrapping_add(u64::from(v));
            if w <= u64::from(u) || w >= net.n() as u64 {
                continue;
            }
            let triangle = [u, v, w as u32];
            if is_circle(net, triangle) && are_twins(net, triangle) {
                found.push(triangle);
            }
        }
    }
    found
}

fn trace(net: &Network, v: u32) -> Trace {
    let others = |ids: &[u32]| ids.iter().filter(|&&t| t != v).count();
    let (out, incoming) = (net.out(v).0, net.incoming(v).0);
    let sum = out.iter().filter(|&&t| t != v).map(|&t| u64::from(t)).sum();
    Trace { out: others(out), incoming: others(incoming), sum }
}

fn is_circle(net: &Network, [u, v, w]: [u32; 3]) -> bool {
    let leads = |s, t| net.weight(s, t).is_some();
    v != w && [(u, v), (v, w), (w, u)].iter().all(|&(s, t)| leads(s, t) && !leads(t, s))
}

fn are_twins(net: &Network, triangle: [u32; 3]) -> bool {
    let [u, v, w] = triangle;
    let same = |a: &[u32], b: &[u32]| {
        let outside = |t: &&u32| !triangle.contains(t);
        a.iter().filter(outside).eq(b.iter().filter(outside))
    };
    let alike =
        |a, b| same(net.out(a).0, net.out(b).0) && same(net.incoming(a).0, net.incoming(b).0);
    alike(u, v) && alike(u, w)
}
