//! What one hand changed: the edits that turn one text into the next.

use std::borrow::Cow;

use super::align::{Aligner, Op};
use super::touched::{Touched, of_pair, of_token, plain};
use crate::content::{Interned, Kind, Token, tokens};

/// One edit, with the tokens that it takes and gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit<'a> {
    /// What was done.
    pub op: Op,
    /// The token of the text before, unless one was added.
    pub before: Option<&'a str>,
    /// The token of the text after, unless one was dropped.
    pub after: Option<&'a str>,
    /// What was touched; `None` where nothing was.
    pub touched: Option<Touched>,
}

/// What comparing texts needs and keeps for the next two. One for each thread.
#[derive(Debug, Default)]
pub struct Comparer {
    aligner: Aligner,
    words: Interned,
    sides: [Vec<u32>; 2],
    ops: Vec<Op>,
}

impl Comparer {
    /// The edits that turn `before` into `after`, in the order of the text.
    ///
    /// Tokens are those of [`tokens`], as they were written: capitals count. The operations are as
    /// few as can be: see [`Aligner::align`]. Between two tokens that are kept any pairing of what
    /// goes with what comes costs the same; the one taken pairs, as far as order allows, what
    /// differs by its form alone, then what is of one class, then of one kind; of equals the
    /// earliest.
    ///
    /// ```
    /// use twiplomacy::variants::{Comparer, Op, Touched};
    ///
    /// let edits = Comparer::default().edits("We stand with #Ukraine", "We stand by Ukraine!");
    /// let changed: Vec<_> = edits.iter().filter(|edit| edit.op != Op::Keep).collect();
    /// assert_eq!((changed[0].before, changed[0].after), (Some("with"), Some("by")));
    /// assert_eq!(changed[1].touched, Some(Touched::Hashtag));
    /// assert_eq!((changed[2].op, changed[2].after), (Op::Add, Some("!")));
    /// ```
    pub fn edits<'a>(&mut self, before: &'a str, after: &'a str) -> Vec<Edit<'a>> {
        let mut edits = Vec::new();
        self.each_edit(before, after, |edit| edits.push(edit));
        edits
    }

    /// Give the edits one by one: see [`Comparer::edits`].
    pub fn each_edit<'a>(
        &mut self,
        before: &'a str,
        after: &'a str,
        mut take: impl FnMut(Edit<'a>),
    ) {
        if before == after {
            for token in tokens(before) {
                take(kept(token.text));
            }
            return;
        }
        let (old, new) = (tokens(before), tokens(after));
        self.align_between(&old, &new, shared_ends(before, after), before.len());
        self.each_aligned(&Sides { before, after, old: &old, new: &new }, &mut take);
    }

    /// Give the edits other than keep, the same as [`Comparer::each_edit`] does, but without a look
    /// at what both texts begin and end with, where that can be.
    pub fn each_change<'a>(
        &mut self,
        before: &'a str,
        after: &'a str,
        mut take: impl FnMut(Edit<'a>),
    ) {
        if before == after {
            return;
        }
        let (head, tail) = shared_ends(before, after);
        let (old_part, new_part) =
            (&before[head..before.len() - tail], &after[head..after.len() - tail]);
        let (old, new) = (tokens(old_part), tokens(new_part));
        let mut changed = |edit: Edit<'a>| {
            if edit.op != Op::Keep {
                take(edit);
            }
        };
        // Whether a capital makes a name is told by what stands around it.
        if old.iter().chain(&new).any(may_be_name) {
            return self.each_edit(before, after, changed);
        }
        self.align(&old, &new);
        let sides = Sides { before: old_part, after: new_part, old: &old, new: &new };
        self.each_aligned(&sides, &mut changed);
    }

    /// Give the edits that the operations mean.
    fn each_aligned<'a>(&self, sides: &Sides<'a, '_>, take: &mut impl FnMut(Edit<'a>)) {
        let (mut i, mut j, mut at) = (0, 0, 0);
        while at < self.ops.len() {
            if self.ops[at] == Op::Keep {
                take(kept(sides.new[j].text));
                (i, j, at) = (i + 1, j + 1, at + 1);
                continue;
            }
            let gap = self.ops[at..].iter().take_while(|&&op| op != Op::Keep);
            let (mut gone, mut come, mut length) = (0, 0, 0);
            for op in gap {
                gone += usize::from(op.reads());
                come += usize::from(op.writes());
                length += 1;
            }
            sides.each_change(i..i + gone, j..j + come, take);
            (i, j, at) = (i + gone, j + come, at + length);
        }
    }

    /// How many operations of each kind there are, in the order of [`Op::ALL`]. Classes are not
    /// looked at.
    pub fn counts(&mut self, before: &str, after: &str) -> [u32; 4] {
        let mut counts = [0; 4];
        if before == after {
            counts[0] = tokens(before).len() as u32;
            return counts;
        }
        let ends = shared_ends(before, after);
        self.align_between(&tokens(before), &tokens(after), ends, before.len());
        for &op in &self.ops {
            counts[op as usize] += 1;
        }
        counts
    }

    /// Align what lies between the shared ends of two texts, in bytes; the rest is kept.
    fn align_between(
        &mut self,
        old: &[Token],
        new: &[Token],
        (head, tail): (usize, usize),
        length: usize,
    ) {
        let first = old.partition_point(|token| token.start < head);
        let last = old.len() - old.partition_point(|token| token.start < length - tail);
        self.align(&old[first..old.len() - last], &new[first..new.len() - last]);
        self.ops.splice(0..0, std::iter::repeat_n(Op::Keep, first));
        self.ops.extend(std::iter::repeat_n(Op::Keep, last));
    }

    fn align(&mut self, old: &[Token], new: &[Token]) {
        self.words.clear();
        for (side, tokens) in self.sides.iter_mut().zip([old, new]) {
            side.clear();
            side.extend(tokens.iter().map(|token| self.words.intern(token.text)));
        }
        self.ops.clear();
        self.aligner.align(&self.sides[0], &self.sides[1], &mut self.ops);
    }
}

/// How many bytes two texts begin and end with alike, up to a blank: tokens never reach across
/// one, unless what follows clings to it.
fn shared_ends(before: &str, after: &str) -> (usize, usize) {
    let (a, b) = (before.as_bytes(), after.as_bytes());
    let cuts = |text: &[u8], at: usize| {
        text[at - 1] == b' ' && text.get(at).is_none_or(|&next| next.is_ascii() && next != b' ')
    };
    let mut head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    while head > 0 && !(cuts(a, head) && cuts(b, head)) {
        head -= 1;
    }
    let (a, b) = (&a[head..], &b[head..]);
    let mut tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    // The end begins right after a blank, which both have, or where both begin.
    let begins = |text: &[u8], tail: usize| {
        let at = text.len() - tail;
        text[at].is_ascii() && text[at] != b' ' && (at == 0 || text[at - 1] == b' ')
    };
    while tail > 0 && !(begins(a, tail) && begins(b, tail)) {
        tail -= 1;
    }
    (head, tail)
}

fn may_be_name(token: &Token) -> bool {
    token.kind == Kind::Word && token.text.chars().next().is_some_and(char::is_uppercase)
}

fn kept(token: &str) -> Edit<'_> {
    Edit { op: Op::Keep, before: Some(token), after: Some(token), touched: None }
}

/// Two texts and their tokens.
struct Sides<'a, 't> {
    before: &'a str,
    after: &'a str,
    old: &'t [Token<'a>],
    new: &'t [Token<'a>],
}

/// A gap with more pairings than this is paired from its beginning.
const MOST_PAIRS: usize = 4096;

impl<'a> Sides<'a, '_> {
    /// Give the edits between two tokens that are kept: what goes is paired with what comes.
    fn each_change(
        &self,
        gone: std::ops::Range<usize>,
        come: std::ops::Range<usize>,
        take: &mut impl FnMut(Edit<'a>),
    ) {
        let old: Vec<Touched> =
            gone.clone().map(|at| of_token(self.before, self.old, at)).collect();
        let new: Vec<Touched> = come.clone().map(|at| of_token(self.after, self.new, at)).collect();
        // Each form once: a token may be long.
        let choice = has_choice(old.len(), new.len());
        let forms = |tokens: &[Token<'a>]| -> Vec<Cow<'a, str>> {
            tokens.iter().filter(|_| choice).map(|token| plain(bare(token.text))).collect()
        };
        let old_forms = forms(&self.old[gone.clone()]);
        let new_forms = forms(&self.new[come.clone()]);
        let likeness = |i: usize, j: usize| {
            let (a, b) = (&self.old[gone.start + i], &self.new[come.start + j]);
            if old_forms[i] == new_forms[j] {
                3
            } else if old[i] == new[j] {
                2
            } else {
                u32::from(a.kind == b.kind)
            }
        };
        let (mut i, mut j) = (0, 0);
        for op in pairing(old.len(), new.len(), likeness) {
            let before = op.reads().then(|| self.old[gone.start + i].text);
            let after = op.writes().then(|| self.new[come.start + j].text);
            let touched = match (before, after) {
                (Some(before), Some(after)) => of_pair((before, old[i]), (after, new[j])),
                (Some(_), None) => old[i],
                _ => new[j],
            };
            take(Edit { op, before, after, touched: Some(touched) });
            i += usize::from(op.reads());
            j += usize::from(op.writes());
        }
    }
}

/// A tag without its sign: `#Ukraine` and `Ukraine` are nearly the same.
fn bare(token: &str) -> &str {
    token.trim_start_matches(['#', '＃', '@', '＠', '$'])
}

/// Whether there is more than one pairing, and not more than are looked at.
fn has_choice(old: usize, new: usize) -> bool {
    let (pairs, spare) = (old.min(new), old.abs_diff(new));
    pairs > 0 && spare > 0 && pairs * (spare + 1) <= MOST_PAIRS
}

/// Pair all of the shorter side with some of the longer, in order, as alike as can be.
fn pairing(old: usize, new: usize, likeness: impl Fn(usize, usize) -> u32) -> Vec<Op> {
    let (pairs, spare) = (old.min(new), old.abs_diff(new));
    let skip = if old > new { Op::Drop } else { Op::Add };
    if !has_choice(old, new) {
        let mut ops = vec![Op::Substitute; pairs];
        ops.resize(pairs + spare, skip);
        return ops;
    }
    // best[p][s]: how alike the pairs from the p-th on can be, s of the longer side left out.
    let alike =
        |p: usize, s: usize| if old > new { likeness(p + s, p) } else { likeness(p, p + s) };
    let mut best = vec![vec![0; spare + 1]; pairs + 1];
    for p in (0..pairs).rev() {
        for s in (0..=spare).rev() {
            let paired = alike(p, s) + best[p + 1][s];
            best[p][s] = if s < spare { paired.max(best[p][s + 1]) } else { paired };
        }
    }
    let (mut p, mut s, mut ops) = (0, 0, Vec::with_capacity(pairs + spare));
    while p < pairs {
        if s < spare && alike(p, s) + best[p + 1][s] < best[p][s] {
            ops.push(skip);
            s += 1;
        } else {
            ops.push(Op::Substitute);
            p += 1;
        }
    }
    ops.resize(pairs + spare, skip);
    ops
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(before: &str, after: &str) -> Vec<String> {
        let part = |edit: Edit| {
            let sign = match edit.op {
                Op::Keep => return edit.before.unwrap_or_default().to_owned(),
                Op::Drop => "-",
                Op::Add => "+",
                Op::Substitute => "~",
            };
            let tokens: Vec<&str> = edit.before.into_iter().chain(edit.after).collect();
            format!("{sign}{} {}", tokens.join(">"), edit.touched.map_or("", Touched::as_str))
        };
        Comparer::default().edits(before, after).into_iter().map(part).collect()
    }

    #[test]
    fn edits_by_hand() {
        assert_eq!(
            written("We may meet in Vienna", "We will not meet in Geneva #Iran"),
            [
                "We",
                "~may>will hedge",
                "+not negation",
                "meet",
                "in",
                "~Vienna>Geneva name",
                "+#Iran hashtag"
            ]
        );
        assert_eq!(written("a b", "a b"), ["a", "b"]);
        assert_eq!(written("", ""), [""; 0]);
        assert_eq!(written("", "5 😀"), ["+5 number", "+😀 emoji"]);
        assert_eq!(
            written("so it is.", "it IS"),
            ["-so intensifier", "it", "~is>IS punctuation_or_case", "-. punctuation_or_case"]
        );
    }

    #[test]
    fn what_is_alike_is_paired() {
        // Both cost two; the tag goes with its word.
        assert_eq!(
            written("we aid #Kyiv", "we aid now Kyiv"),
            ["we", "aid", "+now word", "~#Kyiv>Kyiv hashtag"]
        );
        assert_eq!(
            written("x https://a.org/1 b", "x c https://a.org/2 e"),
            ["x", "+c word", "~https://a.org/1>https://a.org/2 link", "~b>e word"]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_edits_turn_one_text_into_the_other(
            before in "(([a-d]|#a|@b|5|Not|\\.|😀) ){0,9}|\\PC{0,12}",
            after in "(([a-d]|#a|@b|5|Not|\\.|😀) ){0,9}|\\PC{0,12}",
            shared in "([ab@#.'\u{301}😀和]{0,3} {0,2}){0,4}",
            end in "( {0,2}[ab@#.'\u{301}😀和]{0,3}){0,4}",
        ) {
            let (before, after) = (shared.clone() + &before + &end, shared + &after + &end);
            let mut comparer = Comparer::default();
            let edits = comparer.edits(&before, &after);
            let old: Vec<&str> = edits.iter().filter_map(|edit| edit.before).collect();
            let new: Vec<&str> = edits.iter().filter_map(|edit| edit.after).collect();
            let texts = |text| tokens(text).iter().map(|token| token.text).collect::<Vec<_>>();
            prop_assert_eq!(old, texts(&before));
            prop_assert_eq!(new, texts(&after));
            let mut counts = [0; 4];
            for edit in &edits {
                counts[edit.op as usize] += 1;
                prop_assert_eq!(edit.op == Op::Keep, edit.before == edit.after);
                prop_assert_eq!(edit.op == Op::Keep, edit.touched.is_none());
            }
            let changes: Vec<Edit> =
                edits.iter().copied().filter(|edit| edit.op != Op::Keep).collect();
            let mut fast = Vec::new();
            comparer.each_change(&before, &after, |edit| fast.push(edit));
            prop_assert_eq!(fast, changes);
            let few = comparer.counts(&before, &after);
            prop_assert_eq!(few[1..].iter().sum::<u32>(), counts[1..].iter().sum::<u32>());
            prop_assert_eq!(few[0], counts[0]);
        }
    }
}
