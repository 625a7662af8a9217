//! How varied the words of a text are.

mod pooled;
mod types;

pub use pooled::{diversity_by_group, diversity_by_row};
pub use types::Words;

/// What the measures of diversity are told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiversityOptions {
    /// Words in a window of MATTR and a segment of MSTTR.
    pub window: usize,
    /// The type-token ratio at which MTLD ends a factor, below 1.
    pub threshold: f64,
    /// Words drawn for HD-D.
    pub draws: usize,
}

impl Default for DiversityOptions {
    /// The values of the papers: 50 words, 0.72, 42 words.
    fn default() -> Self {
        Self { window: 50, threshold: 0.72, draws: 42 }
    }
}

/// How varied the words of a text are: counts, from which most measures follow, and those that
/// need the order of the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diversity {
    /// Words.
    pub n_tokens: u64,
    /// Different words.
    pub n_types: u64,
    /// Words that come once.
    pub n_hapaxes: u64,
    /// The sum over types of their squared counts.
    pub squares: u64,
    /// Mean type-token ratio of segments (Johnson 1944); NaN below one segment.
    pub msttr: f64,
    /// Moving-average type-token ratio (Covington & `McFall` 2010); NaN below one window.
    pub mattr: f64,
    /// Measure of textual lexical diversity (`McCarthy` & Jarvis 2010), the mean of both
    /// directions; NaN without words.
    pub mtld: f64,
    /// Hypergeometric distribution diversity (`McCarthy` & Jarvis 2007) on the scale of a
    /// type-token ratio; NaN with fewer words than are drawn.
    pub hdd: f64,
}

/// How varied the words of `text` are.
///
/// Words are what [`each_word`](super::each_word) gives and holds a letter, in lower case, a
/// curly apostrophe as a straight one; of a hashtag or cashtag the word without its sign. Numbers, handles,
/// links and emoji are none.
///
/// Linear in the length of the text.
///
/// ```
/// use twiplomacy::content::{DiversityOptions, diversity};
///
/// let found = diversity("Peace now, peace! #Peace 2015", &DiversityOptions::default());
/// assert_eq!((found.n_tokens, found.n_types, found.n_hapaxes), (4, 2, 1));
/// assert_eq!(found.ttr(), 0.5);
/// assert!(found.mattr.is_nan());
/// ```
pub fn diversity(text: &str, options: &DiversityOptions) -> Diversity {
    let mut words = Words::default();
    words.read(text);
    words.diversity(options)
}

impl Diversity {
    /// Type-token ratio. NaN without words, like all that follow.
    pub fn ttr(&self) -> f64 {
        self.types() / self.tokens()
    }

    /// Guiraud's index (1954), types by the root of tokens.
    pub fn root_ttr(&self) -> f64 {
        defined(self.n_tokens > 0, self.types() / self.tokens().sqrt())
    }

    /// Carroll's corrected type-token ratio (1964), types by the root of twice the tokens.
    pub fn corrected_ttr(&self) -> f64 {
        defined(self.n_tokens > 0, self.types() / (2.0 * self.tokens()).sqrt())
    }

    /// Herdan's C (1960), log types by log tokens. NaN below two words.
    pub fn log_ttr(&self) -> f64 {
        defined(self.n_tokens > 1, self.types().ln() / self.tokens().ln())
    }

    /// Summer's index (1966), log log types by log log tokens. NaN below two types.
    pub fn summer(&self) -> f64 {
        defined(self.n_types > 1, self.types().ln().ln() / self.tokens().ln().ln())
    }

    /// Dugast's index (1978), squared log tokens by log tokens less log types. NaN if no word
    /// comes twice.
    pub fn dugast(&self) -> f64 {
        let (tokens, types) = (self.tokens().ln(), self.types().ln());
        defined(self.n_types < self.n_tokens, tokens * tokens / (tokens - types))
    }

    /// Maas' index (1972), the inverse of [`Diversity::dugast`] with natural logarithms: lower
    /// is more varied. NaN below two words.
    pub fn maas(&self) -> f64 {
        let (tokens, types) = (self.tokens().ln(), self.types().ln());
        defined(self.n_tokens > 1, (tokens - types) / (tokens * tokens))
    }

    /// Yule's K (1944), `10,000 (sum of squared counts / tokens² - 1 / tokens)`: lower is more
    /// varied.
    pub fn yule_k(&self) -> f64 {
        let tokens = self.tokens();
        1e4 * (self.squares as f64 / (tokens * tokens) - 1.0 / tokens)
    }

    /// Yule's I, `types² / (sum of squared counts - types)`. NaN if no word comes twice.
    pub fn yule_i(&self) -> f64 {
        let types = self.types();
        defined(self.n_types < self.n_tokens, types * types / (self.squares as f64 - types))
    }

    /// Simpson's D (1949): the chance that two words taken at random are the same. NaN below two
    /// words.
    pub fn simpson_d(&self) -> f64 {
        let tokens = self.tokens();
        let same = (self.squares - self.n_tokens) as f64;
        defined(self.n_tokens > 1, same / (tokens * (tokens - 1.0)))
    }

    /// Herdan's V (1955): the root of `sum of squared counts / tokens² - 1 / types`.
    pub fn herdan_v(&self) -> f64 {
        let tokens = self.tokens();
        let spread = self.squares as f64 / (tokens * tokens) - 1.0 / self.types();
        // What is equal on paper may differ in the last bit.
        defined(self.n_tokens > 0, spread.max(0.0).sqrt())
    }

    /// The share of types that come once.
    pub fn hapax_share(&self) -> f64 {
        self.n_hapaxes as f64 / self.types()
    }

    fn tokens(&self) -> f64 {
        self.n_tokens as f64
    }

    fn types(&self) -> f64 {
        self.n_types as f64
    }
}

fn defined(is: bool, value: f64) -> f64 {
    if is { value } else { f64::NAN }
}

/// The measures of words given as numbers below `counts.len()`, which counts each of them.
fn measure(words: &[u32], counts: &[u32], options: &DiversityOptions) -> Diversity {
    let mut seen = Seen::new(counts.len());
    Diversity {
        n_tokens: words.len() as u64,
        n_types: counts.len() as u64,
        n_hapaxes: counts.iter().filter(|&&count| count == 1).count() as u64,
        squares: counts.iter().map(|&count| u64::from(count) * u64::from(count)).sum(),
        msttr: msttr(words, options.window, &mut seen),
        mattr: mattr(words, counts.len(), options.window),
        mtld: mtld(words, options.threshold, &mut seen),
        hdd: hdd(words.len(), counts, options.draws),
    }
}

/// Which words came since the last [`Seen::forget`], which costs nothing.
struct Seen {
    stamps: Vec<u32>,
    now: u32,
}

impl Seen {
    fn new(types: usize) -> Self {
        Self { stamps: vec![0; types], now: 1 }
    }

    /// Whether this word is new.
    fn is_new(&mut self, word: u32) -> bool {
        std::mem::replace(&mut self.stamps[word as usize], self.now) != self.now
    }

    fn forget(&mut self) {
        if self.now == u32::MAX {
            self.stamps.fill(0);
            self.now = 0;
        }
        self.now += 1;
    }
}

/// The mean over whole segments; what is left at the end does not count.
fn msttr(words: &[u32], window: usize, seen: &mut Seen) -> f64 {
    let mut different = 0_u64;
    let segments = words.chunks_exact(window);
    let tokens = segments.len() * window;
    for segment in segments {
        different += segment.iter().filter(|&&word| seen.is_new(word)).count() as u64;
        seen.forget();
    }
    different as f64 / tokens as f64
}

/// The mean over all windows: each is the one before, less its first word, and a word more.
fn mattr(words: &[u32], types: usize, window: usize) -> f64 {
    if words.len() < window {
        return f64::NAN;
    }
    let mut inside = vec![0_u32; types];
    let (mut different, mut sum) = (0_u64, 0_u64);
    for (at, &word) in words.iter().enumerate() {
        let entering = &mut inside[word as usize];
        different += u64::from(*entering == 0);
        *entering += 1;
        if at + 1 < window {
            continue;
        }
        sum += different;
        let leaving = &mut inside[words[at + 1 - window] as usize];
        *leaving -= 1;
        different -= u64::from(*leaving == 0);
    }
    sum as f64 / ((words.len() - window + 1) as f64 * window as f64)
}

fn mtld(words: &[u32], threshold: f64, seen: &mut Seen) -> f64 {
    if words.is_empty() {
        return f64::NAN;
    }
    let there = words.len() as f64 / factors(words.iter(), threshold, seen);
    let back = words.len() as f64 / factors(words.iter().rev(), threshold, seen);
    f64::midpoint(there, back)
}

/// How often the type-token ratio falls to the threshold, the last time in part.
///
/// If no word comes twice, one: the text is then as long as a factor at the least.
fn factors<'a>(words: impl Iterator<Item = &'a u32>, threshold: f64, seen: &mut Seen) -> f64 {
    let (mut factors, mut different, mut length, mut ratio) = (0.0, 0_u32, 0_u32, 1.0);
    seen.forget();
    for &word in words {
        length += 1;
        different += u32::from(seen.is_new(word));
        ratio = f64::from(different) / f64::from(length);
        if ratio <= threshold {
            factors += 1.0;
            (different, length) = (0, 0);
            seen.forget();
        }
    }
    if length > 0 {
        factors += (1.0 - ratio) / (1.0 - threshold);
    }
    if factors == 0.0 { 1.0 } else { factors }
}

/// The sum over types of the chance to be among the words drawn, by the number drawn.
///
/// The chance depends on the count of a type alone, so each count is worked out once.
fn hdd(tokens: usize, counts: &[u32], draws: usize) -> f64 {
    if tokens < draws {
        return f64::NAN;
    }
    let mut counts = counts.to_vec();
    counts.sort_unstable();
    let same = counts.chunk_by(|a, b| a == b);
    let sum: f64 =
        same.map(|same| same.len() as f64 * (1.0 - missed(tokens, same[0] as usize, draws))).sum();
    sum / draws as f64
}

/// The chance to draw none of `count` words among `tokens`: `C(N - f, d) / C(N, d)`, which is
/// the same with f and d changed about, so the shorter product is taken.
fn missed(tokens: usize, count: usize, draws: usize) -> f64 {
    let (few, many) = (count.min(draws), count.max(draws));
    if few + many > tokens {
        return 0.0;
    }
    (0..few).map(|i| (tokens - many - i) as f64 / (tokens - i) as f64).product()
}

#[cfg(test)]
mod tests;
