//! One of the answers, while it is written: what of it was told, and what is held back for a while.

use super::chunk::{Choice, Message};
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
    content: HeldText,
    reasoning: HeldText,
    refusal: HeldText,
    splitter: Splitter,
    came_in_pieces: bool,
    finish_reason: Option<String>,
}

impl Draft {
    pub(crate) fn new(answer: u32) -> Self {
        Self {
            told: Told { answer, bytes: 0, has_text: false, is_full: false },
            content: HeldText::default(),
            reasoning: HeldText::default(),
            refusal: HeldText::default(),
            splitter: Splitter::default(),
            came_in_pieces: false,
            finish_reason: None,
        }
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
            let reason: String = redaction.clean(reason).chars().take(MAX_REASON_CHARS).collect();
            self.finish_reason = Some(reason);
        } else if whole && choice.is_whole() {
            self.finish_reason.get_or_insert_with(|| "stop".to_owned());
        }
    }

    /// Nothing more comes: what was held back is told.
    pub(crate) fn flush(&mut self, events: &mut Vec<AnswerEvent>) {
        self.told.tell(Kind::Reasoning, &self.reasoning.finish(), events);
        let content = self.content.finish();
        let mut part = |part: Part<'_>| self.told.take(part, events);
        self.splitter.push(&content, &mut part);
        self.splitter.finish(&mut part);
        self.told.tell(Kind::Refusal, &self.refusal.finish(), events);
    }

    /// Why it ended, once it has.
    pub(crate) fn finish_reason(&self) -> Option<&str> {
        self.finish_reason.as_deref()
    }

    /// Whether it holds anything to read: text or a refusal, and not only blanks.
    pub(crate) fn has_text(&self) -> bool {
        self.told.has_text
    }

    /// Whether it passed [`MAX_TEXT_BYTES`] and was cut there.
    pub(crate) fn is_full(&self) -> bool {
        self.told.is_full
    }

    fn take_message(&mut self, message: &Message<'_>, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        if !message.reasoning().is_empty() {
            self.splitter.reasoning_is_apart();
            let reasoning = self.reasoning.push(redaction, message.reasoning());
            self.told.tell(Kind::Reasoning, &reasoning, events);
        }
        self.take_content(message.content(), redaction, events);
        let refusal = self.refusal.push(redaction, message.refusal());
        self.told.tell(Kind::Refusal, &refusal, events);
    }

    fn take_content(&mut self, content: &str, redaction: &Redaction, events: &mut Vec<AnswerEvent>) {
        if !content.is_empty() {
            let clean = self.content.push(redaction, content);
            self.splitter.push(&clean, &mut |part| self.told.take(part, events));
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Reasoning,
    Refusal,
}

/// What was given out.
#[derive(Debug)]
struct Told {
    answer: u32,
    bytes: usize,
    has_text: bool,
    is_full: bool,
}

impl Told {
    fn take(&mut self, part: Part<'_>, events: &mut Vec<AnswerEvent>) {
        match part {
            Part::Text(text) => self.tell(Kind::Text, text, events),
            Part::Reasoning(text) => self.tell(Kind::Reasoning, text, events),
            Part::TextWasReasoning => {
                self.has_text = false;
                events.push(AnswerEvent::TextWasReasoning { answer: self.answer });
            }
        }
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
            Kind::Text | Kind::Refusal => self.has_text |= !is_blank,
            Kind::Reasoning => {}
        }
    }
}
