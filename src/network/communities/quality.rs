//! How good a partition is: modularity and the constant Potts model.

use super::check_resolution;
use crate::error::{Error, Result};
use crate::network::Network;

/// The modularity of the communities that `labels` names, one label a node, any numbers.
///
/// Without direction
///
/// Q = sum over communities c of `L_c` / m - resolution (`K_c` / 2m)^2
///
/// with m the weight of all edges, `L_c` of those within c, and `K_c` that of all edge ends
/// in c (Newman & Girvan 2004, *Physical Review E* 69:026113; with a resolution Reichardt &
/// Bornholdt 2006, 74:016110). Arcs count as edges, so that a directed network gives what its
/// undirected form gives. A self-loop has both ends at its node.
///
/// If `directed`
///
/// Q = sum over communities c of `L_c` / m - resolution `Out_c` `In_c` / m^2
///
/// with `Out_c` the weight of the arcs that leave the nodes of c and `In_c` of those that
/// reach them (Leicht & Newman 2008, *Physical Review Letters* 100:118703), as `networkx` has
/// it for a directed graph. In an undirected network both are the same.
///
/// NaN without weight. O(n log n + m).
///
/// # Errors
/// [`Error::Input`] unless there is one label a node and `resolution` is finite and at least 0.
///
/// ```
/// use twiplomacy::network::{Network, modularity};
/// let net = Network::from_edges(4, &[0, 2], &[1, 3], None, None, true)?;
/// assert_eq!(modularity(&net, &[7, 7, 9, 9], 1.0, false)?, 0.5);
/// assert_eq!(modularity(&net, &[7, 7, 9, 9], 1.0, true)?, 0.5);
/// assert_eq!(modularity(&net, &[7, 9, 7, 9], 1.0, true)?, 0.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn modularity(net: &Network, labels: &[u32], resolution: f64, directed: bool) -> Result<f64> {
    check_resolution(resolution)?;
    let (parts, count) = numbered(net, labels)?;
    let (mut out, mut incoming) = (vec![0.0; count], vec![0.0; count]);
    let (mut inside, mut total) = (0.0, 0.0);
    for edge in net.edges() {
        let (from, to) = (parts[edge.source as usize], parts[edge.target as usize]);
        out[from] += edge.weight;
        incoming[to] += edge.weight;
        inside += if from == to { edge.weight } else { 0.0 };
        total += edge.weight;
    }
    let (out_share, in_share) =
        (out.iter().map(|out| out / total), incoming.iter().map(|incoming| incoming / total));
    let expected = out_share.zip(in_share).fold(0.0, |sum, (out, incoming)| {
        let both = f64::midpoint(out, incoming);
        sum + if directed && net.directed() { out * incoming } else { both * both }
    });
    Ok(inside / total - resolution * expected)
}

/// The quality of the communities that `labels` names by the constant Potts model (Traag,
/// Van Dooren & Nesterov 2011, *Physical Review E* 84:016114):
///
/// H = sum over communities c of `e_c` - resolution `n_c` (`n_c` - 1) / 2
///
/// with `e_c` the weight of the edges within c, arcs counted as edges and self-loops among
/// them, and `n_c` the number of its nodes. It is not divided by anything, as in `leidenalg`.
/// A community pays as long as the mean weight between two of its nodes is above the
/// resolution, however large the rest of the network is: unlike modularity, the constant
/// Potts model has no limit of resolution. 0 without nodes. O(n log n + m).
///
/// # Errors
/// [`Error::Input`] unless there is one label a node and `resolution` is finite and at least 0.
///
/// ```
/// use twiplomacy::network::{Network, cpm};
/// let net = Network::from_edges(4, &[0, 1, 2], &[1, 2, 0], None, None, false)?;
/// assert_eq!(cpm(&net, &[0, 0, 0, 1], 0.5)?, 1.5);
/// assert_eq!(cpm(&net, &[0, 0, 0, 0], 0.5)?, 0.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn cpm(net: &Network, labels: &[u32], resolution: f64) -> Result<f64> {
    check_resolution(resolution)?;
    let (parts, count) = numbered(net, labels)?;
    let same = net.edges().filter(|e| parts[e.source as usize] == parts[e.target as usize]);
    let inside = same.fold(0.0, |sum, edge| sum + edge.weight);
    let mut sizes = vec![0_u64; count];
    parts.iter().for_each(|&part| sizes[part] += 1);
    let pairs = sizes.iter().fold(0.0, |sum, &size| sum + size as f64 * (size - 1) as f64 / 2.0);
    Ok(inside - resolution * pairs)
}

/// The part of each node, numbered from 0, and how many there are.
fn numbered(net: &Network, labels: &[u32]) -> Result<(Vec<usize>, usize)> {
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
    let part = |label| names.binary_search(label).unwrap_or_default();
    Ok((labels.iter().map(part).collect(), names.len()))
}
