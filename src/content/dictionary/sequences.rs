//! Entries of several tokens: a tree of one-token patterns.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Sequences of numbers, each with the categories that it counts for.
#[derive(Debug)]
pub struct Sequences {
    edges: HashMap<(u32, u32), u32, FixedState>,
    /// The categories of the sequence that ends at each node.
    ends: Vec<Vec<u32>>,
}

impl Sequences {
    pub fn new() -> Self {
        Self { edges: HashMap::with_hasher(FixedState::default()), ends: vec![Vec::new()] }
    }

    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Add one; a second time in the same category it counts once.
    pub fn add(&mut self, units: &[u32], category: u32) {
        let mut node = 0;
        for &unit in units {
            node = *self.edges.entry((node, unit)).or_insert_with(|| {
                self.ends.push(Vec::new());
                self.ends.len() as u32 - 1
            });
        }
        let end = &mut self.ends[node as usize];
        if !end.contains(&category) {
            end.push(category);
        }
    }

    /// The node that follows on another, if a sequence goes on that way.
    pub fn step(&self, node: u32, unit: u32) -> Option<u32> {
        self.edges.get(&(node, unit)).copied()
    }

    /// The categories of what ends at a node.
    pub fn end(&self, node: u32) -> &[u32] {
        &self.ends[node as usize]
    }
}
