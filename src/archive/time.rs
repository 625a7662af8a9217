//! Times as platforms write them, to microseconds since 1970 in UTC.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

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
/// ```
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
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
    use super::*;

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
