//! From a network and a quality to the lowest level, and from its parts back to the nodes.

use super::Quality;
use super::level::Level;
use super::mass::{Flow, Mass};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::degree;
use crate::network::partition::largest_first;
use crate::random::Stream;
use crate::run::Interrupt;

/// Theta in the unit of the mean weight of an edge.
const THETA: f64 = 0.01;

/// The constants of a quality function, the same at every level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms<M> {
    /// What two nodes that share a community cost for each unit of the product of their masses.
    pub(super) penalty: f64,
    /// The mass of all nodes.
    pub(super) total: M,
    /// The weight of all edge ends, loops left out.
    pub(super) weight: f64,
    /// How freely pieces are drawn, in units of weight.
    pub(super) theta: f64,
    /// What decides between communities that are as good, where that is left to chance.
    pub(super) lots: u64,
}

impl<M: Mass> Terms<M> {
    fn new(level: &Level<M>, penalty: f64, lots: u64) -> Self {
        let weight = level.weight();
        let theta = THETA * weight / level.cells() as f64;
        Self { penalty, total: level.total(), weight, theta, lots }
    }
}

/// An algorithm: from the lowest level, which has edges, to a label of each node.
pub(super) trait Solve {
    fn solve<M: Mass>(self, level: Level<M>, terms: Terms<M>) -> Result<Vec<u32>>;
}

/// The communities that `algorithm` finds on `quality`, numbered from the largest down.
pub(super) fn raise(
    net: &Network,
    quality: Quality,
    resolution: f64,
    seed: u64,
    algorithm: impl Solve,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    check_resolution(resolution)?;
    let problem = Problem::new(net, seed, interrupt);
    match quality {
        Quality::Cpm => problem.solve(|_| 1.0, |_| resolution, algorithm),
        Quality::DirectedModularity if net.directed() => {
            let (out, incoming) = (degree::out_weight(net), degree::in_weight(net));
            let flow = |v: u32| Flow { out: out[v as usize], incoming: incoming[v as usize] };
            problem.solve(flow, |all| resolution / all.out, algorithm)
        }
        Quality::Modularity | Quality::DirectedModularity => {
            let mut strength = degree::out_weight(net);
            if net.directed() {
                strength.iter_mut().zip(degree::in_weight(net)).for_each(|(k, w)| *k += w);
            }
            problem.solve(|v| strength[v as usize], |all| resolution / all, algorithm)
        }
    }
}

/// A network whose nodes have been put in random order.
pub(super) struct Problem<'a> {
    net: &'a Network,
    order: Vec<u32>,
    lots: u64,
    interrupt: &'a Interrupt,
}

impl<'a> Problem<'a> {
    pub(super) fn new(net: &'a Network, seed: u64, interrupt: &'a Interrupt) -> Self {
        let mut order: Vec<u32> = net.nodes().collect();
        let mut stream = Stream::new(seed, u64::MAX);
        stream.shuffle(&mut order);
        Self { net, order, lots: stream.bits(), interrupt }
    }

    /// The communities that `algorithm` finds if nodes have this `mass`, and `penalty` is
    /// what the mass of all makes it. Without edges every node is alone.
    pub(super) fn solve<M: Mass>(
        &self,
        mass: impl Fn(u32) -> M + Sync,
        penalty: impl Fn(M) -> f64,
        algorithm: impl Solve,
    ) -> Result<Vec<u32>> {
        let level = Level::of(self.net, &self.order, mass, self.interrupt)?;
        if level.cells() == 0 {
            return Ok(self.net.nodes().collect());
        }
        let terms = Terms::new(&level, penalty(level.total()), self.lots);
        let found = algorithm.solve(level, terms)?;
        let mut labels = vec![0; self.net.n()];
        for (&v, label) in self.order.iter().zip(found) {
            labels[v as usize] = label;
        }
        Ok(largest_first(&labels))
    }
}

/// A resolution that the qualities are defined for.
pub(super) fn check_resolution(resolution: f64) -> Result<()> {
    if resolution.is_finite() && resolution >= 0.0 {
        return Ok(());
    }
    Err(Error::input("resolution", resolution.to_string(), "a number of at least 0"))
}
