//! One of the answers, while it is written: what of it was told, and what is held back for a while.

use super::chunk::{Choice, Message, Said};
use super::reasoning::{Part, Splitter};
use super::redaction::{HeldText, Redaction};
use crate::event::AnswerEvent;

/// The most text of one answer, reasoning and refusal included, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// The longest finish reason that is told, in characters.
const MAX_REASON_CHARS: usize = 64;

/// One answer so far.
#[derive(Debug)]
pub(crate) struct Draft {
    told: Told,
    splitter: Splitter,
    came_in_pieces: bool,
    finish_reason: Option<String>,
}

impl Draft {
    pub(crate) fn new(answer: u32) -> Self {
        let told = Told {
            answer,
            held: Default::default(),
            bytes: 0,
            has_text: false,
            has_refusal: false,
            is_full: false,
        };
        Self { told, splitter: Splitter::default(), came_in_pieces: false, finish_reason: None }
    }

    /// Takes what a choice adds. `whole`: it came outside a stream, so a message is all there will be.
    pub(crate) fn take(
        &mut self,
        choice: &Choice<'_>,
        whole: bool,
        redaction: &Redaction,
        events: &mut Vec<AnswerEvent>,
    ) {
        if let Some(delta) = choice.delta() {
            self.came_in_pieces = true;
            self.take_message(delta, redaction, events);
        } else if let Some(message) = choice.message() {
            // Some streams repeat the whole answer at their end.
            if !self.came_in_pieces {
                self.take_message(message, redaction, events);
            }
        }
        self.take_content(choice.text(), redaction, events);
        let reason = choice.finish_reason();
        if !reason.is_empty() {
            self.finish_reason = Some(redaction.clean(reason).chars().take(MAX_REASON_CHARS).collect());
        } else if whole && choice.is_whole() {
            self.finish_reason.get_or_insert_with(|| "stop".to_owned());
        }
    }

    /// Takes letters of an answer that comes in pieces.
    pub(crate) fn add(
        &mut self,
        kind: Said,
        letters: &str,
        redaction: &Redaction,
        events: &mut Vec<AnswerEvent>,
    ) {
        match kind {
            Said::Content => self.take_content(letters, redaction, events),
            Said::Reasoning => self.take_reasoning(letters, redaction, events),
        }
    }

    /// Nothing more comes: what was held back is told.
    pub(crate) fn flush(&mut self, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        self.splitter.finish(&mut |part| self.told.take(part, redaction, events));
        for kind in [Kind::Reasoning, Kind::Text, Kind::Refusal] {
            let rest = self.told.held[kind as usize].finish();
            self.told.tell(kind, &rest, events);
        }
    }

    /// Why it ended, once it has.
    pub(crate) fn finish_reason(&self) -> Option<&str> {
        self.finish_reason.as_deref()
    }

    /// Whether it holds anything to read: text or a refusal, and not only blanks.
    pub(crate) fn has_text(&self) -> bool {
        self.told.has_text || self.told.has_refusal
    }

    /// Whether it passed [`MAX_TEXT_BYTES`] and was cut there.
    pub(crate) fn is_full(&self) -> bool {
        self.told.is_full
    }

    fn take_message(&mut self, message: &Message<'_>, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        self.take_reasoning(message.reasoning(), redaction, events);
        self.take_content(message.content(), redaction, events);
        self.told.clean(Kind::Refusal, message.refusal(), redaction, events);
    }

    fn take_reasoning(&mut self, reasoning: &str, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        if !reasoning.is_empty() {
            self.splitter.reasoning_is_apart();
            self.told.clean(Kind::Reasoning, reasoning, redaction, events);
        }
    }

    fn take_content(&mut self, content: &str, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        if !content.is_empty() {
            self.splitter.push(content, &mut |part| self.told.take(part, redaction, events));
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Reasoning,
    Refusal,
}

/// What was given out, and of each kind what is held back because it may become the key.
#[derive(Debug)]
struct Told {
    answer: u32,
    held: [HeldText; 3],
    bytes: usize,
    has_text: bool,
    has_refusal: bool,
    is_full: bool,
}

impl Told {
    fn take(&mut self, part: Part<'_>, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        match part {
            Part::Text(text) => self.clean(Kind::Text, text, redaction, events),
            Part::Reasoning(text) => self.clean(Kind::Reasoning, text, redaction, events),
            Part::TextWasReasoning => {
                self.has_text = false;
                self.held.swap(Kind::Text as usize, Kind::Reasoning as usize);
                events.push(AnswerEvent::TextWasReasoning { answer: self.answer });
            }
        }
    }

    fn clean(&mut self, kind: Kind, text: &str, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        let clean = self.held[kind as usize].push(redaction, text);
        self.tell(kind, &clean, events);
    }

    fn tell(&mut self, kind: Kind, text: &str, events: &mut Vec<AnswerEvent>) {
        let room = if self.is_full { 0 } else { MAX_TEXT_BYTES - self.bytes };
        let fitting = &text[..text.floor_char_boundary(room)];
        self.is_full |= fitting.len() < text.len();
        self.bytes += fitting.len();
        if fitting.is_empty() {
            return;
        }
        let (answer, text) = (self.answer, fitting.to_owned());
        let is_blank = text.trim().is_empty();
        events.push(match kind {
            Kind::Text => AnswerEvent::Text { answer, text },
            Kind::Reasoning => AnswerEvent::Reasoning { answer, text },
            Kind::Refusal => AnswerEvent::Refusal { answer, text },
        });
        match kind {
            Kind::Text => self.has_text |= !is_blank,
            Kind::Refusal => self.has_refusal |= !is_blank,
            Kind::Reasoning => {}
        }
    }
}
