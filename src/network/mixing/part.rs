//! The nodes that have a group, and the ties among them.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::network::Network;

/// No group.
pub(super) const NONE: u32 = u32::MAX;

/// The nodes of a network that have a group, numbered anew in their order, and the ties among
/// them without self-loops and times.
pub(super) struct Part {
    pub(super) net: Network,
    /// The group of each node.
    pub(super) labels: Vec<u32>,
    /// How many groups there are, some perhaps without a node.
    pub(super) groups: usize,
    /// The number that each node has in the whole network.
    pub(super) original: Vec<u32>,
}

impl Part {
    pub(super) fn new(net: &Network, labels: &[u32], groups: usize) -> Result<Self> {
        if labels.len() != net.n() {
            let found = format!("{} labels", labels.len());
            return Err(Error::input("groups", found, "one for each node"));
        }
        if let Some(label) = labels.iter().find(|&&l| l != NONE && l as usize >= groups) {
            let found = format!("label {label} of {groups} groups");
            return Err(Error::input("groups", found, "labels below the number of groups"));
        }
        let original: Vec<u32> = net.nodes().filter(|&v| labels[v as usize] != NONE).collect();
        let mut number = vec![NONE; net.n()];
        for (own, &v) in (0..).zip(&original) {
            number[v as usize] = own;
        }
        let (mut source, mut target, mut weight) = (Vec::new(), Vec::new(), Vec::new());
        for edge in net.edges().filter(|edge| edge.source != edge.target) {
            let (s, t) = (number[edge.source as usize], number[edge.target as usize]);
            if s != NONE && t != NONE {
                source.push(s);
                target.push(t);
                weight.push(edge.weight);
            }
        }
        let n = original.len();
        let net = Network::from_edges(n, &source, &target, Some(&weight), None, net.directed())?;
        let labels = original.iter().map(|&v| labels[v as usize]).collect();
        Ok(Self { net, labels, groups, original })
    }

    /// What each of these nodes has in a column of the whole network.
    pub(super) fn of<'a, T: Copy>(&'a self, column: &'a [T]) -> impl Iterator<Item = T> + 'a {
        self.original.iter().map(|&v| column[v as usize])
    }

    /// The same without direction, the weights of both adding up, or each tie once.
    pub(super) fn undirected(mut self, weighted: bool) -> Result<Self> {
        let net = if self.net.directed() {
            Cow::Owned(self.net.undirected()?)
        } else {
            Cow::Borrowed(&self.net)
        };
        self.net = if weighted { net.into_owned() } else { net.unweighted() };
        Ok(self)
    }

    /// All pairs of groups: ordered ones, or unordered ones of an undirected network.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let first = |from: usize| if self.net.directed() { 0 } else { from };
        (0..self.groups).flat_map(|a| (first(a)..self.groups).map(move |b| (a, b))).collect()
    }

    /// The place of a pair in a square of all; unordered pairs stand above the diagonal.
    pub(super) fn place(&self, a: u32, b: u32) -> usize {
        let (a, b) = if self.net.directed() || a <= b { (a, b) } else { (b, a) };
        a as usize * self.groups + b as usize
    }
}
