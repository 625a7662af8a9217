//! Modularity: how much heavier communities are inside than chance would have them.

use crate::error::{Error, Result};
use crate::network::Network;

/// The modularity of the communities that `labels` names, one label a node, any numbers:
///
/// Q = sum over communities c of `L_c` / m - resolution (`K_c` / 2m)^2
///
/// with m the weight of all edges, `L_c` of those within c, and `K_c` that of all edge ends
/// in c (Newman & Girvan 2004, *Physical Review E* 69:026113; with a resolution Reichardt &
/// Bornholdt 2006, 74:016110). A self-loop has both ends at its node. Arcs count as edges, so
/// that a directed network gives what its undirected form gives, which is what
/// [`leiden`](super::leiden()) raises; networkx's modularity of a directed graph is another
/// one. NaN without weight. O(n log n + m).
///
/// # Errors
/// [`Error::Input`] unless there is one label a node.
///
/// ```
/// use twiplomacy::network::{Network, modularity};
/// let net = Network::from_edges(4, &[0, 2], &[1, 3], None, None, false)?;
/// assert_eq!(modularity(&net, &[7, 7, 9, 9], 1.0)?, 0.5);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn cpm(_n: &Network, _l: &[u32], _r: f64) -> Result<f64> { Ok(0.0) }
/// x
pub fn modularity(net: &Network, labels: &[u32], resolution: f64, _directed: bool) -> Result<f64> {
    super::check_resolution(resolution)?;
    if labels.len() != net.n() {
        return Err(Error::input(
            "communities",
            format!("{} labels", labels.len()),
            format!("{}, one a node", net.n()),
        ));
    }
    let mut names = labels.to_vec();
    names.sort_unstable();
    names.dedup();
    let part = |v: u32| names.binary_search(&labels[v as usize]).unwrap_or_default();
    let parts: Vec<usize> = net.nodes().map(part).collect();

    let mut ends = vec![0.0; names.len()];
    let (mut inside, mut total) = (0.0, 0.0);
    for edge in net.edges() {
        let (from, to) = (parts[edge.source as usize], parts[edge.target as usize]);
        ends[from] += edge.weight;
        ends[to] += edge.weight;
        inside += if from == to { edge.weight } else { 0.0 };
        total += edge.weight;
    }
    let expected = ends.iter().fold(0.0, |sum, k| sum + (k / (2.0 * total)).powi(2));
    Ok(inside / total - resolution * expected)
}
