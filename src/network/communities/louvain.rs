//! The Louvain algorithm.

use super::level::{Level, number};
use super::mass::Mass;
use super::moving::move_nodes;
use super::scratch::Pool;
use super::{Quality, Solve, Terms, lowest_level};
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

pub fn louvain(
    net: &Network,
    quality: Quality,
    resolution: f64,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    super::check_resolution(resolution)?;
    lowest_level(net, quality, resolution, seed, Louvain { interrupt }, interrupt)
}

struct Louvain<'a> {
    interrupt: &'a Interrupt,
}

impl Solve for Louvain<'_> {
    fn solve<M: Mass>(self, mut level: Level<M>, terms: Terms<M>) -> Result<Vec<u32>> {
        let pool = Pool::default();
        let mut place: Vec<u32> = (0..level.n() as u32).collect();
        loop {
            let mut labels: Vec<u32> = (0..level.n() as u32).collect();
            move_nodes(&level, &mut labels, terms, &pool, self.interrupt)?;
            let count = number(&mut labels);
            place.iter_mut().for_each(|p| *p = labels[*p as usize]);
            if count == level.n() {
                return Ok(place);
            }
            level = level.aggregate(&labels, count, &pool, self.interrupt)?;
        }
    }
}
