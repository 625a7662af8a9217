//! Communities.
mod leiden;
mod level;
mod louvain;
mod mass;
mod moving;
mod quality;
mod refine;
mod scratch;

pub use leiden::leiden;
pub use louvain::louvain;
pub use quality::{cpm, modularity};

use crate::error::{Error, Result};
use crate::network::partition::largest_first;
use crate::network::{Network, degree};
use crate::random::Stream;
use crate::run::Interrupt;
use level::Level;
use mass::{Flow, Mass};

/// What a community algorithm raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// Modularity
    Modularity,
    /// Directed
    DirectedModularity,
    /// Potts
    Cpm,
}

#[derive(Debug, Clone, Copy)]
struct Terms<M> {
    penalty: f64,
    total: M,
    theta: f64,
    weight: f64,
    lots: u64,
    batches: usize,
    most: usize,
    sweeps: usize,
}

fn env(name:&str, d: usize)->usize { std::env::var(name).ok().and_then(|v|v.parse().ok()).unwrap_or(d) }
impl<M: Mass> Terms<M> {
    fn new(level: &Level<M>, penalty: f64) -> Self {
        let weight = level.weight();
        Self { penalty, total: level.total(), theta: 0.01 * weight / level.cells() as f64, weight, lots: 0, batches: env("BATCHES",128), most: env("MOST",2048), sweeps: env("SWEEPS",100000) }
    }
}

trait Solve {
    fn solve<M: Mass>(self, level: Level<M>, terms: Terms<M>) -> Result<Vec<u32>>;
}

fn lowest_level(
    net: &Network,
    quality: Quality,
    resolution: f64,
    seed: u64,
    task: impl Solve,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    let mut order: Vec<u32> = net.nodes().collect();
    Stream::new(seed, u64::MAX).shuffle(&mut order);
    match env("ORDER",0) { 1 => order.sort_by_key(|&v| net.out(v).0.len()), 2 => order.sort_by_key(|&v| std::cmp::Reverse(net.out(v).0.len())), 3=> order.sort(), _=>{} }
    let labels = match quality {
        Quality::Cpm => {
            solve(Level::of(net, &order, |_| 1.0, interrupt)?, |_| resolution, task)?
        }
        Quality::DirectedModularity if net.directed() => {
            let (out, incoming) = (degree::out_weight(net), degree::in_weight(net));
            let mass = |v: u32| Flow { out: out[v as usize], incoming: incoming[v as usize] };
            solve(Level::of(net, &order, mass, interrupt)?, |all| resolution / all.out, task)?
        }
        Quality::Modularity | Quality::DirectedModularity => {
            let mut strength = degree::out_weight(net);
            if net.directed() {
                strength.iter_mut().zip(degree::in_weight(net)).for_each(|(k, w)| *k += w);
            }
            let mass = |v: u32| strength[v as usize];
            solve(Level::of(net, &order, mass, interrupt)?, |all| resolution / all, task)?
        }
    };
    let mut placed = vec![0; net.n()];
    for (&v, label) in order.iter().zip(labels) {
        placed[v as usize] = label;
    }
    Ok(largest_first(&placed))
}

fn solve<M: Mass>(
    level: Level<M>,
    penalty: impl Fn(M) -> f64,
    task: impl Solve,
) -> Result<Vec<u32>> {
    if level.cells() == 0 {
        return Ok((0..level.n() as u32).collect());
    }
    let penalty = penalty(level.total());
    let terms = Terms::new(&level, penalty);
    task.solve(level, terms)
}

/// A resolution that modularity is defined for.
fn check_resolution(resolution: f64) -> Result<()> {
    if resolution.is_finite() && resolution >= 0.0 {
        return Ok(());
    }
    Err(Error::input("resolution", resolution.to_string(), "a number of at least 0"))
}
