//! Which group an account, a time, or both belong to: what `by=` means.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate};

use super::NO_TIME;
use super::strings::NONE;
use crate::archive::parse_time;
use crate::error::{Error, Result};

/// A span of the calendar or of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Calendar years.
    Year,
    /// Calendar months.
    Month,
    /// So many days, counted from Monday 1970-01-05, so that weeks begin on Mondays.
    Days(i64),
    /// So many hours, counted from 1970.
    Hours(i64),
}

const DAY: i64 = 86_400_000_000;

impl Window {
    /// `"year"`, `"month"`, `"week"`, `"day"`, `"hour"`, or a number with `y`, `mo`, `w`, `d`, `h`
    /// (years and months one at a time). `None` if the name is none of these.
    pub fn parse(name: &str) -> Option<Self> {
        let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count: i64 = if digits == 0 { 1 } else { name[..digits].parse().ok()? };
        if !(1..=100_000).contains(&count) {
            return None;
        }
        match (&name[digits..], digits, count) {
            ("year", 0, _) | ("y", 1, 1) => Some(Self::Year),
            ("month", 0, _) | ("mo", 1, 1) => Some(Self::Month),
            ("week", 0, _) => Some(Self::Days(7)),
            ("day", 0, _) => Some(Self::Days(1)),
            ("hour", 0, _) => Some(Self::Hours(1)),
            ("w", 1.., _) => Some(Self::Days(7 * count)),
            ("d", 1.., _) => Some(Self::Days(count)),
            ("h", 1.., _) => Some(Self::Hours(count)),
            _ => None,
        }
    }

    /// When the window around this time began, in microseconds.
    pub fn start(self, micros: i64) -> i64 {
        match self {
            Self::Hours(n) => micros.div_euclid(n * DAY / 24) * (n * DAY / 24),
            Self::Days(n) => {
                let monday = 4 * DAY;
                (micros - monday).div_euclid(n * DAY) * (n * DAY) + monday
            }
            Self::Month | Self::Year => {
                let Some(time) = DateTime::from_timestamp_micros(micros) else { return micros };
                let month = if self == Self::Year { 1 } else { time.month() };
                NaiveDate::from_ymd_opt(time.year(), month, 1)
                    .and_then(|day| day.and_hms_opt(0, 0, 0))
                    .map_or(micros, |start| start.and_utc().timestamp_micros())
            }
        }
    }

    /// When the next window begins after one that begins here.
    pub fn after(self, start: i64) -> i64 {
        match self {
            Self::Hours(n) => start + n * (DAY / 24),
            Self::Days(n) => start + n * DAY,
            // Into the next one, whatever its length, and back to its beginning.
            Self::Month => self.start(start + 31 * DAY),
            Self::Year => self.start(start + 366 * DAY),
        }
    }

    /// The label of the window that begins here: `2012`, `2012-10`, `2012-10-17`, `2012-10-17T09:00Z`.
    pub fn label(self, start: i64) -> String {
        let pattern = match self {
            Self::Year => "%Y",
            Self::Month => "%Y-%m",
            Self::Days(_) => "%Y-%m-%d",
            Self::Hours(_) => "%Y-%m-%dT%H:%MZ",
        };
        DateTime::from_timestamp_micros(start)
            .map_or_else(String::new, |time| time.format(pattern).to_string())
    }
}

/// A column of the roster: for every account the number of its label, or [`NONE`].
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// One number an account.
    pub codes: Vec<u32>,
    /// The labels that the numbers mean.
    pub names: Vec<String>,
}

/// One part of a grouping.
#[derive(Debug, Clone)]
pub enum Level {
    /// Accounts by a column of the roster.
    Column(Labels),
    /// Every account for itself.
    Account,
    /// Times by window.
    Window(Window),
}

/// A grouping of accounts, of times, or of both: what `by=` means.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// The parts, outermost first.
    pub levels: Vec<Level>,
    /// When each account entered and left the roster, in microseconds; [`NO_TIME`] is open.
    pub terms: Option<Vec<(i64, i64)>>,
}

/// The groups that were met, numbered in order of appearance.
#[derive(Debug, Default)]
pub struct Found {
    numbers: HashMap<Vec<i64>, u32>,
    keys: Vec<Vec<i64>>,
}

impl Found {
    /// How many groups were met.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none was met.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The value of one level for one group: a label's number, an account, or a window's start.
    pub fn key(&self, group: u32, level: usize) -> i64 {
        self.keys[group as usize][level]
    }

    /// The groups in the order of tables: level by level, labels in alphabetical order, accounts
    /// and windows in their own.
    pub fn order(&self, groups: &Groups) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_by(|&a, &b| {
            groups
                .levels
                .iter()
                .enumerate()
                .map(|(i, level)| {
                    let (a, b) = (self.key(a, i), self.key(b, i));
                    match level {
                        Level::Column(labels) => {
                            labels.names[a as usize].cmp(&labels.names[b as usize])
                        }
                        Level::Account | Level::Window(_) => a.cmp(&b),
                    }
                })
                .find(|order| order.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        order
    }
}

impl Groups {
    /// Every account for itself.
    pub fn each_account() -> Self {
        Self { levels: vec![Level::Account], terms: None }
    }

    /// The group of an account at a time, or [`NONE`]: without a label, outside its term on the
    /// roster, or without a time where times are grouped.
    pub fn of(&self, account: u32, time: i64, found: &mut Found) -> u32 {
        if account == NONE || !self.in_term(account, time) {
            return NONE;
        }
        let mut key = Vec::with_capacity(self.levels.len());
        for level in &self.levels {
            key.push(match level {
                Level::Account => i64::from(account),
                Level::Column(labels) => match labels.codes.get(account as usize) {
                    Some(&code) if code != NONE => i64::from(code),
                    _ => return NONE,
                },
                Level::Window(_) if time == NO_TIME => return NONE,
                Level::Window(window) => window.start(time),
            });
        }
        let next = found.keys.len() as u32;
        *found.numbers.entry(key).or_insert_with_key(|key| {
            found.keys.push(key.clone());
            next
        })
    }

    /// Whether an account stood on the roster at a time; an unknown time counts as yes.
    pub fn in_term(&self, account: u32, time: i64) -> bool {
        let Some(&(since, until)) =
            self.terms.as_ref().and_then(|terms| terms.get(account as usize))
        else {
            return true;
        };
        time == NO_TIME
            || ((since == NO_TIME || time >= since) && (until == NO_TIME || time < until))
    }
}

/// A term of the roster from its two cells.
pub fn parse_term(since: Option<&str>, until: Option<&str>) -> Result<(i64, i64)> {
    let read = |name: &str, cell: Option<&str>| match cell.map(str::trim).filter(|c| !c.is_empty())
    {
        None => Ok(NO_TIME),
        Some(text) => parse_time(text)
            .ok_or_else(|| Error::input(name, format!("{text:?}"), "a date such as 2012-10-17")),
    };
    Ok((read("since", since)?, read("until", until)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_begin_where_the_calendar_does() {
        let time = parse_time("2012-10-17T09:30:00Z").expect("a time");
        for (name, label) in [
            ("year", "2012"),
            ("1y", "2012"),
            ("month", "2012-10"),
            ("1mo", "2012-10"),
            ("week", "2012-10-15"),
            ("1w", "2012-10-15"),
            ("day", "2012-10-17"),
            ("6h", "2012-10-17T06:00Z"),
        ] {
            let window = Window::parse(name).expect(name);
            assert_eq!(window.label(window.start(time)), label, "{name}");
        }
        for name in ["", "party", "2mo", "0d", "w", "-1d", "3 d"] {
            assert_eq!(Window::parse(name), None, "{name}");
        }
        assert_eq!(Window::Days(7).label(Window::Days(7).start(-1)), "1969-12-29");
    }

    #[test]
    fn windows_follow_each_other() {
        for (name, begin) in [
            ("year", "2012-01-01"),
            ("month", "2012-01-01"),
            ("month", "2013-02-01"),
            ("2w", "2012-10-08"),
            ("6h", "2012-10-17"),
        ] {
            let window = Window::parse(name).expect(name);
            let mut start = window.start(parse_time(begin).expect("a time"));
            for _ in 0..50 {
                let next = window.after(start);
                assert_eq!((window.start(next), window.start(next - 1)), (next, start), "{name}");
                start = next;
            }
        }
    }

    #[test]
    fn a_post_outside_the_term_has_no_group() {
        let labels = Labels { codes: vec![0, NONE], names: vec!["UK".into()] };
        let groups = Groups {
            levels: vec![Level::Column(labels)],
            terms: Some(vec![(10, 20), (NO_TIME, NO_TIME)]),
        };
        let mut found = Found::default();
        assert_eq!(groups.of(0, 10, &mut found), 0);
        assert_eq!(groups.of(0, 20, &mut found), NONE);
        assert_eq!(groups.of(0, 9, &mut found), NONE);
        assert_eq!(groups.of(1, 15, &mut found), NONE);
        assert_eq!(groups.of(NONE, 15, &mut found), NONE);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn groups_are_numbered_as_met_and_ordered_by_label() {
        let labels = Labels { codes: vec![0, 1], names: vec!["b".into(), "a".into()] };
        let levels = vec![Level::Column(labels), Level::Window(Window::Days(1))];
        let groups = Groups { levels, terms: None };
        let mut found = Found::default();
        let numbers: Vec<u32> = [(0, 2 * DAY), (1, DAY), (0, 0), (0, 2 * DAY + 1)]
            .iter()
            .map(|&(account, time)| groups.of(account, time, &mut found))
            .collect();
        assert_eq!(numbers, [0, 1, 2, 0]);
        assert_eq!(found.order(&groups), [1, 2, 0]);
    }
}
