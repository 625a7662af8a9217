//! Attention to topics, window after window; and which group each post belongs to.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, flags, number_array, numbers};
use super::super::corpus::{Corpus, GroupsIn, group_columns};
use super::super::door::run;
use crate::content::terms::{Topics, attention};
use crate::corpus::{Found, NONE, Window};
use crate::error::Error;

/// What the topics are: the most used hashtags, these hashtags, or what the user says of posts.
#[derive(FromPyObject)]
pub enum TopicsIn {
    Top(usize),
    Tags(Vec<String>),
    Coded(Vec<String>, PyArray, PyArray, Option<PyArray>),
}

#[pymethods]
impl Corpus {
    /// The share of posts about each topic, by window and group.
    #[allow(clippy::too_many_arguments)] // As many as Python hands over.
    #[pyo3(signature = (groups, every, topics, draws, seed, progress=None))]
    fn attention(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        every: &str,
        topics: TopicsIn,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let window = Window::parse(every).ok_or_else(|| {
            let wanted = "a window such as \"1w\", \"month\" or \"7d\"";
            Error::input("every", format!("{every:?}"), wanted)
        })?;
        let corpus = &*self.0;
        let topics = match topics {
            TopicsIn::Top(n) => run(py, None, |_| Ok(Topics::hashtags(corpus, None, n)))?,
            TopicsIn::Tags(tags) => {
                run(py, None, |_| Ok(Topics::hashtags(corpus, Some(&tags), usize::MAX)))?
            }
            TopicsIn::Coded(names, rows, codes, unknown) => {
                let pairs = numbers("topics", &rows)?.into_iter().zip(numbers("topics", &codes)?);
                let topics = Topics::of_pairs(names, corpus.len, pairs.collect());
                let unknown = unknown.map(|flag| flags("topics", &flag)).transpose()?;
                Topics { unknown: unknown.unwrap_or_default(), ..topics }
            }
        };
        let (rows, found) = run(py, progress, |interrupt| {
            attention(corpus, &groups.0, window, &topics, draws, seed, interrupt)
        })?;
        let group: Vec<Option<u32>> = rows.iter().map(|row| Some(row.group)).collect();
        group_columns(Columns::new(), &groups.0, &found, &group)
            .times("start", rows.iter().map(|row| row.start))
            .text("topic", rows.iter().map(|row| Some(&topics.names[row.topic as usize])))
            .counts("posts", rows.iter().map(|row| row.posts))
            .counts("of", rows.iter().map(|row| row.of))
            .counts("accounts", rows.iter().map(|row| row.accounts))
            .floats("share", rows.iter().map(|row| row.share.value))
            .floats("ci_low", rows.iter().map(|row| row.share.interval.low))
            .floats("ci_high", rows.iter().map(|row| row.share.interval.high))
            .finish(py)
    }

    /// The group of each post, numbered in the order of tables, and what the numbers mean.
    fn post_groups(&self, py: Python<'_>, groups: GroupsIn) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
        let corpus = &*self.0;
        let mut found = Found::default();
        let mut of: Vec<u32> = (0..corpus.len)
            .map(|row| groups.0.of(corpus.author[row], corpus.time[row], &mut found))
            .collect();
        let order = found.order(&groups.0);
        let mut place = vec![0; order.len()];
        (0..).zip(&order).for_each(|(at, &group)| place[group as usize] = at);
        of.iter_mut().filter(|group| **group != NONE).for_each(|group| {
            *group = place[*group as usize];
        });
        let numbers: Vec<Option<u32>> = order.into_iter().map(Some).collect();
        let table = group_columns(Columns::new(), &groups.0, &found, &numbers).finish(py)?;
        Ok((number_array(py, of.into_iter())?, table))
    }

    /// The number of the author of each post; null where it is not known.
    fn authors(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        number_array(py, self.0.author[..self.0.len].iter().copied())
    }
}
