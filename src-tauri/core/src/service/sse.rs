//! Server-sent events, as services really send them: bytes, cut anywhere, become frames.
//!
//! Framing is that of WHATWG HTML §9.2.6, with four liberties that no conforming stream notices: JSON that
//! stands outside any field is a frame, so is a field named `error`, a data line that is whole by itself needs
//! no blank line behind it, and an event that is pending at the end of the body counts. Knows no chunk.

use std::borrow::Cow;
use std::ops::ControlFlow;

use memchr::memchr2;
use serde::de::IgnoredAny;

/// The longest line, event or bare JSON text, in bytes.
pub(crate) const MAX_LINE_BYTES: usize = 8 * 1024 * 1024;

/// One thing found in the body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame<'a> {
    /// An event: its name (mostly empty) and its data lines, joined with LF.
    Event { name: &'a str, data: &'a str },
    /// JSON outside any field, over one line or several. It may be cut or broken.
    Bare(&'a str),
    /// The value of a field named `error`.
    Error(&'a str),
    /// A line that is none of these and no field of an event stream.
    Other(&'a str),
    /// A line, event or JSON text passed [`MAX_LINE_BYTES`]. Nothing follows.
    TooLong,
}

impl<'a> Frame<'a> {
    /// What it holds.
    pub(crate) fn text(&self) -> &'a str {
        match self {
            Self::Event { data: text, .. } | Self::Bare(text) | Self::Error(text) | Self::Other(text) => text,
            Self::TooLong => "",
        }
    }
}

/// Cuts a body into frames, incrementally and in linear time. The frames do not depend on how it is fed.
#[derive(Debug, Default)]
pub(crate) struct Framer {
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// The last byte was a CR, whose LF may follow.
    after_carriage_return: bool,
    past_first_line: bool,
    event: PendingEvent,
    json: PendingJson,
}

impl Framer {
    /// Feeds bytes. `found` breaks to leave the rest unread.
    pub(crate) fn push(&mut self, mut bytes: &[u8], found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>) {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_carriage_return) && bytes[0] == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let end = memchr2(b'\n', b'\r', bytes);
            let piece = &bytes[..end.unwrap_or(bytes.len())];
            if self.line.len() + piece.len() > MAX_LINE_BYTES {
                let _ = found(Frame::TooLong);
                return;
            }
            let Some(end) = end else {
                self.line.extend_from_slice(piece);
                return;
            };
            self.after_carriage_return = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            let flow = if self.line.is_empty() {
                self.take_line(piece, found)
            } else {
                self.line.extend_from_slice(piece);
                self.take_kept_line(found)
            };
            if flow.is_break() {
                return;
            }
        }
    }

    /// The body is over: what is pending comes out.
    pub(crate) fn end(&mut self, found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>) {
        if !self.line.is_empty() && self.take_kept_line(found).is_break() {
            return;
        }
        if self.json.dispatch(found).is_continue() {
            let _ = self.event.dispatch(found);
        }
    }

    fn take_kept_line(&mut self, found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut line = std::mem::take(&mut self.line);
        let flow = self.take_line(&line, found);
        line.clear();
        self.line = line;
        flow
    }

    fn take_line(
        &mut self,
        line: &[u8],
        found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let first = !std::mem::replace(&mut self.past_first_line, true);
        let line = if first { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        let field = Field::of(line);
        if self.json.is_open() {
            if matches!(field, Field::Blank | Field::Unknown) {
                return self.json.add(line, found);
            }
            self.json.dispatch(found)?;
        }
        match field {
            Field::Blank => self.event.dispatch(found),
            Field::Comment | Field::Ignored => ControlFlow::Continue(()),
            Field::Event(name) => {
                self.event.rename(name);
                ControlFlow::Continue(())
            }
            Field::Data(value) => self.event.add(value, found),
            Field::Error(value) => {
                self.event.dispatch(found)?;
                found(Frame::Error(&text(value)))
            }
            Field::Unknown if matches!(line.trim_ascii_start().first(), Some(b'{' | b'[')) => {
                self.event.dispatch(found)?;
                self.json.add(line, found)
            }
            Field::Unknown => found(Frame::Other(&text(line))),
        }
    }
}

/// The text, with a mark where it is none. Almost all of it is text, and to find that out is quicker by itself.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// What a line is.
#[derive(Clone, Copy)]
enum Field<'a> {
    Blank,
    Comment,
    Data(&'a [u8]),
    Event(&'a [u8]),
    Error(&'a [u8]),
    /// `id` and `retry`: nothing here reconnects.
    Ignored,
    Unknown,
}

impl<'a> Field<'a> {
    fn of(line: &'a [u8]) -> Self {
        let colon = memchr::memchr(b':', line);
        let (name, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"" if colon.is_some() => Self::Comment,
            b"" => Self::Blank,
            b"data" => Self::Data(value),
            b"event" => Self::Event(value),
            b"error" => Self::Error(value),
            b"id" | b"retry" => Self::Ignored,
            _ => Self::Unknown,
        }
    }
}

/// An event whose blank line has not come.
#[derive(Debug, Default)]
struct PendingEvent {
    name: String,
    /// The name came after the data, so it may be the next event's.
    named_late: bool,
    data: Vec<u8>,
    lines: usize,
}

impl PendingEvent {
    fn rename(&mut self, name: &[u8]) {
        self.name = text(name).into_owned();
        self.named_late = self.lines > 0;
    }

    fn add(&mut self, value: &[u8], found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        if self.lines == 1 && stands_alone(&self.data) {
            let next = if self.named_late { std::mem::take(&mut self.name) } else { String::new() };
            self.dispatch(found)?;
            self.name = next;
        }
        if self.data.len() + value.len() >= MAX_LINE_BYTES {
            return found(Frame::TooLong);
        }
        if self.lines > 0 {
            self.data.push(b'\n');
        }
        self.data.extend_from_slice(value);
        self.lines += 1;
        ControlFlow::Continue(())
    }

    fn dispatch(&mut self, found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let empty = self.data.trim_ascii().is_empty() && self.name != "error";
        let flow = if empty {
            ControlFlow::Continue(())
        } else {
            found(Frame::Event { name: &self.name, data: &text(&self.data) })
        };
        self.name.clear();
        self.named_late = false;
        self.data.clear();
        self.lines = 0;
        flow
    }
}

/// Whether a data line is a whole event by itself. Joined with another line it would be none.
fn stands_alone(data: &[u8]) -> bool {
    data.trim_ascii() == b"[DONE]" || serde_json::from_slice::<IgnoredAny>(data).is_ok()
}

/// JSON outside any field, until its brackets balance.
#[derive(Debug, Default)]
struct PendingJson {
    text: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl PendingJson {
    fn is_open(&self) -> bool {
        !self.text.is_empty()
    }

    fn add(&mut self, line: &[u8], found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        if self.text.len() + line.len() >= MAX_LINE_BYTES {
            return found(Frame::TooLong);
        }
        for &byte in line {
            self.scan(byte);
        }
        self.text.extend_from_slice(line);
        self.text.push(b'\n');
        if self.depth > 0 { ControlFlow::Continue(()) } else { self.dispatch(found) }
    }

    fn scan(&mut self, byte: u8) {
        if std::mem::take(&mut self.escaped) {
            return;
        }
        match byte {
            b'\\' => self.escaped = self.in_string,
            b'"' => self.in_string = !self.in_string,
            b'{' | b'[' if !self.in_string => self.depth += 1,
            b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn dispatch(&mut self, found: &mut impl FnMut(Frame<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        if !self.is_open() {
            return ControlFlow::Continue(());
        }
        let pending = std::mem::take(self);
        found(Frame::Bare(text(&pending.text).trim()))
    }
}
