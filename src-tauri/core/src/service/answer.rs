//! From the bytes of a successful response to answer events, whatever the service makes of its stream. Pure:
//! what waits, reads and gives up is elsewhere.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::asked::Asked;
use super::chunk::Chunk;
use super::complaint::Complaint;
use super::draft::Draft;
use super::failure;
use super::refrain::Refrain;
use super::sse::{Frame, Framer};
use crate::error::{Code, Failure};
use crate::event::{AnswerEvent, Notice, NoticeCode, Usage};

/// The most answers a question can have; `n` goes no further.
const MAX_ANSWERS: u64 = 128;
/// The longest name of a model that is told, in characters.
const MAX_MODEL_CHARS: usize = 200;
/// How many frames in a row may add nothing to any answer. A model that thinks in silence may send one a token.
const MAX_IDLE_FRAMES: u32 = 100_000;
/// How long such frames may be together, in bytes.
const MAX_IDLE_BYTES: usize = 32 * 1024 * 1024;
/// How much is kept of what is not understood, in bytes.
const MAX_OTHER_BYTES: usize = 64 * 1024;

/// How the reading of a body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The body is over.
    EndOfBody,
    /// It could not be read any further.
    Failed(Failure),
    /// The user stopped.
    Stopped,
}

/// Reads the body of a response with status 200: an event stream, bare JSON lines, or one JSON answer, as the
/// content shows (media types lie).
///
/// Events do not depend on how the body is cut into pushes. The first is `started` (unless nothing of the
/// protocol comes), with the model the service names, or else the one that was asked for; the last is the only
/// end. The key is taken out of all text, for which a few letters may be held back until the next push or the
/// end.
#[derive(Debug)]
pub struct Decoder {
    framer: Framer,
    reading: Reading,
}

impl Decoder {
    /// A decoder for the response to what was asked.
    #[must_use]
    pub fn new(asked: Asked) -> Self {
        Self { framer: Framer::default(), reading: Reading::new(asked) }
    }

    /// Feeds bytes of the body; new events go to the end of `events`.
    pub fn push(&mut self, bytes: &[u8], events: &mut Vec<AnswerEvent>) {
        if !self.is_over() {
            self.framer.push(bytes, &mut |frame| self.reading.take(&frame, events));
        }
    }

    /// Reading is over. Exactly one end comes, if none came before.
    pub fn end(&mut self, ending: Ending, events: &mut Vec<AnswerEvent>) {
        if self.is_over() {
            return;
        }
        if ending == Ending::Stopped {
            return self.reading.stop(events);
        }
        self.reading.phase = Phase::Closing;
        self.framer.end(&mut |frame| self.reading.take(&frame, events));
        if !self.is_over() {
            self.reading.conclude(ending, events);
        }
    }

    /// Whether the end came: the response can be dropped, what follows is not read.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.reading.phase == Phase::Over
    }

    /// Whether every answer that was asked for has said why it ended: only the tokens and the mark of the end
    /// may still come, which are not worth a long wait.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reading.is_complete()
    }

    /// How many chunks of the protocol came. While it does not grow, the service only keeps the connection
    /// alive, whatever it does that with.
    #[must_use]
    pub fn chunks(&self) -> u64 {
        self.reading.chunks
    }
}

/// What is known of the answers.
#[derive(Debug)]
struct Reading {
    asked: Asked,
    drafts: BTreeMap<u32, Draft>,
    refrain: Refrain,
    usage: Option<Usage>,
    skipped_lines: u32,
    /// Chunks of the protocol.
    chunks: u64,
    /// Frames since the last one that told something, and their bytes.
    idle_frames: u32,
    idle_bytes: usize,
    /// What was not understood, for the case that nothing is.
    other: String,
    /// The body ended within JSON.
    is_cut: bool,
    started: bool,
    phase: Phase,
}

/// How far the reading of the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// More may come.
    Open,
    /// Only what is pending comes.
    Closing,
    /// The end was told.
    Over,
}

impl Reading {
    fn new(asked: Asked) -> Self {
        Self {
            asked,
            drafts: BTreeMap::new(),
            refrain: Refrain::default(),
            usage: None,
            skipped_lines: 0,
            chunks: 0,
            idle_frames: 0,
            idle_bytes: 0,
            other: String::new(),
            is_cut: false,
            started: false,
            phase: Phase::Open,
        }
    }

    fn take(&mut self, frame: &Frame<'_>, events: &mut Vec<AnswerEvent>) -> ControlFlow<()> {
        let told = events.len();
        self.take_frame(frame, events);
        if self.phase == Phase::Over {
            return ControlFlow::Break(());
        }
        if events.len() > told {
            (self.idle_frames, self.idle_bytes) = (0, 0);
        } else {
            self.idle_frames += 1;
            self.idle_bytes += frame.text().len();
        }
        if self.idle_frames > MAX_IDLE_FRAMES || self.idle_bytes > MAX_IDLE_BYTES {
            self.fail(Code::Protocol.into(), events);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn take_frame(&mut self, frame: &Frame<'_>, events: &mut Vec<AnswerEvent>) {
        match *frame {
            Frame::Event { data, .. } | Frame::Bare(data) if data.trim() == "[DONE]" => {
                self.conclude(Ending::EndOfBody, events);
            }
            Frame::Event { name: "error", data } | Frame::Error(data) => self.take_error(data, events),
            Frame::Event { data, .. } => {
                if !self.take_json(data, false, events) {
                    self.skipped_lines = self.skipped_lines.saturating_add(1);
                }
            }
            Frame::Bare(json) => {
                self.take_json(json, true, events);
            }
            Frame::Other(line) => self.keep_other(line, events),
            Frame::TooLong => self.fail(Code::TooLong.into(), events),
        }
    }

    /// Something that is an error by its place in the stream: JSON or plain text.
    fn take_error(&mut self, text: &str, events: &mut Vec<AnswerEvent>) {
        let error = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        if !error.is_null() {
            self.fail(failure::from_stream(&error, &self.asked), events);
        }
    }

    /// False when it is malformed.
    fn take_json(&mut self, json: &str, bare: bool, events: &mut Vec<AnswerEvent>) -> bool {
        if self.take_refrain(json, events) {
            return true;
        }
        match Chunk::parse(json) {
            Ok(chunk) if chunk.is_of_the_protocol() => {
                self.take_chunk(&chunk, bare, events);
                self.refrain.learn(json, &chunk);
                true
            }
            Ok(chunk) => {
                let value = serde_json::from_str(json).unwrap_or_default();
                if chunk.error().is_some() || Complaint::read(&value).says_something() {
                    self.fail(failure::from_stream(&value, &self.asked), events);
                } else {
                    self.keep_other(json, events);
                }
                true
            }
            Err(error)
                if error.is_syntax()
                    && let Some((values, rest)) = values_in_a_row(json) =>
            {
                let all = values.into_iter().chain((!rest.is_empty()).then_some(rest));
                all.fold(true, |whole, value| {
                    whole & (self.phase == Phase::Over || self.take_json(value, bare, events))
                })
            }
            Err(error) => {
                self.is_cut |= self.phase == Phase::Closing && error.is_eof();
                self.keep_other(json, events);
                self.is_cut
            }
        }
    }

    /// Takes a chunk that differs from an earlier one only in the letters it adds; false when it is none.
    fn take_refrain(&mut self, json: &str, events: &mut Vec<AnswerEvent>) -> bool {
        let Some((answer, kind, letters)) = self.refrain.read(json) else { return false };
        let Some(draft) = u32::try_from(answer).ok().and_then(|answer| self.drafts.get_mut(&answer)) else {
            return false;
        };
        self.chunks += 1;
        draft.add(kind, &letters, &self.asked.redaction, events);
        if draft.is_full() {
            self.fail(Code::TooLong.into(), events);
        }
        true
    }

    fn take_chunk(&mut self, chunk: &Chunk<'_>, bare: bool, events: &mut Vec<AnswerEvent>) {
        self.chunks += 1;
        if !chunk.model().is_empty() || !chunk.choices().is_empty() {
            self.start(chunk.model(), events);
        }
        for (place, choice) in chunk.choices().iter().enumerate() {
            let Some(answer) = Some(choice.answer(place)).filter(|answer| *answer < MAX_ANSWERS) else {
                self.skipped_lines = self.skipped_lines.saturating_add(1);
                continue;
            };
            #[allow(clippy::cast_possible_truncation)] // it is below MAX_ANSWERS
            let answer = answer as u32;
            let draft = self.drafts.entry(answer).or_insert_with(|| Draft::new(answer));
            draft.take(choice, bare, &self.asked.redaction, events);
        }
        self.usage = chunk.usage().or(self.usage);
        if let Some(error) = chunk.error() {
            self.fail(failure::from_stream(error, &self.asked), events);
        } else if chunk.choices().iter().any(|choice| choice.finish_reason() == "error") {
            self.fail(Code::ServiceDown.into(), events);
        } else if self.drafts.values().any(Draft::is_full) {
            self.fail(Code::TooLong.into(), events);
        }
    }

    /// Keeps what is no part of an answer. Where nothing else comes for long, nothing else will.
    fn keep_other(&mut self, text: &str, events: &mut Vec<AnswerEvent>) {
        if self.chunks > 0 {
            return;
        }
        let room = MAX_OTHER_BYTES - self.other.len();
        self.other.push_str(&text[..text.floor_char_boundary(room)]);
        if text.len() < room {
            self.other.push('\n');
        } else {
            self.conclude(Ending::EndOfBody, events);
        }
    }

    fn start(&mut self, model: &str, events: &mut Vec<AnswerEvent>) {
        if !std::mem::replace(&mut self.started, true) {
            let model = if model.is_empty() { &self.asked.model } else { model };
            let model = self.asked.redaction.clean(model).chars().take(MAX_MODEL_CHARS).collect();
            events.push(AnswerEvent::Started { model });
        }
    }

    fn stop(&mut self, events: &mut Vec<AnswerEvent>) {
        self.settle(events);
        self.finish(Vec::new(), AnswerEvent::Stopped, events);
    }

    fn fail(&mut self, error: Failure, events: &mut Vec<AnswerEvent>) {
        self.settle(events);
        self.finish_with_failure(error, events);
    }

    /// Ends by what came, where no error within the stream did.
    fn conclude(&mut self, ending: Ending, events: &mut Vec<AnswerEvent>) {
        self.settle(events);
        let broke_off = match ending {
            Ending::Failed(failure) if !self.is_complete() => Some(failure),
            Ending::Failed(_) | Ending::EndOfBody | Ending::Stopped => None,
        };
        if let Some(failure) = broke_off {
            self.finish_with_failure(failure, events);
        } else if self.drafts.values().any(Draft::is_full) {
            self.finish_with_failure(Code::TooLong.into(), events);
        } else if !self.has_text() {
            self.finish_with_failure(self.why_there_is_no_text(), events);
        } else if self.drafts.values().any(|draft| draft.finish_reason().is_none()) {
            self.finish_with_failure(Code::CutOff.into(), events);
        } else {
            let finish_reasons = self.finish_reasons().map(str::to_owned).collect();
            self.finish(self.notices(), AnswerEvent::Finished { finish_reasons }, events);
        }
    }

    /// Tells what was held back.
    fn settle(&mut self, events: &mut Vec<AnswerEvent>) {
        if self.chunks > 0 {
            self.start("", events);
        }
        for draft in self.drafts.values_mut() {
            draft.flush(&self.asked.redaction, events);
        }
    }

    fn finish_with_failure(&mut self, error: Failure, events: &mut Vec<AnswerEvent>) {
        let end =
            if self.has_text() { AnswerEvent::Interrupted { error } } else { AnswerEvent::Failed { error } };
        self.finish(Vec::new(), end, events);
    }

    /// The last events, in this order: tokens, notices, the end.
    fn finish(&mut self, notices: Vec<Notice>, end: AnswerEvent, events: &mut Vec<AnswerEvent>) {
        events.extend(self.usage.map(AnswerEvent::Usage));
        events.extend(notices.into_iter().map(AnswerEvent::Notice));
        if self.skipped_lines > 0 {
            let skipped = Notice { count: Some(self.skipped_lines), ..Notice::new(NoticeCode::SkippedLines) };
            events.push(AnswerEvent::Notice(skipped));
        }
        events.push(end);
        self.phase = Phase::Over;
    }

    fn notices(&self) -> Vec<Notice> {
        let came = u32::try_from(self.drafts.len()).unwrap_or(u32::MAX);
        let mut notices = Vec::new();
        if came < self.asked.n {
            notices.push(Notice { count: Some(came), ..Notice::new(NoticeCode::FewerAnswers) });
        }
        if self.finish_reasons().any(is_by_length) {
            notices.push(Notice::new(NoticeCode::CutByLength));
        }
        if self.finish_reasons().any(is_by_content) {
            notices.push(Notice::new(NoticeCode::Filtered));
        }
        notices
    }

    fn why_there_is_no_text(&self) -> Failure {
        if self.finish_reasons().any(is_by_content) {
            Code::Blocked.into()
        } else if self.finish_reasons().any(is_by_length) {
            Code::LengthUsedUp.into()
        } else if self.chunks > 0 || self.other.trim().is_empty() {
            Code::EmptyAnswer.into()
        } else if self.is_cut {
            Failure { code: Code::CutOff, ..failure::from_other(&self.other, &self.asked) }
        } else {
            failure::from_other(&self.other, &self.asked)
        }
    }

    fn has_text(&self) -> bool {
        self.drafts.values().any(Draft::has_text)
    }

    fn is_complete(&self) -> bool {
        self.drafts.len() as u64 >= u64::from(self.asked.n)
            && self.drafts.values().all(|draft| draft.finish_reason().is_some())
    }

    fn finish_reasons(&self) -> impl Iterator<Item = &str> {
        self.drafts.values().filter_map(Draft::finish_reason)
    }
}

/// The objects that stand in a row where one should, and what follows them; none unless the first is followed.
fn values_in_a_row(json: &str) -> Option<(Vec<&str>, &str)> {
    let mut values = serde_json::Deserializer::from_str(json.trim()).into_iter::<IgnoredAny>();
    let (json, mut found, mut end) = (json.trim(), Vec::new(), 0);
    while json[end..].trim_start().starts_with('{') && values.next().is_some_and(|value| value.is_ok()) {
        found.push(&json[end..values.byte_offset()]);
        end = values.byte_offset();
    }
    (end > 0 && end < json.len() || found.len() > 1).then(|| (found, json[end..].trim_start()))
}

/// The finish reasons, among the services, that mean the length limit.
fn is_by_length(reason: &str) -> bool {
    ["length", "max_tokens", "max_output_tokens", "model_length"]
        .iter()
        .any(|is| reason.eq_ignore_ascii_case(is))
}

/// The finish reasons, among the services, that mean content rules.
fn is_by_content(reason: &str) -> bool {
    ["content_filter", "sensitive", "safety", "prohibited_content"]
        .iter()
        .any(|is| reason.eq_ignore_ascii_case(is))
}
