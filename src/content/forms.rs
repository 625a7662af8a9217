//! One form for the ways to write the same token.

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use unicode_normalization::UnicodeNormalization;

use super::tokens::{Kind, Token};

/// Which characters stand for the same (Unicode Standard Annex #15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalisation {
    /// Canonical: `é` in one character or in two.
    Nfc,
    /// Compatible: also `ﬁ` and `fi`, fullwidth `Ａ` and `A`, `²` and `2`.
    Nfkc,
}

/// The form in which tokens are given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Form {
    /// Fold case, and typographic apostrophes.
    pub fold: bool,
    /// Normalise characters.
    pub normalise: Option<Normalisation>,
}

impl Form {
    /// Append `token` in this form. Links, emoji and punctuation stay as they were written: case
    /// matters in a path.
    ///
    /// Folding is the full case folding of Unicode (`CaseFolding.txt`, statuses C and F) without
    /// the rules for Turkic: `ß` becomes `ss`, a final `ς` becomes `σ`, and both `I` and the `ı` of
    /// Turkish stay what they are elsewhere (`i`, `ı`). A typographic apostrophe (`’`, `ʼ`, `＇`)
    /// becomes `'`. Twice is as once. Linear.
    ///
    /// ```
    /// use twiplomacy::content::{Form, Normalisation, tokens};
    ///
    /// let form = Form { fold: true, normalise: Some(Normalisation::Nfc) };
    /// let mut written = String::new();
    /// for token in tokens("STRASSE straße don’t https://t.co/Ab") {
    ///     form.write(&token, &mut written);
    ///     written.push(' ');
    /// }
    /// assert_eq!(written, "strasse strasse don't https://t.co/Ab ");
    /// ```
    pub fn write(self, token: &Token<'_>, into: &mut String) {
        let text = token.text;
        let plain = self == Self::default()
            || matches!(token.kind, Kind::Url | Kind::Emoji | Kind::Punctuation);
        if plain || (text.is_ascii() && !self.fold) {
            into.push_str(text);
        } else if text.is_ascii() {
            let start = into.len();
            into.push_str(text);
            into[start..].make_ascii_lowercase();
        } else {
            into.push_str(&self.of(text));
        }
    }

    fn of(self, text: &str) -> String {
        let Some(normalise) = self.normalise else { return folded(text) };
        let normal = |text: &str| -> String {
            match normalise {
                Normalisation::Nfc => text.nfc().collect(),
                Normalisation::Nfkc => text.nfkc().collect(),
            }
        };
        if !self.fold {
            return normal(text);
        }
        // As Unicode defines caseless matching (definitions 145 and 146): a mark may fold to a
        // letter, so what is folded is taken apart first, and what is put together folded again.
        let apart: String = text.nfd().collect();
        normal(&folded(&normal(&folded(&apart))))
    }
}

fn folded(text: &str) -> String {
    const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();
    let folded = CASES.fold_string(text);
    folded.chars().map(|c| if matches!(c, '’' | 'ʼ' | '＇') { '\'' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORMS: [Form; 5] = [
        Form { fold: true, normalise: None },
        Form { fold: false, normalise: Some(Normalisation::Nfc) },
        Form { fold: false, normalise: Some(Normalisation::Nfkc) },
        Form { fold: true, normalise: Some(Normalisation::Nfc) },
        Form { fold: true, normalise: Some(Normalisation::Nfkc) },
    ];

    fn of(form: Form, text: &str, kind: Kind) -> String {
        let mut into = String::from("x");
        form.write(&Token { text, start: 0, kind, own: true }, &mut into);
        into.split_off(1)
    }

    #[test]
    fn known_forms() {
        for (text, fold, nfc, nfkc, both) in [
            ("UN", "un", "UN", "UN", "un"),
            ("Straße", "strasse", "Straße", "Straße", "strasse"),
            ("ΟΔΟΣ", "οδοσ", "ΟΔΟΣ", "ΟΔΟΣ", "οδοσ"),
            ("İstanbul", "i\u{307}stanbul", "İstanbul", "İstanbul", "i\u{307}stanbul"),
            ("IRAK", "irak", "IRAK", "IRAK", "irak"),
            ("Cafe\u{301}", "cafe\u{301}", "Café", "Café", "café"),
            ("ﬁne", "fine", "ﬁne", "fine", "fine"),
            ("＃ＵＮ", "＃ｕｎ", "＃ＵＮ", "#UN", "#un"),
            ("l’ONU", "l'onu", "l’ONU", "l’ONU", "l'onu"),
            ("السلام", "السلام", "السلام", "السلام", "السلام"),
            ("ﺍﻟﺴﻼﻡ", "ﺍﻟﺴﻼﻡ", "ﺍﻟﺴﻼﻡ", "السلام", "السلام"),
        ] {
            let found = [0, 1, 2, 4].map(|form| of(FORMS[form], text, Kind::Word));
            assert_eq!(found, [fold, nfc, nfkc, both], "{text}");
        }
        assert_eq!(of(Form::default(), "Straße’s", Kind::Word), "Straße’s");
        assert_eq!(of(FORMS[4], "https://t.co/Ab", Kind::Url), "https://t.co/Ab");
        assert_eq!(of(FORMS[4], "™️", Kind::Emoji), "™️");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn twice_is_once(text in "\\PC{0,12}|[a-cßſΣςİıI\u{345}\u{300}-\u{345}\u{1f80}-\u{1fff}ﬀ-ﬆ’]{0,8}") {
            for form in FORMS {
                let once = of(form, &text, Kind::Word);
                prop_assert_eq!(of(form, &once, Kind::Word), once, "{:?}", form);
            }
        }

        /// Of any case the same form, where the case has a way back.
        #[test]
        fn case_does_not_matter(text in "[a-zßéЯжΣσçÅ]{0,12}") {
            let of = |text: &str| of(FORMS[0], text, Kind::Word);
            prop_assert_eq!(of(&text.to_uppercase()), of(&text));
            prop_assert_eq!(of(&text.to_lowercase()), of(&text));
        }
    }
}
