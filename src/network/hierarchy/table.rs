//! Every measure of hierarchy of a network, with what is to be known of it.

use super::condensation::Condensation;
use super::estimate::{Effort, Estimate};
use super::reach::{Reach, reach};
use super::{agony, flow, krackhardt, lub, reaching, sizes, trophic_incoherence, trophic_levels};
use crate::error::{Error, Result};
use crate::network::{Network, components};
use crate::run::Interrupt;

/// The measures in the order of the table.
pub const HIERARCHY: [&str; 9] = [
    "krackhardt_connectedness",
    "krackhardt_hierarchy",
    "krackhardt_efficiency",
    "krackhardt_lub",
    "flow_hierarchy",
    "global_reaching_centrality",
    "trophic_incoherence",
    "agony",
    "agony_hierarchy",
];

/// So few drawn nodes still give an interval that holds.
const LEAST: usize = 1024;

/// One measure of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub measure: &'static str,
    /// The number, and its interval if it was drawn.
    pub estimate: Estimate,
    /// Why it is undefined or was drawn, or which direction it rests on.
    pub note: String,
}

/// The measures of [`HIERARCHY`] that are wanted, in that order; what several need is made once.
///
/// # Errors
/// [`Error::Input`] if one of them is unknown, and for fewer than 1024 samples;
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy}, run::Interrupt};
/// let tree = Network::from_edges(4, &[0, 0, 1], &[1, 2, 3], None, None, true)?;
/// let effort = hierarchy::Effort::default();
/// let four = &hierarchy::HIERARCHY[..4];
/// let table = hierarchy::hierarchy(&tree, four, effort, &Interrupt::new())?;
/// assert!(table.iter().all(|row| row.estimate.value == 1.0));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn hierarchy(
    net: &Network,
    measures: &[&str],
    effort: Effort,
    interrupt: &Interrupt,
) -> Result<Vec<Row>> {
    if let Some(name) = measures.iter().find(|name| !HIERARCHY.contains(name)) {
        let known = HIERARCHY.join(", ");
        return Err(Error::input("measures", format!("{name:?}"), format!("some of {known}")));
    }
    if effort.samples < LEAST {
        return Err(Error::input(
            "samples",
            effort.samples.to_string(),
            format!("{LEAST} or more"),
        ));
    }
    let wanted = |name: &str| measures.contains(&name);
    let mut facts = Facts::new(net, interrupt)?;
    if wanted("krackhardt_hierarchy") || wanted("global_reaching_centrality") {
        facts.reach = Some(reach(&facts.parts, effort, interrupt)?);
    }
    if wanted("agony") || wanted("agony_hierarchy") {
        facts.agony = agony_of(net, interrupt)?;
    }
    HIERARCHY
        .into_iter()
        .filter(|name| wanted(name))
        .map(|measure| {
            let estimate = facts.measure(measure, effort, interrupt)?;
            Ok(Row { measure, estimate, note: facts.note(measure, estimate, effort) })
        })
        .collect()
}

/// What the measures are made of.
struct Facts<'a> {
    net: &'a Network,
    weak: Vec<u32>,
    sizes: Vec<u64>,
    parts: Condensation,
    reach: Option<Reach>,
    /// Agony and its hierarchy, NaN if undirected.
    agony: (f64, f64),
}

/// Agony and its hierarchy. Ranks need arcs that say who is above, and some that carry weight.
fn agony_of(net: &Network, interrupt: &Interrupt) -> Result<(f64, f64)> {
    if !net.directed() {
        return Ok((f64::NAN, f64::NAN));
    }
    let found = agony(net, interrupt)?;
    let value = if found.total > 0.0 { found.value } else { f64::NAN };
    Ok((value, found.hierarchy()))
}

/// Trophic incoherence, NaN if undirected, for levels need arcs.
pub(crate) fn incoherence(net: &Network, interrupt: &Interrupt) -> Result<f64> {
    if !net.directed() {
        return Ok(f64::NAN);
    }
    trophic_incoherence(net, &trophic_levels(net, interrupt)?.level)
}

/// [`Agony::hierarchy`](super::Agony::hierarchy), NaN if undirected.
pub(crate) fn agony_hierarchy(net: &Network, interrupt: &Interrupt) -> Result<f64> {
    Ok(agony_of(net, interrupt)?.1)
}

impl<'a> Facts<'a> {
    fn new(net: &'a Network, interrupt: &Interrupt) -> Result<Self> {
        let weak = components::weak(net, interrupt)?;
        let parts = Condensation::new(net, interrupt)?;
        Ok(Self { net, sizes: sizes(&weak), weak, parts, reach: None, agony: (f64::NAN, f64::NAN) })
    }

    fn measure(&self, name: &str, effort: Effort, interrupt: &Interrupt) -> Result<Estimate> {
        let of_reach = |measure: &dyn Fn(&Reach) -> Estimate| {
            self.reach.as_ref().map_or(Estimate::exact(f64::NAN), measure)
        };
        Ok(match name {
            "krackhardt_connectedness" => Estimate::exact(krackhardt::connectedness(&self.sizes)),
            "krackhardt_hierarchy" => of_reach(&|reach| krackhardt::of_reach(&self.parts, reach)),
            "krackhardt_efficiency" => {
                Estimate::exact(krackhardt::efficiency(self.net, &self.sizes))
            }
            "krackhardt_lub" => lub::lub(&self.parts, &self.weak, effort, interrupt)?,
            "flow_hierarchy" => Estimate::exact(flow::share_ahead(self.net, &self.parts.part)),
            "global_reaching_centrality" => of_reach(&|reach| reaching::of_reach(self.net, reach)),
            "trophic_incoherence" => Estimate::exact(incoherence(self.net, interrupt)?),
            "agony" => Estimate::exact(self.agony.0),
            _ => Estimate::exact(self.agony.1),
        })
    }

    fn note(&self, name: &str, estimate: Estimate, effort: Effort) -> String {
        if estimate.value.is_nan() {
            return self.why_undefined(name).to_owned();
        }
        let mut notes = Vec::new();
        if ["krackhardt_lub", "global_reaching_centrality"].contains(&name) {
            notes.push(if self.net.directed() {
                "arcs read as leading from superior to subordinate".to_owned()
            } else {
                "undirected: each edge leads both ways".to_owned()
            });
        }
        if estimate.interval.is_some() {
            let what = if name == "krackhardt_lub" { "pairs" } else { "nodes" };
            notes.push(format!("estimated from {} {what} drawn at random", effort.drawn()));
        }
        notes.join("; ")
    }

    fn why_undefined(&self, name: &str) -> &'static str {
        if self.net.n() < 2 {
            return "undefined: fewer than two nodes";
        }
        match name {
            "krackhardt_lub" => "undefined: no component has three nodes",
            "trophic_incoherence" | "agony" | "agony_hierarchy" if !self.net.directed() => {
                "undefined: an undirected edge has no upper end"
            }
            "trophic_incoherence" | "agony" | "agony_hierarchy" => {
                "undefined: no arc but self-loops carries weight"
            }
            _ => "undefined: no arcs but self-loops",
        }
    }
}
