//! The formulas, from the counts.

use super::super::Lang;
use super::Readability;

impl Readability {
    /// Automated readability index (Senter & Smith 1967): the school grade in
    /// the United States at which the text is read. NaN without words.
    ///
    /// `4.71 characters / words + 0.5 words / sentences - 21.43`
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// assert!((readability("We won.").ari() - (4.71 * 2.5 + 0.5 * 2.0 - 21.43)).abs() < 1e-12);
    /// ```
    pub fn ari(&self) -> f64 {
        let words = f64::from(self.n_words);
        4.71 * f64::from(self.n_characters) / words + 0.5 * words / f64::from(self.n_sentences)
            - 21.43
    }

    /// Coleman-Liau index (Coleman & Liau 1975): a school grade as in
    /// [`Readability::ari`]. NaN without words.
    ///
    /// `0.0588 L - 0.296 S - 15.8`, with `L` characters and `S` sentences per
    /// 100 words. Digits count as letters.
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// let index = readability("We won.").coleman_liau();
    /// assert!((index - (0.0588 * 250.0 - 0.296 * 50.0 - 15.8)).abs() < 1e-12);
    /// ```
    pub fn coleman_liau(&self) -> f64 {
        let per_hundred = |count: u32| 100.0 * f64::from(count) / f64::from(self.n_words);
        0.0588 * per_hundred(self.n_characters) - 0.296 * per_hundred(self.n_sentences) - 15.8
    }

    /// LIX, *läsbarhetsindex* (Björnsson 1968): words per sentence plus the
    /// per cent of long words. NaN without words.
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// assert_eq!(readability("Peace negotiations continue").lix(), 3.0 + 200.0 / 3.0);
    /// ```
    pub fn lix(&self) -> f64 {
        let words = f64::from(self.n_words);
        words / f64::from(self.n_sentences) + 100.0 * f64::from(self.n_long_words) / words
    }

    /// RIX (Anderson 1983): long words per sentence. NaN without words.
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// assert_eq!(readability("Peace negotiations continue").rix(), 2.0);
    /// assert!(readability("🕊️").rix().is_nan());
    /// ```
    pub fn rix(&self) -> f64 {
        f64::from(self.n_long_words) / f64::from(self.n_sentences)
    }

    /// Flesch's reading ease (1948): 100 is very easy, 0 very hard. NaN without words and in
    /// another language than English, like the three that follow.
    ///
    /// `206.835 - 1.015 words / sentences - 84.6 syllables / words`
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// let ease = readability("We won the elections.").flesch();
    /// assert!((ease - (206.835 - 1.015 * 4.0 - 84.6 * 6.0 / 4.0)).abs() < 1e-12);
    /// ```
    pub fn flesch(&self) -> f64 {
        self.ease(Lang::En, 206.835, 1.015, 84.6)
    }

    /// The grade level of Kincaid and others (1975): a school grade in the United States.
    ///
    /// `0.39 words / sentences + 11.8 syllables / words - 15.59`
    pub fn flesch_kincaid(&self) -> f64 {
        self.only(Lang::En, 0.39 * self.length() + 11.8 * self.per_word(self.n_syllables) - 15.59)
    }

    /// Gunning's fog index (1952), a school grade: `0.4 (words / sentences + per cent complex)`,
    /// complex words being [`Readability::n_complex`].
    pub fn fog(&self) -> f64 {
        self.only(Lang::En, 0.4 * (self.length() + 100.0 * self.per_word(self.n_complex)))
    }

    /// `McLaughlin`'s SMOG (1969), a school grade: `1.043 sqrt(30 polysyllables / sentences) +
    /// 3.1291`. It was made for 30 sentences; here it is given for any number.
    pub fn smog(&self) -> f64 {
        let many = f64::from(self.n_polysyllables) / f64::from(self.n_sentences);
        self.only(Lang::En, 1.043 * (30.0 * many).sqrt() + 3.1291)
    }

    /// Reading ease for French (Kandel & Moles 1958): `207 - 1.015 words / sentences - 73.6
    /// syllables / words`. NaN in another language, like all that follow.
    pub fn kandel_moles(&self) -> f64 {
        self.ease(Lang::Fr, 207.0, 1.015, 73.6)
    }

    /// Reading ease for Spanish (Fernández Huerta 1959), with the length of sentences where early
    /// reprints have their number (Law 2011): `206.84 - 1.02 words / sentences - 60 syllables /
    /// words`.
    pub fn fernandez_huerta(&self) -> f64 {
        self.ease(Lang::Es, 206.84, 1.02, 60.0)
    }

    /// *Perspicuidad* of Spanish (Szigriszt Pazos 1993), read on the INFLESZ scale: `206.835 -
    /// words / sentences - 62.3 syllables / words`.
    pub fn szigriszt_pazos(&self) -> f64 {
        self.ease(Lang::Es, 206.835, 1.0, 62.3)
    }

    /// Reading ease for German (Amstad 1978): `180 - words / sentences - 58.5 syllables / words`.
    pub fn amstad(&self) -> f64 {
        self.ease(Lang::De, 180.0, 1.0, 58.5)
    }

    /// The four *Wiener Sachtextformeln* for German (Bamberger & Vanecek 1984), school grades.
    ///
    /// With the per cent of polysyllables p, of words of more than six letters l, of
    /// monosyllables m, and w words a sentence: `0.1935 p + 0.1672 w + 0.1297 l - 0.0327 m -
    /// 0.875`, `0.2007 p + 0.1682 w + 0.1373 l - 2.779`, `0.2963 p + 0.1905 w - 1.1144`,
    /// `0.2744 p + 0.2656 w - 1.693`.
    pub fn wiener(&self) -> [f64; 4] {
        let [p, l, m] = [self.n_polysyllables, self.n_long_words, self.n_monosyllables]
            .map(|count| 100.0 * self.per_word(count));
        let w = self.length();
        [
            0.1935 * p + 0.1672 * w + 0.1297 * l - 0.0327 * m - 0.875,
            0.2007 * p + 0.1682 * w + 0.1373 * l - 2.779,
            0.2963 * p + 0.1905 * w - 1.1144,
            0.2744 * p + 0.2656 * w - 1.693,
        ]
        .map(|grade| self.only(Lang::De, grade))
    }

    /// Reading ease for Russian (Oborneva 2006): `206.835 - 1.3 words / sentences - 60.1
    /// syllables / words`.
    pub fn oborneva(&self) -> f64 {
        self.ease(Lang::Ru, 206.835, 1.3, 60.1)
    }

    fn ease(&self, lang: Lang, base: f64, length: f64, syllables: f64) -> f64 {
        let score = base - length * self.length() - syllables * self.per_word(self.n_syllables);
        self.only(lang, score)
    }

    /// Words a sentence.
    fn length(&self) -> f64 {
        f64::from(self.n_words) / f64::from(self.n_sentences)
    }

    fn per_word(&self, count: u32) -> f64 {
        f64::from(count) / f64::from(self.n_words)
    }

    fn only(&self, lang: Lang, value: f64) -> f64 {
        if self.lang == Some(lang) { value } else { f64::NAN }
    }
}
