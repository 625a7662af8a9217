//! Permutations of the nodes, one a draw.

use rayon::prelude::*;

use super::patterns::Permuted;
use crate::error::{Error, Result};
use crate::random::Stream;
use crate::run::Interrupt;

/// How many draws are taken at once where that saves time.
const TOGETHER: usize = 16;

/// Where the permutations of the draws come from.
#[derive(Debug, Clone)]
pub(super) struct Permutations {
    n: usize,
    seed: u64,
    /// The nodes of each stratum; nodes change places within it alone.
    strata: Option<Vec<Vec<u32>>>,
}

impl Permutations {
    pub(super) fn new(n: usize, seed: u64, strata: Option<&[u32]>) -> Result<Self> {
        let strata = strata.map(|strata| members(n, strata)).transpose()?;
        Ok(Self { n, seed, strata })
    }

    /// The permutation of a draw: each as likely as any other.
    pub(super) fn draw(&self, draw: usize) -> Permuted {
        let mut stream = Stream::new(self.seed, draw as u64);
        let mut from: Vec<u32> = (0..self.n as u32).collect();
        match &self.strata {
            None => stream.shuffle(&mut from),
            Some(strata) => {
                for members in strata {
                    let mut shuffled = members.clone();
                    stream.shuffle(&mut shuffled);
                    members.iter().zip(shuffled).for_each(|(&at, v)| from[at as usize] = v);
                }
            }
        }
        Permuted::new(from)
    }

    /// What `statistic` gives for each draw, in their order, whoever computes it.
    pub(super) fn all<T: Send>(
        &self,
        draws: usize,
        interrupt: &Interrupt,
        statistic: impl Fn(&Permuted) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let one = |draw: usize| {
            interrupt.check()?;
            let value = statistic(&self.draw(draw))?;
            interrupt.check()?;
            interrupt.advance(1);
            Ok(value)
        };
        (0..draws).into_par_iter().map(one).collect()
    }

    /// The same with a statistic that takes several draws at once.
    pub(super) fn together<T: Send>(
        &self,
        draws: usize,
        interrupt: &Interrupt,
        statistics: impl Fn(&[Permuted]) -> Vec<T> + Sync,
    ) -> Result<Vec<T>> {
        let some = |block: usize| {
            interrupt.check()?;
            let end = draws.min((block + 1) * TOGETHER);
            let permuted: Vec<Permuted> =
                (block * TOGETHER..end).map(|draw| self.draw(draw)).collect();
            let values = statistics(&permuted);
            interrupt.check()?;
            interrupt.advance(permuted.len() as u64);
            Ok(values)
        };
        let blocks = (0..draws.div_ceil(TOGETHER)).into_par_iter();
        Ok(blocks.map(some).collect::<Result<Vec<Vec<T>>>>()?.into_iter().flatten().collect())
    }
}

fn members(n: usize, strata: &[u32]) -> Result<Vec<Vec<u32>>> {
    if strata.len() != n {
        let wanted = format!("one for each of {n} nodes");
        return Err(Error::input("strata", format!("{} numbers", strata.len()), wanted));
    }
    if let Some(node) = strata.iter().position(|&stratum| stratum == u32::MAX) {
        return Err(Error::input("strata", format!("none for node {node}"), "one for each node"));
    }
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by_key(|&v| strata[v as usize]);
    let alike = |&a: &u32, &b: &u32| strata[a as usize] == strata[b as usize];
    let groups: Vec<Vec<u32>> = order.chunk_by(alike).map(<[u32]>::to_vec).collect();
    if groups.len() == n && n > 0 {
        let found = "every node alone in its stratum";
        return Err(Error::input("strata", found, "strata of two or more nodes to permute"));
    }
    Ok(groups)
}
