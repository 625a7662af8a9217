//! Label propagation.

use super::Terms;
use super::leiden::connected;
use super::level::Level;
use super::mass::{Mass, Weightless};
use super::moving::move_nodes;
use super::problem::{Problem, Solve};
use super::scratch::Pool;
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// The community of each node by label propagation (Raghavan, Albert & Kumara 2007, *Physical
/// Review E* 76:036106): every node starts with a label of its own and takes over the label
/// that weighs most among its neighbours, until all nodes have such a label.
///
/// A label weighs what the ties to its nodes weigh, both directions added up. Of labels that
/// weigh the same, its own among them, a node takes one by lot; the lot of a node and a label
/// is drawn once. Nodes are asked in random order, one batch of a sixty-fourth of the network
/// after the other; the nodes of a batch see the labels that were there before it, and change
/// only if that still raises the weight of the ties within communities (Barber & Clark 2009,
/// *Physical Review E* 80:026129), or leaves it and raises the lot. So it always ends, and then
/// every label is one that weighs most. As the paper has it, nodes with the same label that do
/// not hang together are told apart at last.
///
/// Labels are 0 for the largest community, then 1, 2, ...; ties go to the community of the
/// smallest node id. A node without edges of positive weight is a community of its own. Fast
/// and without a parameter, but results differ a lot between seeds, and one label may take over
/// most of the network: [`leiden`](super::leiden()) is the better choice for findings. All chance
/// comes from `seed`; the same seed gives the same communities on any number of threads.
/// Near-linear in edges; about 25 bytes an edge.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, label_propagation}, run::Interrupt};
/// let weight = [9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 1.0];
/// let (source, target) = ([0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3]);
/// let triangles = Network::from_edges(6, &source, &target, Some(&weight), None, false)?;
/// let communities = label_propagation(&triangles, 0, &Interrupt::new())?;
/// assert_eq!(communities, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn label_propagation(net: &Network, seed: u64, interrupt: &Interrupt) -> Result<Vec<u32>> {
    Problem::new(net, seed, interrupt).solve(|_| Weightless, |_| 0.0, Propagation { interrupt })
}

struct Propagation<'a> {
    interrupt: &'a Interrupt,
}

impl Solve for Propagation<'_> {
    fn solve<M: Mass>(self, level: Level<M>, terms: Terms<M>) -> Result<Vec<u32>> {
        let mut labels: Vec<u32> = (0..level.n() as u32).collect();
        move_nodes(&level, &mut labels, terms, &Pool::default(), self.interrupt)?;
        Ok(connected(&level, &labels))
    }
}
