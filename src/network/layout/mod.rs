//! Where to draw each node, so that a reader sees what hangs together.

mod coarsen;
mod frame;
mod pack;
mod quadtree;
mod relax;
mod springs;
#[cfg(test)]
mod tests;
mod untangle;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::random::Stream;
use crate::run::Interrupt;
use springs::{Part, Point};
use untangle::Outlines;

/// How to lay out a network; the defaults suit most.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutOptions {
    /// How many rounds all nodes are moved; outlines of the network, which are small, get up
    /// to four times as many.
    pub iterations: usize,
    /// How strongly the middle pulls each node for each unit of its mass, compared with an
    /// edge of mean weight: more makes a rounder and denser picture, less a wider one.
    pub gravity: f64,
    /// Whether ties pull by the logarithm of their length (Noack 2007): communities become
    /// tighter and stand farther apart, but their members overlap.
    pub lin_log: bool,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self { iterations: 100, gravity: 0.03, lin_log: false }
    }
}

/// A place for each node: tied nodes are near, others apart, communities visible.
///
/// The forces are those of `ForceAtlas2` (Jacomy, Venturini, Heymann & Bastian 2014, *`PLoS`
/// ONE* 9:e98679). Nodes u and v at distance d push each other apart by
///
/// (`deg_u` + 1) (`deg_v` + 1) / d,
///
/// with deg the number of distinct neighbours in either direction. A tie of weight w draws its
/// ends together by a d, or by a log(1 + d) with `lin_log`, where
///
/// a = log2(1 + w / mean w), at least 0.1,
///
/// so that heavy ties count, but do not make all else a blur. Directions are dropped, the
/// weights of both adding up, and self-loops have no force. `gravity` g draws each node to the
/// middle of its component by g (deg + 1) d, or g (deg + 1) log(1 + d).
///
/// The pushes of far nodes are taken together (Barnes & Hut 1986, *Nature* 324:446). The
/// network is first laid out in outline, with neighbours merged, then in more and more
/// detail (Walshaw 2003, *Journal of Graph Algorithms and Applications* 7:253): unlike from a
/// random start, no knot is left in the end. In place of swing and traction, the paper's rule
/// for speed, each node moves by its force over the steepness of that force, with momentum.
///
/// Weak components are laid out by themselves, turned to lie flat, scaled to an area that is
/// proportional to their number of nodes, and packed without overlap, the largest in the
/// middle; isolated nodes stand in rows below. The whole is centred, and its longer side goes
/// from -1 to 1. All places are finite and distinct; a single node is at (0, 0).
///
/// O(n log n + m) an iteration. The same seed gives the same bits on any number of threads.
/// Another seed, another picture: what differs between two is no finding.
///
/// # Errors
/// [`Error::Input`] if `iterations` is 0 or `gravity` is negative or not finite;
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{LayoutOptions, Network, layout}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let places = layout(&net, &LayoutOptions::default(), 0, &Interrupt::new())?;
/// // A path of three is drawn as a line, its middle between its ends.
/// assert!(places[1].0.abs() < 0.1 && (places[0].0 - places[2].0).abs() > 1.9);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn layout(
    net: &Network,
    options: &LayoutOptions,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<(f64, f64)>> {
    check(options)?;
    let (nodes, outlines): (Vec<Vec<u32>>, Vec<(Outlines, Stream)>) =
        springs::parts(net, interrupt)?
            .into_iter()
            .zip(0..)
            .map(|(Part { nodes, springs }, item)| {
                let mut stream = Stream::new(seed, item);
                (nodes, (Outlines::of(springs, &mut stream), stream))
            })
            .unzip();
    interrupt.expect(outlines.iter().map(|(outlines, _)| outlines.work(options)).sum());
    let mut parts: Vec<Vec<Point>> = outlines
        .into_par_iter()
        .map(|(outlines, mut stream)| {
            let mut places = outlines.places(options, &mut stream, interrupt)?;
            frame::settle(&mut places);
            Ok(places)
        })
        .collect::<Result<_>>()?;
    pack::pack(&mut parts, interrupt)?;
    let mut places = vec![[0.0; 2]; net.n()];
    for (&v, &place) in nodes.iter().flatten().zip(parts.iter().flatten()) {
        places[v as usize] = place;
    }
    frame::fit(&mut places);
    frame::part_twins(&mut places);
    Ok(places.into_iter().map(|[x, y]| (x, y)).collect())
}

fn check(options: &LayoutOptions) -> Result<()> {
    if options.iterations == 0 {
        return Err(Error::input("iterations", "0", "at least 1"));
    }
    if !options.gravity.is_finite() || options.gravity < 0.0 {
        let wanted = "a number of at least 0";
        return Err(Error::input("gravity", options.gravity.to_string(), wanted));
    }
    Ok(())
}
