//! Many files, parsed in parallel block by block, taken up in order.

use std::collections::{HashMap, VecDeque};
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::batch::Batch;
use super::beside;
use super::blocks::{AtLineFeeds, Block, Blocks, LONGEST, assigned, without_mark};
use super::csv::{self, AtRowEnds, Header, LONGEST_ROW};
use super::document::Document;
use super::formats::{self, Format, Reads};
use super::sink::{Place, Sink};
use super::sniff::HEAD;
use super::source;
use super::table::Table;
use super::{Outcome, Record, fields::Fields, json, start_of};
use crate::corpus::{Builder, Corpus, Digest, Without};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Bytes of a block: large enough to parse apart, small enough for little memory.
const BLOCK: usize = 2 << 20;
/// Rows of a table that are parsed at once.
const ROWS: usize = 20_000;

/// Something to read.
pub enum Input {
    /// A file of JSON or of rows of text.
    File {
        /// Where it is, as the user named it.
        path: PathBuf,
        /// What it holds.
        format: &'static Format,
        /// For rows of text: the canonical columns, and the user's names of them.
        columns: HashMap<String, String>,
    },
    /// A table that is in memory already.
    Table {
        /// Its name in `rejects`.
        name: String,
        /// Its columns.
        table: Table,
        /// What its columns mean.
        format: &'static Format,
    },
}

/// Read everything, in the order given, into one corpus. Linear in the bytes read.
pub fn read(inputs: &[Input], interrupt: &Interrupt) -> Result<Corpus> {
    read_without(inputs, Without::default(), interrupt)
}

/// The same, some things of it not kept.
pub fn read_without(inputs: &[Input], without: Without, interrupt: &Interrupt) -> Result<Corpus> {
    let mut builder = Builder::without(without);
    feed(inputs, Place::default(), &mut builder, interrupt)?;
    builder.finish(interrupt)
}

fn input_size(input: &Input) -> u64 {
    match input {
        Input::File { path, .. } => std::fs::metadata(path).map_or(0, |meta| meta.len()),
        Input::Table { table, .. } => table.len() as u64,
    }
}

/// Feed a sink with everything, in the order given, from a place in the first input on.
///
/// Threads read and decompress files ahead, the pool parses their blocks, and this thread takes
/// the posts up in order: all of it goes on at the same time, and no more than a few blocks a
/// thread are in memory.
pub fn feed(
    inputs: &[Input],
    from: Place,
    sink: &mut dyn Sink,
    interrupt: &Interrupt,
) -> Result<()> {
    interrupt.expect(inputs.iter().map(input_size).sum());
    let places = std::iter::once(from).chain(std::iter::repeat(Place::default()));
    let threads = rayon::current_num_threads();
    let (senders, receivers): (VecDeque<_>, Vec<_>) =
        inputs.iter().map(|_| sync_channel(2)).unzip();
    let jobs =
        Mutex::new(inputs.iter().zip(places).zip(senders).map(|((a, b), c)| (a, b, c)).collect());
    std::thread::scope(|scope| {
        for _ in 0..threads.min(inputs.len()) {
            scope.spawn(|| read_ahead(&jobs));
        }
        rayon::in_place_scope(|pool| {
            let mut line = Line { pool, steps: VecDeque::new(), most: threads + 2, parsing: 0 };
            for (number, (input, receiver)) in inputs.iter().zip(receivers).enumerate() {
                if number > 0 || from.is_start() {
                    line.steps.push_back(Step::Start(input));
                }
                for work in receiver {
                    interrupt.check()?;
                    line.add(input, work?);
                    line.take(sink, interrupt, line.most)?;
                }
                line.steps.push_back(Step::End(input));
            }
            line.take(sink, interrupt, 0)
        })
    })
}

type Work = Result<Part>;
type Jobs<'a> = Mutex<VecDeque<(&'a Input, Place, SyncSender<Work>)>>;

/// A part of an input that is parsed apart.
enum Part {
    /// Records of JSON.
    Records(Block),
    /// Rows of text; the header stands in the first block.
    Rows(Block, Arc<Header>),
    /// Rows of a table in memory.
    Table(Range<usize>),
}

/// Take one input after another and send its parts, until none is left or nobody listens.
fn read_ahead(jobs: &Jobs) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some((input, place, sender)) = job else { return };
        if let Err(error) = send_parts(input, place, &sender) {
            // If nobody listens, another error came first.
            let _ = sender.send(Err(error));
        }
    }
}

fn send_parts(input: &Input, from: Place, sender: &SyncSender<Work>) -> Result<()> {
    let send = |part: Part| sender.send(Ok(part)).is_ok();
    let (path, format) = match input {
        Input::File { path, format, .. } => (path, *format),
        Input::Table { table, .. } => {
            let starts = (0..table.len()).step_by(ROWS);
            let _ =
                starts.map(|start| Part::Table(start..(start + ROWS).min(table.len()))).all(send);
            return Ok(());
        }
    };
    let context: Arc<[u8]> = beside::context(path, format).into();
    let with_context = |mut block: Block| {
        if block.context.is_empty() {
            block.context = context.clone();
        }
        block
    };
    let send = |part: Part| {
        send(match part {
            Part::Records(block) => Part::Records(with_context(block)),
            Part::Rows(block, header) => Part::Rows(with_context(block), header),
            Part::Table(rows) => Part::Table(rows),
        })
    };
    let head = source::head(path, HEAD)?;
    each_part(source::open(path)?, &head, format, from, send)
        .map_err(|reason| Error::archive(path.display().to_string(), reason))
}

/// Cut a file into parts until nobody wants more; the reason if it cannot be cut.
fn each_part(
    file: Box<dyn Read + Send>,
    head: &[u8],
    format: &Format,
    from: Place,
    mut send: impl FnMut(Part) -> bool,
) -> std::result::Result<(), String> {
    let _ = match &format.reads {
        Reads::Nothing => true,
        Reads::Parquet => {
            return Err("is a Parquet table; its columns are read before they come here".to_owned());
        }
        Reads::Table(_) => {
            let header = Arc::new(csv::header(head)?);
            let file = if header.bare_returns { Box::new(csv::LineFeeds(file)) } else { file };
            let cut = AtRowEnds { delimiter: header.delimiter };
            Blocks::new(file, cut, BLOCK, LONGEST_ROW)
                .from(from)?
                .all(|block| send(Part::Rows(block, header.clone())))
        }
        Reads::Json(json) if !json.lists.is_empty() || is_document(head) => {
            Document::new(file, json.lists, BLOCK, LONGEST).all(|block| send(Part::Records(block)))
        }
        Reads::Json(_) => Blocks::new(file, AtLineFeeds, BLOCK, LONGEST)
            .from(from)?
            .all(|block| send(Part::Records(block))),
    };
    Ok(())
}

/// Read the bytes of a file as a format: what each of its parts holds. One part after another, for
/// tests and for bytes that are in memory.
pub fn read_bytes(bytes: &[u8], format: &'static Format) -> Result<Vec<Batch>> {
    let input = Input::File { path: "bytes".into(), format, columns: HashMap::new() };
    let file = Box::new(std::io::Cursor::new(bytes.to_vec()));
    let head = &bytes[..bytes.len().min(HEAD)];
    let mut batches = Vec::new();
    each_part(file, head, format, Place::default(), |part| {
        batches.push(parse(&input, &part).batch);
        true
    })
    .map_err(|reason| Error::archive("bytes", reason))?;
    Ok(batches)
}

/// The header of a table of text.
pub fn header_of(path: &Path) -> Result<Header> {
    csv::header(&source::head(path, HEAD)?)
        .map_err(|reason| Error::archive(path.display().to_string(), reason))
}

/// Whether a file is one JSON value over many lines, or a list: it begins like one, fewer than
/// half of its first lines are records by themselves, and its first record is sound.
fn is_document(head: &[u8]) -> bool {
    let head = without_mark(head).trim_ascii_start();
    if assigned(head).is_some() {
        return true;
    }
    let lines = || head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    if !head.starts_with(b"[") && lines().next() != Some(b"{") {
        return false;
    }
    let first: Vec<&[u8]> = lines().filter(|line| !line.is_empty()).take(50).collect();
    let records = first.iter().filter(|line| formats::of_object(line).is_some()).count();
    2 * records < first.len() && begins_soundly(head)
}

/// Whether the first record of a document is JSON, as far as it was looked at.
fn begins_soundly(head: &[u8]) -> bool {
    let reader = Box::new(std::io::Cursor::new(head.to_vec()));
    let mut sound = None;
    for block in Document::new(reader, &[], BLOCK, LONGEST).take(1) {
        block.each_record(|record| {
            sound = sound.or(Some(json::is_sound(record.bytes)));
        });
    }
    sound.unwrap_or(head.len() + 1024 > HEAD || head.starts_with(b"["))
}

/// What a part turned out to hold.
struct Parsed {
    batch: Batch,
    fault: Option<(u64, String)>,
    /// How far it brings us, in bytes or rows.
    size: u64,
    /// Where reading can go on behind it.
    next: Option<Place>,
}

/// What is to be done with a builder, in this order.
enum Step<'a> {
    Start(&'a Input),
    Take(Receiver<(Parsed, Digest)>),
    End(&'a Input),
}

/// Parts that are being parsed, in the order in which they are taken up.
struct Line<'a, 'scope> {
    pool: &'a rayon::Scope<'scope>,
    steps: VecDeque<Step<'scope>>,
    most: usize,
    parsing: usize,
}

impl<'scope> Line<'_, 'scope> {
    fn add(&mut self, input: &'scope Input, part: Part) {
        let (sender, receiver) = sync_channel(1);
        let job = move || {
            let parsed = parse(input, &part);
            let digest = Digest::of(&parsed.batch);
            // If nobody listens, an error came first.
            let _ = sender.send((parsed, digest));
        };
        // Within the pool nobody else might be there to do it.
        if rayon::current_thread_index().is_some() {
            job();
        } else {
            self.pool.spawn(move |_| job());
        }
        self.steps.push_back(Step::Take(receiver));
        self.parsing += 1;
    }

    /// Take up parts until no more than `most` are left.
    fn take(&mut self, builder: &mut dyn Sink, interrupt: &Interrupt, most: usize) -> Result<()> {
        while self.parsing > most || (most == 0 && !self.steps.is_empty()) {
            interrupt.check()?;
            match self.steps.pop_front() {
                None => break,
                Some(Step::Start(input)) => builder.start_file(&input.name()),
                Some(Step::End(input)) => end_file(input, builder)?,
                Some(Step::Take(receiver)) => {
                    self.parsing -= 1;
                    // The sender is gone only if its thread panicked, which ends the scope.
                    let Ok((parsed, digest)) = receiver.recv() else {
                        return Err(Error::Interrupted);
                    };
                    builder.take(&parsed.batch, &digest);
                    if let Some((line, reason)) = &parsed.fault {
                        builder.reject(*line, reason);
                    }
                    interrupt.advance(parsed.size);
                    if let Some(place) = parsed.next {
                        builder.reached(place)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn end_file(input: &Input, builder: &mut dyn Sink) -> Result<()> {
    let is_table = matches!(input, Input::Table { .. })
        || matches!(input, Input::File { format, .. } if format.table().is_some());
    if builder.lines_of_file() == 0 && !is_table {
        builder.reject(0, "the file is empty");
    }
    builder.end_file()
}

impl Input {
    fn name(&self) -> String {
        match self {
            Self::File { path, .. } => path.display().to_string(),
            Self::Table { name, .. } => name.clone(),
        }
    }
}

fn parse(input: &Input, part: &Part) -> Parsed {
    let mut batch = match part {
        Part::Records(block) => Batch::for_bytes(block.bytes.len()),
        Part::Rows(..) | Part::Table(_) => Batch::default(),
    };
    match (input, part) {
        (Input::File { format, .. }, Part::Records(block)) => {
            block.each_record(|record| parse_record(&record, format, &mut batch));
            let size = block.bytes.len() as u64;
            let fault = fault_of(block, &mut batch);
            Parsed { batch, fault, size, next: block.next }
        }
        (Input::File { format, columns, .. }, Part::Rows(block, header)) => {
            let first = block.first_line == 1;
            let mut table = csv::table(block, header, columns, first, &mut batch);
            table.set_context(block.context.clone());
            if let Some(format) = format.table() {
                table.read(format, 0..table.len(), &mut batch);
            }
            let size = block.bytes.len() as u64;
            let fault = fault_of(block, &mut batch);
            Parsed { batch, fault, size, next: block.next }
        }
        (Input::Table { table, format, .. }, Part::Table(rows)) => {
            if let Some(format) = format.table() {
                table.read(format, rows.clone(), &mut batch);
            }
            Parsed { batch, fault: None, size: rows.len() as u64, next: None }
        }
        _ => Parsed { batch, fault: None, size: 0, next: None },
    }
}

/// Why a file breaks off at the end of a block. A line that was skipped is a line of the batch.
fn fault_of(block: &Block, batch: &mut Batch) -> Option<(u64, String)> {
    let fault = block.fault.clone();
    if !block.skipped {
        return fault;
    }
    batch.account_for_line(|_| fault.map_or(Ok(()), Err));
    None
}

/// One record in the format of its file, or else in the one that the record itself shows.
fn parse_record(record: &Record, format: &'static Format, batch: &mut Batch) {
    batch.account_for_line(|batch| match read_record(record, format, batch) {
        Outcome::Read => Ok(()),
        Outcome::Reject(reason) | Outcome::Other(reason) => Err((record.line, reason)),
    });
}

fn read_record(record: &Record, format: &'static Format, batch: &mut Batch) -> Outcome {
    if !record.bytes.starts_with(b"{") {
        let start = start_of(record.bytes, 40);
        return Outcome::Reject(format!("not a JSON object; it begins with {start:?}"));
    }
    let Some(json) = format.json() else {
        return Outcome::Reject(format!("JSON, where {} was wanted", format.title));
    };
    let reason = match (json.read)(record, batch) {
        Outcome::Other(reason) => reason,
        outcome => return outcome,
    };
    match formats::of_object(record.bytes).filter(|other| *other != format) {
        Some(other) => other.json().map_or(Outcome::Read, |json| (json.read)(record, batch)),
        None => Outcome::Reject(match Fields::of(record.bytes) {
            Some(fields) if reason.starts_with("not a post") => {
                let mut names = fields.names();
                names.truncate(40);
                format!("{reason}; found {}", names.join(", "))
            }
            _ => reason,
        }),
    }
}
