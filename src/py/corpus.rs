//! Reading, and the corpus.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use pyo3_arrow::{PyArray, PyRecordBatch};

use super::columns::{Columns, column_in, flags, number_array, numbers, times};
use super::door::run;
use crate::archive::formats::Reads;
use crate::archive::{self, COUNTERS, FORMATS, Format, Input, Kind, Lines, NO_COUNT, Table};
use crate::corpus::{self, Follows, Groups, Labels, Level, NO_TIME, NONE, Window};
use crate::error::Error;

/// Which format a file holds, from its content.
#[pyfunction]
pub fn sniff(path: PathBuf) -> PyResult<&'static str> {
    Ok(archive::sniff(&path)?.name)
}

/// All bytes of a file, decompressed, and why it breaks off if it does.
#[pyfunction]
pub fn read_all(py: Python<'_>, path: PathBuf) -> PyResult<(Py<PyBytes>, Option<String>)> {
    let (bytes, fault) = run(py, None, |_| archive::read_all(&path))?;
    Ok((PyBytes::new(py, &bytes).unbind(), fault))
}

/// The formats that can be named.
#[pyfunction]
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// The canonical columns of a table of posts.
#[pyfunction]
pub fn table_columns() -> Vec<&'static str> {
    archive::formats::canonical::columns().collect()
}

/// How a format is read: `json`, `table`, `parquet` or `nothing`.
#[pyfunction]
pub fn format_reads(name: &str) -> PyResult<&'static str> {
    Ok(match Format::named(name)?.reads {
        Reads::Json(_) => "json",
        Reads::Table(_) => "table",
        Reads::Parquet => "parquet",
        Reads::Nothing => "nothing",
    })
}

/// The names of the columns of a table of text, as written.
#[pyfunction]
pub fn header(path: PathBuf) -> PyResult<Vec<String>> {
    Ok(archive::header_of(&path)?.names)
}

/// Which format the columns of a table are in.
#[pyfunction]
pub fn table_format(columns: Vec<String>) -> &'static str {
    archive::formats::of_header(&columns.iter().map(String::as_str).collect::<Vec<_>>()).name
}

/// Dates in any accepted form to microseconds; `None` for what is not a date.
#[pyfunction]
pub fn parse_times(texts: Vec<Option<String>>) -> Vec<Option<i64>> {
    texts.iter().map(|text| text.as_deref().and_then(archive::parse_time)).collect()
}

/// Something to read: a file, its format and how its columns are named; or a table in memory, the
/// line of its first row and its format.
#[derive(FromPyObject)]
pub enum Source {
    File(PathBuf, String, HashMap<String, String>),
    Table(String, PyRecordBatch, u64, String),
}

/// Read everything into one corpus.
#[pyfunction]
#[pyo3(signature = (sources, progress=None, without=Vec::new()))]
pub fn read(
    py: Python<'_>,
    sources: Vec<Source>,
    progress: Option<&Bound<'_, PyAny>>,
    without: Vec<String>,
) -> PyResult<Corpus> {
    let without = super::disk::without(&without)?;
    let inputs = sources.into_iter().map(input).collect::<PyResult<Vec<_>>>()?;
    let read = run(py, progress, |interrupt| archive::read_without(&inputs, without, interrupt))?;
    Ok(Corpus(Arc::new(read)))
}

pub fn input(source: Source) -> PyResult<Input> {
    Ok(match source {
        Source::File(path, format, columns) => {
            Input::File { path, format: Format::named(&format)?, columns }
        }
        Source::Table(name, batch, first_line, format) => {
            let batch = batch.into_inner();
            let schema = batch.schema();
            let columns = schema
                .fields()
                .iter()
                .zip(batch.columns())
                .map(|(field, array)| Ok((field.name().clone(), column_in(field.name(), array)?)))
                .collect::<PyResult<Vec<_>>>()?;
            let table = Table::new(columns, Lines::From(first_line))?;
            Input::Table { name, table, format: Format::named(&format)? }
        }
    })
}

/// How accounts and times are grouped: levels, and the terms of the roster.
pub struct GroupsIn(pub Groups);

/// One level of a grouping as Python gives it.
#[derive(FromPyObject)]
enum LevelIn {
    Column(PyArray, Vec<String>),
    Window(String),
}

impl<'a, 'py> FromPyObject<'a, 'py> for GroupsIn {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let (levels, terms): (Vec<LevelIn>, Option<(PyArray, PyArray)>) = object.extract()?;
        let levels = levels
            .into_iter()
            .map(|level| match level {
                LevelIn::Column(codes, names) => {
                    Ok(Level::Column(Labels { codes: numbers("by", &codes)?, names }))
                }
                LevelIn::Window(name) if name == "account" => Ok(Level::Account),
                LevelIn::Window(name) => Window::parse(&name).map(Level::Window).ok_or_else(|| {
                    Error::input("by", format!("{name:?}"), "a window such as \"month\" or \"7d\"")
                        .into()
                }),
            })
            .collect::<PyResult<_>>()?;
        let terms = match terms {
            None => None,
            Some((since, until)) => {
                Some(times("since", &since)?.into_iter().zip(times("until", &until)?).collect())
            }
        };
        Ok(Self(Groups { levels, terms }))
    }
}

/// One column for each level of a grouping, `by0`, `by1`, …: the number of a roster label or of an
/// account, or the label of a window; null for what belongs to no group.
pub fn group_columns(
    mut columns: Columns,
    groups: &Groups,
    found: &corpus::Found,
    numbers: &[Option<u32>],
) -> Columns {
    for (place, level) in groups.levels.iter().enumerate() {
        let name = format!("by{place}");
        let keys = numbers.iter().map(|group| group.map(|group| found.key(group, place)));
        columns = match level {
            Level::Window(window) => {
                columns.text(&name, keys.map(|key| key.map(|key| window.label(key))))
            }
            Level::Account | Level::Column(_) => columns.ints(&name, keys),
        };
    }
    columns
}

/// An archive as columns.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Corpus(pub Arc<corpus::Corpus>);

#[pymethods]
impl Corpus {
    fn __len__(&self) -> usize {
        self.0.len
    }

    /// All posts, one a row, in order of time and id.
    #[pyo3(signature = (columns=None, start=0, stop=None))]
    fn posts(
        &self,
        py: Python<'_>,
        columns: Option<Vec<String>>,
        start: usize,
        stop: Option<usize>,
    ) -> PyResult<Py<PyAny>> {
        let c = &*self.0;
        let stop = stop.unwrap_or(c.len).min(c.len);
        let rows = || start.min(stop)..stop;
        let account = |column: &[u32], row: usize| c.accounts.key(column[row]);
        let post = |column: &[u32], row: usize| c.ids.get_opt(column[row]);
        let mut columns = Columns::only(columns)
            .text("post_id", rows().map(|row| Some(c.ids.get(row as u32))))
            .text("author_id", rows().map(|row| account(&c.author, row)))
            .text("author", rows().map(|row| c.accounts.handle(c.author[row])))
            .times("created_at", rows().map(|row| c.time[row]))
            .text("text", rows().map(|row| c.text.get(row)))
            .text("lang", rows().map(|row| c.langs.get_opt(c.lang[row])))
            .text("kind", rows().map(|row| Some(c.kind[row].as_str())))
            .text("reply_to", rows().map(|row| post(&c.reply_to, row)))
            .text("reply_to_author", rows().map(|row| account(&c.reply_to_author, row)))
            .text("quote_of", rows().map(|row| post(&c.quote_of, row)))
            .text("quote_of_author", rows().map(|row| account(&c.quote_of_author, row)))
            .text("repost_of", rows().map(|row| post(&c.repost_of, row)))
            .text("repost_of_author", rows().map(|row| account(&c.repost_of_author, row)))
            .text("via", rows().map(|row| post(&c.via, row)))
            .text("conversation_id", rows().map(|row| c.conversations.get_opt(c.conversation[row])))
            .lists(
                "mentions",
                rows().map(|row| c.mentions.row(row).iter().filter_map(|&a| c.accounts.key(a))),
            )
            .lists(
                "hashtags",
                rows().map(|row| c.hashtags.row(row).iter().map(|&tag| c.tags.get(tag))),
            )
            .lists("urls", rows().map(|row| c.urls.row(row).iter().map(|&url| c.links.get(url))));
        for (i, name) in COUNTERS.iter().enumerate() {
            let counts = rows().map(|row| c.counts[row][i]);
            let cells = counts.map(|count| (count != NO_COUNT).then_some(count as i64));
            columns = columns.ints(name, cells);
        }
        columns
            .text("platform", rows().map(|row| c.platforms.get_opt(c.platform[row])))
            .bools("nested", rows().map(|row| Some(c.nested[row])))
            .bools("deleted", rows().map(|row| Some(c.deleted[row])))
            .finish(py)
    }

    /// All accounts, one a row.
    fn accounts(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let known = || self.0.accounts.all_known();
        let count = |n: Option<u64>| n.and_then(|n| i64::try_from(n).ok());
        Columns::new()
            .text("account", self.0.accounts.keys().map(Some))
            .text("handle", known().map(|k| k.handle))
            .text("name", known().map(|k| k.name))
            .text("description", known().map(|k| k.description))
            .text("location", known().map(|k| k.location))
            .bools("verified", known().map(|k| k.verified))
            .times("created_at", known().map(|k| k.created_at.unwrap_or(NO_TIME)))
            .ints("followers_count", known().map(|k| count(k.followers)))
            .ints("following_count", known().map(|k| count(k.following)))
            .ints("post_count", known().map(|k| count(k.posts)))
            .counts("posts", self.0.posts_by_account().into_iter())
            .finish(py)
    }

    /// Lines that could not be used.
    fn rejects(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let rejects = || self.0.rejects.iter();
        Columns::new()
            .text("file", rejects().map(|r| Some(r.0)))
            .ints("line", rejects().map(|r| i64::try_from(r.1).ok()))
            .text("reason", rejects().map(|r| Some(r.2)))
            .finish(py)
    }

    /// Posts that the platform says were deleted.
    fn deletions(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let deletions = &self.0.deletions;
        let author = |&account: &u32| self.0.accounts.key(account);
        Columns::new()
            .text("post_id", deletions.posts.iter().map(Some))
            .text("author_id", deletions.author.iter().map(author))
            .times("deleted_at", deletions.time.iter().copied())
            .bools("seen", deletions.seen.iter().map(|&seen| Some(seen)))
            .finish(py)
    }

    /// All handles that each account was seen with.
    fn handles(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let roll = self.0.accounts.roll();
        let account = |&account: &u32| self.0.accounts.key(account);
        Columns::new()
            .text("account", roll.seen_account.iter().map(account))
            .text("handle", roll.seen_handle.iter())
            .bools("current", roll.seen_current.iter().map(|&current| Some(current)))
            .finish(py)
    }

    /// What is there, what is missing, what was rejected.
    #[pyo3(signature = (roster=None))]
    fn coverage(&self, py: Python<'_>, roster: Option<GroupsIn>) -> PyResult<Py<PyAny>> {
        let c = &*self.0;
        let on_roster: Option<Vec<bool>> = roster.map(|GroupsIn(groups)| {
            let mut found = corpus::Found::default();
            (0..c.len)
                .map(|row| groups.of(c.author[row], c.time[row], &mut found) != NONE)
                .collect()
        });
        let table = corpus::coverage(c, on_roster.as_deref());
        Columns::new()
            .text("measure", table.iter().map(|row| Some(row.measure)))
            .floats("value", table.iter().map(|row| row.value))
            .text("text", table.iter().map(|row| Some(&row.text)))
            .finish(py)
    }

    /// The accounts with these ids or handles; null where there is none.
    fn find_accounts(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Py<PyAny>> {
        let found = names.iter().map(|name| self.0.accounts.find(name).unwrap_or(NONE));
        number_array(py, found)
    }

    /// The posts with these ids, also those only referred to; null where there is none.
    fn find_posts(&self, py: Python<'_>, ids: Vec<String>) -> PyResult<Py<PyAny>> {
        let found = ids.iter().map(|id| self.0.ids.find(id.trim()).unwrap_or(NONE));
        number_array(py, found)
    }

    /// The posts by these accounts, in order.
    fn posts_by(&self, py: Python<'_>, authors: PyArray) -> PyResult<Py<PyAny>> {
        let authors: std::collections::HashSet<u32> =
            numbers("of", &authors)?.into_iter().filter(|&author| author != NONE).collect();
        // Also those that are only referred to: the root of a cascade may be missing.
        let posts = (0..self.0.author.len() as u32)
            .filter(|&post| authors.contains(&self.0.author[post as usize]));
        number_array(py, posts)
    }

    /// The same corpus with these accounts known, and their numbers.
    fn with_accounts(&self, py: Python<'_>, names: Vec<String>) -> PyResult<(Self, Py<PyAny>)> {
        let (corpus, found) = self.0.with_accounts(&names);
        Ok((Self(Arc::new(corpus)), number_array(py, found.into_iter())?))
    }

    /// The same corpus with who follows whom, by account number.
    fn with_follows(&self, followers: PyArray, followed: PyArray) -> PyResult<Self> {
        let pairs =
            numbers("follower", &followers)?.into_iter().zip(numbers("followed", &followed)?);
        let follows = Follows::new(self.0.accounts.len(), pairs.collect());
        let corpus = corpus::Corpus { follows: Some(Arc::new(follows)), ..(*self.0).clone() };
        Ok(Self(Arc::new(corpus)))
    }

    /// How many pairs of follower and followed are known; `None` without follow lists.
    fn n_follows(&self) -> Option<usize> {
        self.0.follows.as_ref().map(|follows| follows.len())
    }

    /// Who wrote in each group: the group, the account, and how many posts.
    fn authors_by(&self, py: Python<'_>, groups: GroupsIn) -> PyResult<Py<PyAny>> {
        let (c, GroupsIn(groups)) = (&*self.0, groups);
        let mut found = corpus::Found::default();
        let mut posts = std::collections::BTreeMap::<(u32, u32), u64>::new();
        for row in 0..c.len {
            let group = groups.of(c.author[row], c.time[row], &mut found);
            if group != NONE {
                *posts.entry((group, c.author[row])).or_default() += 1;
            }
        }
        let of: Vec<Option<u32>> = posts.keys().map(|&(group, _)| Some(group)).collect();
        group_columns(Columns::new(), &groups, &found, &of)
            .ints("author", posts.keys().map(|&(_, author)| Some(i64::from(author))))
            .counts("posts", posts.values().copied())
            .finish(py)
    }

    /// The same corpus under pseudonyms, and for each account its number there.
    #[pyo3(signature = (key, keep, keep_posts, progress=None))]
    fn pseudonymise(
        &self,
        py: Python<'_>,
        key: &[u8],
        keep: PyArray,
        keep_posts: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(Self, Py<PyAny>)> {
        let c = &*self.0;
        let names = corpus::Pseudonyms::new(key)?;
        let accounts = flags("keep", &keep)?;
        let keep = corpus::Keep { accounts: &accounts, posts: keep_posts };
        let (made, numbers) =
            run(py, progress, |interrupt| corpus::pseudonymise(c, &names, keep, interrupt))?;
        Ok((Self(Arc::new(made)), number_array(py, numbers.into_iter())?))
    }

    /// The posts that fit every condition that is given.
    #[pyo3(signature = (accounts=None, since=None, until=None, langs=None, kinds=None, mask=None))]
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn select(
        &self,
        py: Python<'_>,
        accounts: Option<PyArray>,
        since: Option<i64>,
        until: Option<i64>,
        langs: Option<Vec<String>>,
        kinds: Option<Vec<String>>,
        mask: Option<PyArray>,
    ) -> PyResult<Self> {
        let c = &*self.0;
        let accounts = accounts.map(|accounts| numbers("accounts", &accounts)).transpose()?;
        let accounts: Option<std::collections::HashSet<u32>> =
            accounts.map(|a| a.into_iter().collect());
        let mask = mask.map(|mask| flags("where", &mask)).transpose()?;
        if let Some(mask) = mask.as_ref().filter(|mask| mask.len() != c.len) {
            return Err(Error::input(
                "where",
                format!("{} values", mask.len()),
                format!("one for each of the {} posts", c.len),
            )
            .into());
        }
        let kinds = kinds
            .map(|kinds| kinds.iter().map(|kind| parse_kind(kind)).collect::<PyResult<Vec<_>>>())
            .transpose()?;
        let langs: Option<Vec<Option<u32>>> =
            langs.map(|langs| langs.iter().map(|lang| c.langs.find(lang)).collect());
        let timed = since.is_some() || until.is_some();
        let fits = |row: usize| {
            let time = c.time[row];
            accounts.as_ref().is_none_or(|accounts| accounts.contains(&c.author[row]))
                && (!timed || time != NO_TIME)
                && since.is_none_or(|since| time >= since)
                && until.is_none_or(|until| time < until)
                && langs.as_ref().is_none_or(|langs| langs.contains(&Some(c.lang[row])))
                && kinds.as_ref().is_none_or(|kinds| kinds.contains(&c.kind[row]))
                && mask.as_ref().is_none_or(|mask| mask[row])
        };
        let rows: Vec<u32> = (0..c.len).filter(|&row| fits(row)).map(|row| row as u32).collect();
        let corpus = run(py, None, |_| Ok(c.select(&rows)))?;
        Ok(Self(Arc::new(corpus)))
    }
}

fn parse_kind(name: &str) -> PyResult<Kind> {
    Kind::parse(name).ok_or_else(|| {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        Error::input("kind", format!("{name:?}"), names.join(", ")).into()
    })
}

/// The pseudonyms of accounts that are in no corpus, by id or handle.
#[pyfunction]
pub fn pseudonyms(key: &[u8], names: Vec<String>) -> PyResult<Vec<String>> {
    let hidden = corpus::Pseudonyms::new(key)?;
    Ok(names.iter().map(|name| hidden.stranger(name)).collect())
}

/// Whether a name is a window of time.
#[pyfunction]
pub fn is_window(name: &str) -> bool {
    Window::parse(name).is_some()
}

/// When each window from the one around `first` to the one around `last` begins, and when the one
/// after them does, in microseconds; at most `most` of them.
#[pyfunction]
pub fn window_starts(every: &str, first: i64, last: i64, most: usize) -> PyResult<Vec<i64>> {
    let wanted = "a window such as \"month\", \"1w\" or \"7d\"";
    let window =
        Window::parse(every).ok_or_else(|| Error::input("every", format!("{every:?}"), wanted))?;
    let mut starts = vec![window.start(first)];
    while let Some(&start) = starts.last().filter(|&&start| start <= last) {
        if starts.len() > most {
            let found = format!("{every:?}, more than {most} windows");
            return Err(Error::input("every", found, "longer windows").into());
        }
        starts.push(window.after(start));
    }
    Ok(starts)
}
