//! The emoji of a text, and the countries whose flags are among them.

use super::tokens::{Kind, each_token};

/// The two-letter codes that have a flag (UTS #51): those of ISO 3166-1, and `AC`, `CP`, `DG`,
/// `EA`, `EU`, `IC`, `TA`, `UN` and `XK` (Kosovo). In order, three characters each but the last.
const CODES: &str = "\
    AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
    BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK \
    DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ \
    GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI \
    KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP \
    MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM \
    PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX \
    SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI \
    VN VU WF WS XK YE YT ZA ZM ZW";

/// The emoji of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Emoji<'a> {
    /// Each as it is written, whole, in order.
    pub emoji: Vec<&'a str>,
    /// How many different ones there are.
    pub distinct: usize,
    /// The country of each flag: a code of ISO 3166-1 (`UA`; also `EU`, `UN`, `XK`), or of ISO
    /// 3166-2 for England, Scotland and Wales (`GB-SCT`).
    pub flags: Vec<String>,
}

/// The emoji of `text`, of its author's own words or of all.
///
/// Linear, but for the sorting of the different ones.
///
/// ```
/// use twiplomacy::content::emoji_in;
///
/// let found = emoji_in("We stand with 🇺🇦🇺🇦 👩🏽‍🚒!", true);
/// assert_eq!(found.emoji, ["🇺🇦", "🇺🇦", "👩🏽‍🚒"]);
/// assert_eq!((found.distinct, found.flags), (2, vec!["UA".to_string(), "UA".to_string()]));
/// ```
pub fn emoji_in(text: &str, own: bool) -> Emoji<'_> {
    let mut found = Emoji::default();
    if !super::emoji::may_hold_emoji(text) {
        return found;
    }
    each_token(text, |token| {
        if token.kind == Kind::Emoji && (token.own || !own) {
            found.emoji.push(token.text);
            found.flags.extend(country(token.text));
        }
    });
    let mut different = found.emoji.clone();
    different.sort_unstable();
    different.dedup();
    found.distinct = different.len();
    found
}

/// The code of the country whose flag an emoji is.
fn country(emoji: &str) -> Option<String> {
    let letter = |c: char, first: u32| char::from_u32(u32::from(c) - first + u32::from('A'));
    let mut chars = emoji.chars();
    let first = chars.next()?;
    if let '\u{1f1e6}'..='\u{1f1ff}' = first {
        let code: String =
            [first, chars.next()?].into_iter().filter_map(|c| letter(c, 0x1f1e6)).collect();
        return CODES.split(' ').any(|known| known == code).then_some(code);
    }
    if first != '🏴' {
        return None;
    }
    // A black flag, tags that spell the region, and the tag that ends them.
    let tags: String = chars
        .take_while(|c| ('\u{e0061}'..='\u{e007a}').contains(c))
        .filter_map(|c| letter(c, 0xe0061))
        .collect();
    let (country, region) = tags.split_at_checked(2).filter(|it| it.0 == "GB")?;
    ["ENG", "SCT", "WLS"].contains(&region).then(|| format!("{country}-{region}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_countries_and_no_others() {
        for (text, flags) in [
            ("🇺🇦🇪🇺🇺🇳🇽🇰", &["UA", "EU", "UN", "XK"][..]),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿", &["GB-ENG", "GB-SCT"]),
            ("🏴🏳️‍🌈🏴‍☠️🚩🇽🇽🇺", &[]),
            ("", &[]),
        ] {
            assert_eq!(emoji_in(text, true).flags, flags, "{text}");
        }
        assert_eq!(CODES.split(' ').count(), 258);
        assert!(CODES.split(' ').all(|code| code.len() == 2));
        assert!(CODES.split(' ').is_sorted());
    }

    #[test]
    fn anothers_emoji_are_told_apart() {
        let text = "🕊️ RT @UN: 🕊🇺🇳";
        assert_eq!(emoji_in(text, true).emoji, ["🕊️"]);
        let all = emoji_in(text, false);
        assert_eq!((all.emoji.len(), all.distinct), (3, 3));
        assert_eq!(emoji_in("no emoji", true), Emoji::default());
    }
}
