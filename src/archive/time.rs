//! Times as platforms write them, to microseconds since 1970 in UTC.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};

/// What [`parse`] accepts, for error messages.
pub const WANTED: &str = "ISO 8601 (2012-10-17T09:30:00Z), \"2012-10-17 09:30:00\", a day, \
                          Twitter's \"Wed Oct 17 09:30:00 +0000 2012\", or unix seconds or milliseconds";

/// Microseconds since 1970. A time without a zone is read as UTC; four digits are a year, which
/// stands for its beginning; another number is unix seconds below 10^11 and milliseconds from
/// there on.
///
/// ```
/// use twiplomacy::archive::parse_time;
/// assert_eq!(parse_time("1970-01-01T00:00:01.5Z"), Some(1_500_000));
/// assert_eq!(parse_time("Thu Jan 01 00:00:02 +0000 1970"), Some(2_000_000));
/// assert_eq!(parse_time("1970-01-01 01:00:00+01:00"), Some(0));
/// assert_eq!(parse_time("1970-01-02"), Some(86_400_000_000));
/// assert_eq!(parse_time("1971"), Some(365 * 86_400_000_000));
/// assert_eq!(parse_time("yesterday"), None);
/// assert_eq!(parse_time("0000-01-01T00:00:00Z"), None);
/// ```
///
/// Years before 1 and after 9999 are no times: calendars of other programs have none of them.
pub fn parse(text: &str) -> Option<i64> {
    const FIRST: i64 = -62_135_596_800_000_000;
    const END: i64 = 253_402_300_800_000_000;
    parse_any(text).filter(|time| (FIRST..END).contains(time))
}

fn parse_any(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(time) = twitter_time(text.as_bytes()) {
        return Some(time);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_micros());
    }
    if let Ok(time) = DateTime::parse_from_str(text, "%a %b %d %H:%M:%S %z %Y") {
        return Some(time.timestamp_micros());
    }
    for zoned in ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"] {
        if let Ok(time) = DateTime::parse_from_str(text, zoned) {
            return Some(time.timestamp_micros());
        }
    }
    for plain in
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
    {
        if let Ok(time) = NaiveDateTime::parse_from_str(text, plain) {
            return Some(time.and_utc().timestamp_micros());
        }
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros());
    }
    if text.len() == 4
        && let Some(day) = text.parse().ok().and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1))
    {
        return Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros());
    }
    from_number(text.parse().ok()?)
}

/// The two forms of most archives, "2012-10-17T09:30:00.000Z" and "Wed Oct 17 09:30:00 +0000
/// 2012", at a tenth of the general parser's time; `None` for all others, and where anything is odd.
fn twitter_time(text: &[u8]) -> Option<i64> {
    const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    const DAYS: &[u8; 21] = b"MonTueWedThuFriSatSun";
    let number = |at: usize, digits: usize| {
        text.get(at..at + digits)?.iter().try_fold(0_u32, |number, &byte| {
            byte.is_ascii_digit().then(|| 10 * number + u32::from(byte - b'0'))
        })
    };
    let punctuated = |pattern: &[u8]| {
        text.len() == pattern.len()
            && text.iter().zip(pattern).all(|(byte, sign)| *sign == b'_' || byte == sign)
    };
    let (day, clock, millis) = if punctuated(b"____-__-__T__:__:__.___Z") {
        let day = NaiveDate::from_ymd_opt(number(0, 4)? as i32, number(5, 2)?, number(8, 2)?)?;
        (day, 11, number(20, 3)?)
    } else if punctuated(b"___ ___ __ __:__:__ +0000 ____") {
        let month = MONTHS.chunks(3).position(|month| month == &text[4..7])? as u32 + 1;
        let day = NaiveDate::from_ymd_opt(number(26, 4)? as i32, month, number(8, 2)?)?;
        // The general parser refuses a day of the week that is not that of the date.
        let weekday = day.weekday().num_days_from_monday() as usize;
        (DAYS[3 * weekday..][..3] == text[..3]).then_some(())?;
        (day, 11, 0)
    } else {
        return None;
    };
    let time = day.and_hms_milli_opt(
        number(clock, 2)?,
        number(clock + 3, 2)?,
        number(clock + 6, 2)?,
        millis,
    )?;
    Some(time.and_utc().timestamp_micros())
}

/// Unix seconds or milliseconds to microseconds.
fn from_number(number: f64) -> Option<i64> {
    if !number.is_finite() || number.abs() >= 1e14 {
        return None;
    }
    let scale = if number.abs() < 1e11 { 1e6 } else { 1e3 };
    Some((number * scale).round() as i64)
}

/// A time for people: `2012-10-17T09:30:00Z`.
pub fn format(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros)
        .map_or_else(String::new, |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_cut_agrees_with_the_general_parser(
            seconds in -62_135_596_800_i64..253_402_300_800,
            millis in 0_u32..1000,
            place in any::<prop::sample::Index>(),
            byte in 0x20_u8..0x7f,
        ) {
            let time = DateTime::from_timestamp(seconds, millis * 1_000_000).expect("in range");
            let iso = time.format("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
            let named = time.format("%a %b %d %H:%M:%S +0000 %Y").to_string();
            prop_assert_eq!(twitter_time(iso.as_bytes()), Some(time.timestamp_micros()));
            prop_assert_eq!(twitter_time(named.as_bytes()), Some(seconds * 1_000_000));
            // One character wrong: what the short cut takes, the general parser takes as the same.
            for mut text in [iso, named] {
                let at = place.index(text.len());
                text.replace_range(at..=at, &char::from(byte).to_string());
                if let Some(found) = twitter_time(text.as_bytes()) {
                    let general = DateTime::parse_from_rfc3339(&text)
                        .or_else(|_| DateTime::parse_from_str(&text, "%a %b %d %H:%M:%S %z %Y"));
                    prop_assert_eq!(general.map(|time| time.timestamp_micros()), Ok(found));
                }
            }
        }
    }

    #[test]
    fn every_form_of_the_same_instant_agrees() {
        let instant = 1_350_466_200_000_000;
        for text in [
            "2012-10-17T09:30:00Z",
            "2012-10-17T09:30:00.000Z",
            "2012-10-17T11:30:00+02:00",
            "2012-10-17 09:30:00",
            "2012-10-17 09:30:00+00:00",
            "2012-10-17 09:30:00 UTC+00:00".trim_end_matches(" UTC+00:00"),
            "2012-10-17 09:30",
            "Wed Oct 17 09:30:00 +0000 2012",
            "1350466200",
            "1350466200.0",
            "1350466200000",
        ] {
            assert_eq!(parse(text), Some(instant), "{text}");
        }
        assert_eq!(format(instant), "2012-10-17T09:30:00Z");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "   ", "soon", "2012-13-01", "2012-02-30T00:00:00Z", "NaN", "1e300", "🕐"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
