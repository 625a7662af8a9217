//! All one-token patterns at once: one walk over a token finds those that fit it.

use std::collections::HashMap;

use super::glob::{Sign, fits};

const NONE: u32 = u32::MAX;

/// Patterns of one token in a tree of bytes.
///
/// A pattern hangs on the node of what it begins with, up to its first wildcard: there it ends
/// (a word), goes on with anything (`word*`), or the rest of it is tried (`w?rd`, `*word`).
#[derive(Debug)]
pub struct Trie {
    /// The node after the first byte.
    root: Box<[u32; 256]>,
    /// Where the edges of each node begin; one more at the end.
    starts: Vec<u32>,
    bytes: Vec<u8>,
    targets: Vec<u32>,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone)]
struct Node {
    /// The pattern that ends here.
    word: u32,
    /// The pattern that goes on with anything.
    prefix: u32,
    /// The patterns whose rest is to be tried, and the rest.
    globs: Vec<(u32, Box<[Sign]>)>,
}

impl Node {
    const EMPTY: Self = Self { word: NONE, prefix: NONE, globs: Vec::new() };
}

impl Trie {
    /// The tree of patterns; the number of a pattern is its place. Of patterns that are the same
    /// all but one must be `apart`: those are tried one by one.
    pub fn new(patterns: &[Vec<Sign>], apart: impl Fn(usize) -> bool) -> Self {
        let mut nodes = vec![Node::EMPTY];
        let mut edges: HashMap<(u32, u8), u32> = HashMap::new();
        for (number, signs) in patterns.iter().enumerate() {
            let apart = apart(number);
            let number = number as u32;
            let mut node = 0_u32;
            let mut buffer = [0; 4];
            let literal = signs.iter().take_while(|sign| matches!(sign, Sign::Char(_))).count();
            for sign in &signs[..literal] {
                let Sign::Char(c) = sign else { break };
                for &byte in c.encode_utf8(&mut buffer).as_bytes() {
                    node = *edges.entry((node, byte)).or_insert_with(|| {
                        nodes.push(Node::EMPTY);
                        nodes.len() as u32 - 1
                    });
                }
            }
            let node = &mut nodes[node as usize];
            match &signs[literal..] {
                [] if !apart => node.word = number,
                [Sign::Any] if !apart => node.prefix = number,
                rest => node.globs.push((number, rest.into())),
            }
        }
        Self::frozen(nodes, edges)
    }

    fn frozen(nodes: Vec<Node>, edges: HashMap<(u32, u8), u32>) -> Self {
        let mut edges: Vec<((u32, u8), u32)> = edges.into_iter().collect();
        edges.sort_unstable();
        let mut root = Box::new([NONE; 256]);
        let mut starts = vec![0; nodes.len() + 1];
        for &((node, byte), target) in &edges {
            starts[node as usize + 1] += 1;
            if node == 0 {
                root[usize::from(byte)] = target;
            }
        }
        for node in 0..nodes.len() {
            starts[node + 1] += starts[node];
        }
        let bytes = edges.iter().map(|edge| edge.0.1).collect();
        let targets = edges.iter().map(|edge| edge.1).collect();
        Self { root, starts, bytes, targets, nodes }
    }

    fn step(&self, node: u32, byte: u8) -> u32 {
        let (from, to) = (self.starts[node as usize] as usize, self.starts[node as usize + 1]);
        let bytes = &self.bytes[from..to as usize];
        let at = if bytes.len() <= 8 {
            bytes.iter().position(|&other| other == byte)
        } else {
            bytes.binary_search(&byte).ok()
        };
        at.map_or(NONE, |at| self.targets[from + at])
    }

    /// Give the number of every pattern that fits the token, each once.
    #[inline]
    pub fn each(&self, token: &str, mut take: impl FnMut(u32)) {
        let top = &self.nodes[0];
        if top.prefix != NONE {
            take(top.prefix);
        }
        Self::try_rest(top, token, &mut take);
        let bytes = token.as_bytes();
        let Some(&first) = bytes.first() else { return };
        let mut node = self.root[usize::from(first)];
        for at in 1..=bytes.len() {
            if node == NONE {
                return;
            }
            let here = &self.nodes[node as usize];
            if here.prefix != NONE {
                take(here.prefix);
            }
            if !here.globs.is_empty() {
                Self::try_rest(here, &token[at..], &mut take);
            }
            if at == bytes.len() {
                if here.word != NONE {
                    take(here.word);
                }
                return;
            }
            node = self.step(node, bytes[at]);
        }
    }

    fn try_rest(node: &Node, rest: &str, take: &mut impl FnMut(u32)) {
        for (number, signs) in &node.globs {
            if fits(signs, rest) {
                take(*number);
            }
        }
    }
}
