//! Forests without a corpus, for the tests of measures.

use proptest::prelude::*;

use super::{Evidence, Forest};
use crate::corpus::{NO_TIME, NONE};
use crate::tree;

/// A member: where it hangs, whose it is, and when it came.
pub type Member = (u32, u32, i64);

/// Cascades as lists of members, each with the place of its parent, the root first; posts are
/// numbered through.
pub fn forest(cascades: &[Vec<Member>]) -> Forest {
    let mut forest = Forest {
        varied: Vec::new(),
        starts: vec![0],
        posts: Vec::new(),
        authors: Vec::new(),
        times: Vec::new(),
        parents: Vec::new(),
        depths: Vec::new(),
        evidence: Vec::new(),
        repaired: 0,
    };
    for members in cascades {
        let parents: Vec<u32> = members.iter().map(|member| member.0).collect();
        let first = forest.posts.len() as u32;
        forest.posts.extend(first..first + members.len() as u32);
        forest.authors.extend(members.iter().map(|member| member.1));
        forest.times.extend(members.iter().map(|member| member.2));
        forest.depths.extend(tree::depths(&parents));
        forest.evidence.extend(parents.iter().map(|_| Evidence::Root));
        forest.parents.extend(parents);
        forest.starts.push(forest.posts.len());
    }
    forest
}

/// Any forest whose members come in order of time after their root, unknown times last. Parents
/// may come later than their children.
pub fn forests() -> impl Strategy<Value = Forest> {
    let accounts = prop_oneof![9 => 0_u32..6, 1 => Just(NONE)];
    let times = prop_oneof![9 => 0_i64..12, 1 => Just(NO_TIME)];
    let member = (any::<prop::sample::Index>(), accounts, times, any::<u8>());
    let cascade = prop::collection::vec(member, 1..9).prop_map(|members| {
        let unknown_last = |time: i64| if time == NO_TIME { i64::MAX } else { time };
        let mut moments: Vec<(u32, i64)> = members.iter().map(|m| (m.1, m.2)).collect();
        moments[1..].sort_by_key(|moment| unknown_last(moment.1));
        // Each hangs under one that comes before it in an order of its own.
        let mut order: Vec<usize> = (0..members.len()).collect();
        order[1..].sort_by_key(|&place| members[place].3);
        let mut parents = vec![NONE; members.len()];
        for (rank, &place) in order.iter().enumerate().skip(1) {
            parents[place] = order[members[place].0.index(rank)] as u32;
        }
        parents.into_iter().zip(moments).map(|(above, (who, at))| (above, who, at)).collect()
    });
    prop::collection::vec(cascade, 0..6).prop_map(|cascades| forest(&cascades))
}
