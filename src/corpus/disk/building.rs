//! A corpus made on disk, from archives larger than memory, that goes on after a kill.
//!
//! While it is made, all lies in `CORPUS/.work`: the logs, and a checkpoint that says how much of
//! them is sound and how far the inputs were read. At the end the columns are written beside the
//! logs and take their place in the folder by renaming, the manifest last.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::manifest::{Manifest, is_corpus, replace};
use super::{COLUMNS, open, save};
use crate::archive::{Batch, Input, Place, Sink, feed};
use crate::corpus::{Builder, Checkpoint, Corpus, Digest, Store, Without};
use crate::error::{Error, Result};
use crate::run::Interrupt;

const WORK: &str = ".work";
const CHECKPOINT: &str = "checkpoint.json";
/// Counts up with every change of what the logs mean.
const VERSION: u32 = 1;
/// What blocks in flight and buffers take.
const BUFFERS: usize = 128 << 20;
/// Tables that `to_parquet` puts beside the columns; those of a corpus that is replaced go.
const TABLES: [&str; 5] = ["posts", "accounts", "rejects", "coverage", "roster"];

/// How a corpus is made.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is read, and how: the same if and only if the result will be the same.
    pub source: serde_json::Value,
    /// What is not kept.
    pub without: Without,
    /// Bytes of memory that may be used.
    pub memory: usize,
    /// How long to read before the next checkpoint.
    pub every: Duration,
    /// Whether to forget what an earlier run did.
    pub restart: bool,
}

/// How far the inputs were read.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct State {
    version: u32,
    twiplomacy: String,
    source: serde_json::Value,
    /// Inputs that were read to their end.
    inputs: usize,
    /// Where reading goes on in the next.
    place: Place,
    builder: Checkpoint,
}

/// A corpus in the making on disk.
#[derive(Debug)]
pub struct Building {
    folder: PathBuf,
    plan: Plan,
    builder: Builder,
    inputs: usize,
    place: Place,
    saved: Instant,
    pause: Duration,
    /// Held until this is dropped, or the process ends in whatever way.
    _lock: File,
}

/// What there was to begin with.
#[derive(Debug)]
pub enum Begun {
    /// The corpus is there already, made from the same inputs in the same way.
    Whole,
    /// It is to be made, from the beginning or from where an earlier run was stopped.
    Building(Box<Building>),
}

fn fail(path: &Path, reason: impl std::fmt::Display) -> Error {
    Error::archive(path.display().to_string(), reason.to_string())
}

impl Building {
    /// Begin, or go on.
    pub fn begin(folder: &Path, plan: Plan) -> Result<Begun> {
        let work = folder.join(WORK);
        if !plan.restart && is_corpus(folder) {
            same_source(folder, &plan.source)?;
            // A run was stopped after its last step but one.
            if work.exists() {
                let _lock = lock(folder)?;
                remove(&work)?;
            }
            return Ok(Begun::Whole);
        }
        if folder.exists() && !is_corpus(folder) && !work.is_dir() {
            let mut entries = std::fs::read_dir(folder).map_err(|error| fail(folder, error))?;
            if entries.next().is_some() {
                return Err(Error::input(
                    "out",
                    format!("{:?} holds something that is no corpus", folder.display().to_string()),
                    "a new or empty folder",
                ));
            }
        }
        std::fs::create_dir_all(&work).map_err(|error| fail(&work, error))?;
        let lock = lock(folder)?;
        let state = if plan.restart { None } else { checkpoint(folder, &plan.source)? };
        let store = Store::Folder(work.clone());
        if state.is_none() {
            clear(&work)?;
        }
        let (inputs, place, from) = match state {
            None => (0, Place::default(), Checkpoint::default()),
            Some(state) => (state.inputs, state.place, state.builder),
        };
        let builder = Builder::on(&store, &from, plan.without)?;
        Ok(Begun::Building(Box::new(Self {
            folder: folder.to_owned(),
            pause: plan.every,
            plan,
            builder,
            inputs,
            place,
            saved: Instant::now(),
            _lock: lock,
        })))
    }

    /// How many inputs were read to their end, and the place in the next.
    pub fn position(&self) -> (usize, Place) {
        (self.inputs, self.place)
    }

    /// Read the next inputs to their end.
    pub fn add(&mut self, inputs: &[Input], interrupt: &Interrupt) -> Result<()> {
        feed(inputs, self.place, self, interrupt)
    }

    /// Read a part of the next input; the caller says when it ends.
    pub fn add_part(&mut self, input: &Input, interrupt: &Interrupt) -> Result<()> {
        // A part is taken up as a whole: checkpoints lie between parts.
        let place = self.place;
        let mut part = Part { builder: &mut self.builder, started: !place.is_start() };
        feed(std::slice::from_ref(input), Place::default(), &mut part, interrupt)?;
        self.reached(Place { offset: place.offset + 1, ..place })
    }

    /// Posts met so far, and bytes of memory beside the files.
    pub fn size(&self) -> (usize, usize) {
        (self.builder.posts(), self.builder.memory())
    }

    fn save_if_due(&mut self) -> Result<()> {
        if self.saved.elapsed() < self.pause { Ok(()) } else { self.save() }
    }

    /// Make a checkpoint: a run that is stopped later goes on from here.
    pub fn save(&mut self) -> Result<()> {
        let begun = Instant::now();
        let state = State {
            version: VERSION,
            twiplomacy: env!("CARGO_PKG_VERSION").into(),
            source: self.plan.source.clone(),
            inputs: self.inputs,
            place: self.place,
            builder: self.builder.checkpoint()?,
        };
        let path = self.folder.join(WORK).join(CHECKPOINT);
        let text = serde_json::to_vec(&state).map_err(|error| fail(&path, error))?;
        replace(&path, &text).map_err(|error| fail(&path, error))?;
        // A slow disk gets longer pauses.
        self.pause = self.plan.every.max(10 * begun.elapsed());
        self.saved = Instant::now();
        Ok(())
    }

    /// Stop where the index grows beyond the memory; what was read is kept.
    fn keep_within_memory(&mut self) -> Result<()> {
        let enough = self.check_memory();
        if enough.is_err() {
            self.save()?;
        }
        enough
    }

    fn check_memory(&self) -> Result<()> {
        let (posts, used) = self.size();
        if used + BUFFERS <= self.plan.memory {
            return Ok(());
        }
        let megabytes = |bytes: usize| bytes.div_ceil(1 << 20);
        Err(Error::input(
            "memory",
            format!(
                "{} MB, which the index of {posts} posts fills ({} MB, and {} MB for buffers)",
                megabytes(self.plan.memory),
                megabytes(used),
                megabytes(BUFFERS)
            ),
            format!(
                "at least {} MB to read on; what was read so far is kept, so the same command \
                 with more memory goes on from here",
                megabytes(2 * used + BUFFERS)
            ),
        ))
    }

    /// Write the columns and put them in their place.
    pub fn finish(mut self, interrupt: &Interrupt) -> Result<Corpus> {
        self.save()?;
        let Self { folder, plan, builder, _lock: lock, .. } = self;
        let work = folder.join(WORK);
        let out = work.join("out");
        remove(&out)?;
        let columns = out.join(COLUMNS);
        std::fs::create_dir_all(&columns).map_err(|error| fail(&columns, error))?;
        let corpus = builder.finish_in(&Store::Folder(columns), interrupt)?;
        save(&corpus, &out, plan.source, interrupt)?;
        drop(corpus);
        interrupt.check()?;
        // From here on a run that is stopped leaves no manifest, and writes the columns again.
        remove(&folder.join("corpus.json"))?;
        TABLES.iter().try_for_each(|name| remove(&folder.join(format!("{name}.parquet"))))?;
        remove(&folder.join(COLUMNS))?;
        for name in [COLUMNS, "corpus.json"] {
            let to = folder.join(name);
            std::fs::rename(out.join(name), &to).map_err(|error| fail(&to, error))?;
        }
        File::open(&folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| fail(&folder, error))?;
        remove(&work)?;
        drop(lock);
        open(&folder)
    }
}

impl Sink for Building {
    fn start_file(&mut self, name: &str) {
        self.builder.start_file(name);
    }

    fn take(&mut self, batch: &Batch, digest: &Digest) {
        self.builder.take_digest(batch, digest);
    }

    fn reject(&mut self, line: u64, reason: &str) {
        self.builder.reject(line, reason);
    }

    fn lines_of_file(&self) -> u64 {
        self.builder.lines_of_file()
    }

    fn reached(&mut self, place: Place) -> Result<()> {
        self.builder.check()?;
        self.place = place;
        self.keep_within_memory()?;
        self.save_if_due()
    }

    /// The next input was read to its end.
    fn end_file(&mut self) -> Result<()> {
        self.builder.check()?;
        self.inputs += 1;
        self.place = Place::default();
        self.keep_within_memory()?;
        self.save_if_due()
    }
}

/// One of several parts of a file: the file begins with the first.
struct Part<'a> {
    builder: &'a mut Builder,
    started: bool,
}

impl Sink for Part<'_> {
    fn start_file(&mut self, name: &str) {
        if !self.started {
            self.builder.start_file(name);
        }
    }

    fn take(&mut self, batch: &Batch, digest: &Digest) {
        self.builder.take_digest(batch, digest);
    }

    fn reject(&mut self, line: u64, reason: &str) {
        self.builder.reject(line, reason);
    }

    fn lines_of_file(&self) -> u64 {
        self.builder.lines_of_file()
    }

    fn reached(&mut self, _place: Place) -> Result<()> {
        self.builder.check()
    }
}

/// Only one run at a time may write a corpus.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(WORK).join("lock");
    let file = File::create(&path).map_err(|error| fail(&path, error))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(fail(folder, "another run is making this corpus; wait until it has ended"))
        }
        // A file system without locks: there is nothing to hold on to.
        _ => Ok(file),
    }
}

fn same_source(folder: &Path, source: &serde_json::Value) -> Result<()> {
    if Manifest::read(folder)?.source == *source {
        return Ok(());
    }
    Err(Error::input(
        "out",
        format!(
            "{:?} is a corpus that was made of other inputs, or in another way",
            folder.display().to_string()
        ),
        "a new folder, or restart to replace it",
    ))
}

/// What an earlier run left, if it read the same in the same way.
fn checkpoint(folder: &Path, source: &serde_json::Value) -> Result<Option<State>> {
    let path = folder.join(WORK).join(CHECKPOINT);
    let Ok(text) = std::fs::read(&path) else { return Ok(None) };
    let anew = "remove the folder, or use restart to begin anew";
    let value: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| fail(&path, format!("{error}; {anew}")))?;
    let by = value.get("twiplomacy").and_then(serde_json::Value::as_str).unwrap_or("?");
    let version = value.get("version").and_then(serde_json::Value::as_u64);
    if version != Some(u64::from(VERSION)) || by != env!("CARGO_PKG_VERSION") {
        let reason = format!("begun by twiplomacy {by}, and this is another release; {anew}");
        return Err(fail(folder, reason));
    }
    let state: State =
        serde_json::from_value(value).map_err(|error| fail(&path, format!("{error}; {anew}")))?;
    if state.source != *source {
        return Err(Error::input(
            "out",
            format!(
                "{:?} was begun with other inputs or options ({})",
                folder.display().to_string(),
                difference(&state.source, source)
            ),
            anew,
        ));
    }
    Ok(Some(state))
}

/// The first thing in which two sources differ.
fn difference(before: &serde_json::Value, now: &serde_json::Value) -> String {
    use serde_json::Value;
    match (before, now) {
        (Value::Object(a), Value::Object(b)) => {
            a.iter().find(|(name, value)| b.get(*name) != Some(value)).map_or_else(
                || "more now".to_owned(),
                |(name, value)| {
                    format!("{name}: {}", difference(value, b.get(name).unwrap_or(&Value::Null)))
                },
            )
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .find(|(a, b)| a != b)
            .map_or_else(String::new, |(a, b)| difference(a, b)),
        (Value::Array(a), Value::Array(b)) => format!("{} before, {} now", a.len(), b.len()),
        (a, b) => format!("{a} before, {b} now"),
    }
}

/// Remove a file or a folder, if it is there.
fn remove(path: &Path) -> Result<()> {
    let removed =
        if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fail(path, error)),
        _ => Ok(()),
    }
}

/// Remove all of an earlier run but the lock.
fn clear(work: &Path) -> Result<()> {
    // First the checkpoint: without it the rest counts for nothing.
    remove(&work.join(CHECKPOINT))?;
    for entry in std::fs::read_dir(work).map_err(|error| fail(work, error))? {
        let entry = entry.map_err(|error| fail(work, error))?;
        if entry.file_name() != "lock" {
            remove(&entry.path())?;
        }
    }
    Ok(())
}
