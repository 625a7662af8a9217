//! The measures of a whole network by name, as tests against null models ask for them.

use crate::error::{Error, Result};
use crate::network::clustering::{Clustering, clustering, transitivity, triangles};
use crate::network::communities::{Quality, leiden, modularity};
use crate::network::cores::{CoreKind, core_number};
use crate::network::density::{degree_centralization, density};
use crate::network::hierarchy;
use crate::network::paths::distances;
use crate::network::reciprocity::{dyad_reciprocity, reciprocity, weighted_reciprocity};
use crate::network::triads::{TRIAD_NAMES, triads};
use crate::network::{End, Network, assortativity, components};
use crate::run::Interrupt;

/// How many sources the mean distance is measured from.
const SOURCES: usize = 200;

/// What a statistic needs to know besides the network.
type Measure = fn(&Network, &Known, &Interrupt) -> Result<f64>;

/// What is known besides the network.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The group of each node, [`u32::MAX`] where there is none.
    pub groups: Option<&'a [u32]>,
    /// The seed of what is drawn while measuring.
    pub seed: u64,
}

impl<'a> Known<'a> {
    fn groups(&self) -> Result<&'a [u32]> {
        self.groups.ok_or_else(|| {
            Error::input("groups", "none", "a group for each node, which this statistic compares")
        })
    }
}

const MEASURES: [(&str, Measure); 25] = [
    ("density", |net, _, _| Ok(density(net))),
    ("reciprocity", |net, _, _| Ok(reciprocity(net))),
    ("dyad_reciprocity", |net, _, _| Ok(dyad_reciprocity(net))),
    ("weighted_reciprocity", |net, _, _| Ok(weighted_reciprocity(net))),
    ("triangles", |net, _, stop| Ok(triangles(net, stop)?.iter().sum::<u64>() as f64 / 3.0)),
    ("transitivity", |net, _, stop| transitivity(net, stop)),
    ("average_clustering", |net, _, stop| average_clustering(net, stop)),
    ("assortativity", |net, _, _| {
        Ok(assortativity::degree_assortativity(net, End::Out, End::In, false))
    }),
    ("attribute_assortativity", |net, known, _| {
        assortativity::attribute_assortativity(net, known.groups()?, false)
    }),
    ("modularity", |net, known, _| modularity(net, known.groups()?, 1.0, false)),
    ("community_modularity", |net, known, stop| {
        let found = leiden(net, Quality::Modularity, 1.0, known.seed, 2, stop)?;
        modularity(net, &found, 1.0, false)
    }),
    ("degree_centralization", |net, _, _| Ok(degree_centralization(&net.undirected()?, End::Out))),
    ("components", |net, _, stop| Ok(parts(&components::weak(net, stop)?))),
    ("largest_component", |net, _, stop| Ok(largest(&components::weak(net, stop)?))),
    ("largest_strong_component", |net, _, stop| Ok(largest(&components::strong(net, stop)?))),
    ("largest_core", |net, _, stop| {
        let cores = core_number(net, CoreKind::All, stop)?;
        Ok(cores.into_iter().max().map_or(f64::NAN, f64::from))
    }),
    ("mean_distance", mean_distance),
    ("krackhardt_connectedness", |net, _, stop| hierarchy::krackhardt_connectedness(net, stop)),
    ("krackhardt_hierarchy", |net, known, stop| {
        Ok(hierarchy::krackhardt_hierarchy(net, effort(known), stop)?.value)
    }),
    ("krackhardt_efficiency", |net, _, stop| hierarchy::krackhardt_efficiency(net, stop)),
    ("krackhardt_lub", |net, known, stop| {
        Ok(hierarchy::krackhardt_lub(net, effort(known), stop)?.value)
    }),
    ("flow_hierarchy", |net, _, stop| hierarchy::flow_hierarchy(net, stop)),
    ("global_reaching_centrality", |net, known, stop| {
        Ok(hierarchy::global_reaching_centrality(net, effort(known), stop)?.value)
    }),
    ("trophic_incoherence", |net, _, stop| hierarchy::incoherence(net, stop)),
    ("agony_hierarchy", |net, _, stop| hierarchy::agony_hierarchy(net, stop)),
];

/// The statistics that ask for groups.
const OF_GROUPS: [&str; 2] = ["attribute_assortativity", "modularity"];

/// Hierarchy is counted up to the stated sizes, and else drawn.
fn effort(known: &Known) -> hierarchy::Effort {
    hierarchy::Effort { seed: known.seed, ..hierarchy::Effort::default() }
}

/// One measure of a whole network.
#[derive(Debug, Clone, Copy)]
pub enum Statistic {
    /// A measure with a name of its own, and its place among them.
    Named(usize),
    /// How many triads of this kind there are.
    Triad(usize),
}

impl Statistic {
    /// The statistic of this name.
    ///
    /// # Errors
    /// [`Error::Input`] if there is none; the message lists them.
    pub fn parse(name: &str) -> Result<Self> {
        if let Some(place) = MEASURES.iter().position(|(known, _)| *known == name) {
            return Ok(Self::Named(place));
        }
        let triad = name.strip_prefix("triad_");
        TRIAD_NAMES.iter().position(|known| Some(*known) == triad).map(Self::Triad).ok_or_else(
            || {
                let names = Self::names().join(", ");
                Error::input("statistic", format!("{name:?}"), format!("one of {names}"))
            },
        )
    }

    /// The names of all statistics.
    pub fn names() -> Vec<String> {
        let named = MEASURES.iter().map(|(name, _)| (*name).to_owned());
        named.chain(TRIAD_NAMES.iter().map(|name| format!("triad_{name}"))).collect()
    }

    /// Whether it compares groups of nodes.
    pub fn is_of_groups(self) -> bool {
        matches!(self, Self::Named(place) if OF_GROUPS.contains(&MEASURES[place].0))
    }

    fn value(self, net: &Network, known: &Known, interrupt: &Interrupt) -> Result<f64> {
        match self {
            Self::Named(place) => MEASURES[place].1(net, known, interrupt),
            Self::Triad(place) => Ok(triads(net, interrupt)?[place] as f64),
        }
    }
}

/// Several statistics of one network. The census of triads is taken once for all of them.
pub fn measure(
    net: &Network,
    statistics: &[Statistic],
    known: &Known,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    let mut census = None;
    statistics
        .iter()
        .map(|&statistic| match statistic {
            Statistic::Named(_) => statistic.value(net, known, interrupt),
            Statistic::Triad(place) => {
                if census.is_none() {
                    census = Some(triads(net, interrupt)?);
                }
                Ok(census.map_or(f64::NAN, |counts: [u64; 16]| counts[place] as f64))
            }
        })
        .collect()
}

/// What describes a network in a table: name and value.
///
/// ```
/// use twiplomacy::{network::{Network, summary}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 0], None, None, true)?;
/// let table = summary(&net, &Interrupt::new())?;
/// assert!(table.contains(&("isolates".to_owned(), 1.0)));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn summary(net: &Network, interrupt: &Interrupt) -> Result<Vec<(String, f64)>> {
    let alone = |&v: &u32| {
        let other = |ids: &[u32]| ids.iter().all(|&t| t == v);
        other(net.out(v).0) && other(net.incoming(v).0)
    };
    let edges = net.m() - net.self_loops();
    let ends = if net.directed() { 1.0 } else { 2.0 };
    let weight: f64 = net.edges().map(|edge| edge.weight).sum();
    let weak = components::weak(net, interrupt)?;
    let strong = components::strong(net, interrupt)?;
    let mut rows = vec![
        ("nodes", net.n() as f64),
        ("edges", net.m() as f64),
        ("self_loops", net.self_loops() as f64),
        ("isolates", net.nodes().filter(alone).count() as f64),
        ("total_weight", weight),
        // Of a directed network: ties out, which on average are as many as ties in.
        ("mean_degree", ends * edges as f64 / net.n() as f64),
        ("components", parts(&weak)),
        ("largest_component", largest(&weak)),
        ("strong_components", parts(&strong)),
        ("largest_strong_component", largest(&strong)),
    ];
    let named = [
        "density",
        "reciprocity",
        "dyad_reciprocity",
        "weighted_reciprocity",
        "transitivity",
        "average_clustering",
        "assortativity",
        "degree_centralization",
        "largest_core",
        "mean_distance",
    ];
    for name in named {
        let value = Statistic::parse(name)?.value(net, &Known::default(), interrupt)?;
        rows.push((name, value));
    }
    Ok(rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The mean of the local clustering of all nodes, NaN without one.
fn average_clustering(net: &Network, interrupt: &Interrupt) -> Result<f64> {
    let local = clustering(net, Clustering::Unweighted, interrupt)?;
    Ok(local.iter().sum::<f64>() / local.len() as f64)
}

/// The mean number of steps from one node to another that it reaches.
fn mean_distance(net: &Network, known: &Known, interrupt: &Interrupt) -> Result<f64> {
    let found = distances(net, Some(SOURCES), known.seed, interrupt)?;
    let pairs: u64 = found.pairs.iter().sum();
    let steps = found.distance.iter().zip(&found.pairs).map(|(&d, &p)| d as f64 * p as f64);
    Ok(steps.sum::<f64>() / pairs as f64)
}

/// How many parts there are.
fn parts(labels: &[u32]) -> f64 {
    labels.iter().max().map_or(0.0, |&last| f64::from(last) + 1.0)
}

/// The share of nodes in the largest part, which is part 0.
fn largest(labels: &[u32]) -> f64 {
    labels.iter().filter(|&&label| label == 0).count() as f64 / labels.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate};
    use proptest::prelude::*;

    #[test]
    fn every_name_is_understood_and_no_other() {
        for name in Statistic::names() {
            assert!(Statistic::parse(&name).is_ok(), "{name}");
        }
        let error = Statistic::parse("magic").unwrap_err().to_string();
        assert!(error.contains("\"magic\"") && error.contains("triad_030T"), "{error}");
        assert!(Statistic::parse("triad_").is_err());
    }

    #[test]
    fn statistics_of_groups_ask_for_groups() {
        let known = Known::default();
        for name in Statistic::names() {
            let one = Statistic::parse(&name).unwrap();
            let found = measure(&karate(), &[one], &known, &Interrupt::new());
            assert_eq!(found.is_err(), one.is_of_groups(), "{name}");
        }
    }

    #[test]
    fn the_karate_club_is_described() {
        let table = summary(&karate(), &Interrupt::new()).unwrap();
        let value = |name: &str| table.iter().find(|row| row.0 == name).unwrap().1;
        assert!((value("nodes") - 34.0).abs() < 1e-12);
        assert!((value("mean_degree") - 156.0 / 34.0).abs() < 1e-12);
        assert!((value("transitivity") - 0.255_681_818_181_818_2).abs() < 1e-12);
        assert!((value("average_clustering") - 0.570_638_478_207_682_3).abs() < 1e-12);
        assert!((value("assortativity") + 0.475_613_097_684_614_4).abs() < 1e-9);
        assert!((value("mean_distance") - 2.408_199_643_493_761).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn all_statistics_can_be_had_of_any_network(case in graphs()) {
            let net = case.network();
            let groups: Vec<u32> = net.nodes().map(|v| v % 3).collect();
            let known = Known { groups: Some(&groups), seed: 1 };
            let all: Vec<Statistic> =
                Statistic::names().iter().map(|name| Statistic::parse(name).unwrap()).collect();
            let interrupt = Interrupt::new();
            let values = measure(&net, &all, &known, &interrupt).unwrap();
            prop_assert_eq!(values.len(), all.len());
            let triads: f64 = values[MEASURES.len()..].iter().sum();
            let n = net.n() as f64;
            prop_assert!((triads - n * (n - 1.0) * (n - 2.0) / 6.0).abs() < 1e-6);
            prop_assert!(summary(&net, &interrupt).is_ok());
        }
    }
}
