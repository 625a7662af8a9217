//! A walk through one JSON text: strings borrow from it, and what nobody asks for is passed over
//! at the speed of a few instructions for eight bytes.
//!
//! The whole text is checked to be UTF-8 once, before the walk. What is passed over is held to
//! the same grammar as what is kept (RFC 8259), so that a broken line never counts as read.

use std::borrow::Cow;

/// Objects and lists within each other, at most: what lies deeper is a fault.
pub const DEEPEST: u32 = 128;
/// The same within a value that is kept as it was written: the posts of a thread lie in each other.
pub const DEEPEST_RAW: u32 = 4096;

/// What is wrong with a text. Where: at the place to which the scanner had come.
#[derive(Debug)]
pub struct Fault(Box<str>);

impl Fault {
    #[cold]
    pub(super) fn new(what: impl Into<Box<str>>) -> Self {
        Self(what.into())
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: std::fmt::Display>(what: T) -> Self {
        Self::new(what.to_string())
    }
}

type Result<T> = std::result::Result<T, Fault>;

/// A number as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Number<'a> {
    /// Its characters.
    pub text: &'a str,
    /// Whether it has neither a fraction nor an exponent.
    pub whole: bool,
}

/// A place in a JSON text.
#[derive(Debug)]
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// Posts around this place.
    pub(super) posts: u32,
    /// The longest list that may be kept.
    pub(super) longest: usize,
    /// Whether half a surrogate pair was replaced by U+FFFD in a string that is kept.
    pub(super) repaired: bool,
}

impl<'a> Scanner<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str, longest: usize) -> Self {
        Self { text, at: 0, depth: 0, posts: 0, longest, repaired: false }
    }

    /// The byte to which the walk has come.
    pub fn at(&self) -> usize {
        self.at
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Past white space; the byte there, which is not passed; 0 at the end (no JSON has a 0
    /// outside of its strings).
    #[inline]
    pub fn peek(&mut self) -> u8 {
        loop {
            match self.byte(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(byte) => return byte,
                None => return 0,
            }
        }
    }

    /// Something else stands here than what was wanted.
    #[cold]
    pub fn fault<T>(&self, wanted: &str) -> Result<T> {
        Err(Fault::new(match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => format!("it ends where {wanted} was wanted"),
            Some(found) => format!("found {found:?} where {wanted} was wanted"),
        }))
    }

    /// Past this byte, which stands next but for white space.
    #[inline]
    pub fn expect(&mut self, byte: u8, wanted: &str) -> Result<()> {
        if self.peek() != byte {
            return self.fault(wanted);
        }
        self.at += 1;
        Ok(())
    }

    /// Nothing but white space may follow.
    pub fn end(&mut self) -> Result<()> {
        self.peek();
        if self.at < self.text.len() {
            return self.fault("the end of the line");
        }
        Ok(())
    }

    /// Into an object or a list, whose bracket stands here.
    #[inline]
    pub fn enter(&mut self) -> Result<()> {
        self.enter_within(DEEPEST)
    }

    #[inline]
    fn enter_within(&mut self, deepest: u32) -> Result<()> {
        self.at += 1;
        self.depth += 1;
        if self.depth > deepest { too_deep(deepest) } else { Ok(()) }
    }

    /// Out of an object or a list, of which nothing may be left.
    #[inline]
    pub fn leave(&mut self, close: u8) -> Result<()> {
        if self.peek() != close {
            return self.fault("the end of an object or a list");
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Whether another item follows, past the comma before it. The closing bracket stays.
    #[inline]
    pub fn more(&mut self, close: u8, first: bool) -> Result<bool> {
        let byte = self.peek();
        if byte == close || first {
            return Ok(byte != close);
        }
        self.expect(b',', "a comma or the end of an object or a list")?;
        if self.peek() == close {
            return self.fault("another item after the comma");
        }
        Ok(true)
    }

    /// The name of a field, past its colon.
    #[inline]
    pub fn name(&mut self) -> Result<Cow<'a, str>> {
        if self.peek() != b'"' {
            return self.fault("a name of a field in quotes");
        }
        let name = self.string()?;
        self.expect(b':', "a colon")?;
        Ok(name)
    }

    /// Past a word, which stands here.
    #[inline]
    pub fn word(&mut self, word: &str) -> Result<()> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.fault("a value");
        }
        self.at += word.len();
        Ok(())
    }

    /// The string whose opening quote stands here, past its closing one.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'a, str>> {
        let start = self.at + 1;
        let end = plain_end(self.text.as_bytes(), start);
        if self.byte(end) == Some(b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.at = end;
        self.string_with_escapes(start).map(Cow::Owned)
    }

    /// The string that begins at `start` and of which all before this place is plain.
    #[inline(never)]
    fn string_with_escapes(&mut self, start: usize) -> Result<String> {
        let mut out = String::with_capacity(self.at - start + 64);
        let mut from = start;
        while self.string_goes_on()? {
            out.push_str(&self.text[from..self.at]);
            out.push(self.escape()?);
            from = self.at;
            self.at = plain_end(self.text.as_bytes(), from);
        }
        out.push_str(&self.text[from..self.at]);
        self.at += 1;
        Ok(out)
    }

    /// At the end of a plain stretch: whether an escape follows rather than the closing quote.
    #[inline]
    fn string_goes_on(&self) -> Result<bool> {
        match self.byte(self.at) {
            Some(b'\\') => Ok(true),
            Some(b'"') => Ok(false),
            Some(_) => self.fault("an escape in place of a control character"),
            None => self.fault("the end of a string"),
        }
    }

    /// The character of the escape whose backslash stands here, past it.
    #[inline]
    fn escape(&mut self) -> Result<char> {
        let char = match self.byte(self.at + 1) {
            Some(b'u') => return self.escaped_unit(),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            _ => return self.fault("an escape that JSON knows"),
        };
        self.at += 2;
        Ok(char)
    }

    /// `\uXXXX`, or two of them for a character beyond U+FFFF. One half alone says nothing: it
    /// becomes U+FFFD.
    fn escaped_unit(&mut self) -> Result<char> {
        let first = self.hex(self.at + 2)?;
        self.at += 6;
        if let Some(char) = char::from_u32(first) {
            return Ok(char);
        }
        if first < 0xDC00 && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            let second = self.hex(self.at + 2)?;
            if (0xDC00..0xE000).contains(&second) {
                self.at += 6;
                let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.repaired = true;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// Four hexadecimal digits.
    #[inline]
    fn hex(&self, at: usize) -> Result<u32> {
        let digits = self.text.as_bytes().get(at..at + 4);
        let value = digits.and_then(|digits| {
            digits
                .iter()
                .try_fold(0, |value, &byte| Some(value << 4 | char::from(byte).to_digit(16)?))
        });
        match value {
            Some(value) => Ok(value),
            None => self.fault("four hexadecimal digits after \\u"),
        }
    }

    /// Past the string whose opening quote stands here.
    #[inline]
    fn skip_string(&mut self) -> Result<()> {
        self.at = plain_end(self.text.as_bytes(), self.at + 1);
        while self.string_goes_on()? {
            match self.byte(self.at + 1) {
                Some(b'u') => {
                    self.hex(self.at + 2)?;
                    self.at += 6;
                }
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
                _ => return self.fault("an escape that JSON knows"),
            }
            self.at = plain_end(self.text.as_bytes(), self.at);
        }
        self.at += 1;
        Ok(())
    }

    /// The number that begins here.
    pub fn number(&mut self) -> Result<Number<'a>> {
        let start = self.at;
        let whole = self.skip_number()?;
        Ok(Number { text: &self.text[start..self.at], whole })
    }

    /// Past a number; whether it is a whole one.
    #[inline]
    fn skip_number(&mut self) -> Result<bool> {
        let mut whole = true;
        if self.byte(self.at) == Some(b'-') {
            self.at += 1;
        }
        if self.byte(self.at) == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte(self.at) == Some(b'.') {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte(self.at) {
            whole = false;
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(whole)
    }

    /// Past one digit or more.
    #[inline]
    fn digits(&mut self) -> Result<()> {
        let rest = &self.text.as_bytes()[self.at..];
        match rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len()) {
            0 => self.fault("a digit"),
            digits => {
                self.at += digits;
                Ok(())
            }
        }
    }

    /// Past a value of any kind. Linear, without recursion: the brackets around this place are
    /// the bits of one number.
    pub fn skip(&mut self) -> Result<()> {
        self.skip_within(0_u128, DEEPEST)
    }

    /// The value that begins here as it was written, past it. It may be deeper than any other.
    pub fn raw(&mut self) -> Result<&'a str> {
        self.peek();
        let start = self.at;
        self.skip_within(Vec::new(), DEEPEST_RAW)?;
        Ok(&self.text[start..self.at])
    }

    #[inline]
    fn skip_within(&mut self, mut around: impl Brackets, deepest: u32) -> Result<()> {
        let outside = self.depth;
        loop {
            let byte = self.peek();
            match byte {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    let object = byte == b'{';
                    self.enter_within(deepest)?;
                    around.push(object);
                    if self.peek() != if object { b'}' } else { b']' } {
                        if object {
                            self.skip_name()?;
                        }
                        continue;
                    }
                    self.leave(self.peeked())?;
                    around.pop();
                }
                b'-' | b'0'..=b'9' => _ = self.skip_number()?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => return self.fault("a value"),
            }
            // Behind a value: on to the next one, out of all that ends here.
            loop {
                if self.depth == outside {
                    return Ok(());
                }
                let object = around.is_object();
                match self.peek() {
                    b',' => {
                        self.at += 1;
                        if object {
                            self.skip_name()?;
                        }
                        break;
                    }
                    b'}' if object => {}
                    b']' if !object => {}
                    _ => return self.fault("a comma or the end of an object or a list"),
                }
                self.at += 1;
                self.depth -= 1;
                around.pop();
            }
        }
    }

    /// Past the name of a field and its colon.
    #[inline]
    fn skip_name(&mut self) -> Result<()> {
        if self.peek() != b'"' {
            return self.fault("a name of a field in quotes");
        }
        self.skip_string()?;
        self.expect(b':', "a colon")
    }

    fn peeked(&self) -> u8 {
        self.byte(self.at).unwrap_or(0)
    }
}

#[cold]
fn too_deep<T>(deepest: u32) -> Result<T> {
    Err(Fault::new(format!("objects and lists within each other over {deepest} deep")))
}

/// The objects and lists around a place.
trait Brackets {
    fn push(&mut self, object: bool);
    fn pop(&mut self);
    /// Whether the innermost is an object.
    fn is_object(&self) -> bool;
}

/// As bits, the innermost is the lowest; set for an object.
impl Brackets for u128 {
    #[inline]
    fn push(&mut self, object: bool) {
        *self = *self << 1 | Self::from(object);
    }
    #[inline]
    fn pop(&mut self) {
        *self >>= 1;
    }
    #[inline]
    fn is_object(&self) -> bool {
        self & 1 == 1
    }
}

impl Brackets for Vec<bool> {
    fn push(&mut self, object: bool) {
        Vec::push(self, object);
    }
    fn pop(&mut self) {
        Vec::pop(self);
    }
    fn is_object(&self) -> bool {
        self.last() == Some(&true)
    }
}

/// The first byte at or after `at` that no plain stretch of a string has: a quote, a backslash
/// or a control character; the length if there is none.
///
/// Eight bytes at a time: a byte equals another where their difference is 0, and subtracting 1
/// from each byte at once sets the top bit of those that were 0; bytes whose top bit was set
/// before are of no interest. A borrow may set bits above a true one, never below, and the
/// lowest is the one that is taken.
#[inline]
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    const QUOTES: u64 = ONES * b'"' as u64;
    const SLASHES: u64 = ONES * b'\\' as u64;
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*eight);
        let quote = (word ^ QUOTES).wrapping_sub(ONES);
        let slash = (word ^ SLASHES).wrapping_sub(ONES);
        let control = word.wrapping_sub(ONES * 0x20);
        let found = (quote | slash | control) & !word & TOPS;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}
