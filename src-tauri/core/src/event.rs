//! Answer events: what an answer consists of, in the order it happens. `examples/ask` prints them one JSON
//! object a line; the shell gathers them for the page.

use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// One step of an answer. Exactly one end (`Finished`, `Interrupted`, `Failed`, `Stopped`) comes, and last.
///
/// `answer` is the zero-based index among the answers that were asked for (`n`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AnswerEvent {
    /// The service has taken the question.
    Started {
        /// The model, as the service names it, or as it was asked for.
        model: String,
    },
    /// More of the answer's text.
    Text {
        /// Which answer.
        answer: u32,
        /// Markdown, to be appended.
        text: String,
    },
    /// More of what the model thinks before it answers.
    Reasoning {
        /// Which answer.
        answer: u32,
        /// Plain text, to be appended.
        text: String,
    },
    /// The text of an answer so far was reasoning, as only now is known: it moves there.
    TextWasReasoning {
        /// Which answer.
        answer: u32,
    },
    /// The model declines.
    Refusal {
        /// Which answer.
        answer: u32,
        /// Plain text, to be appended.
        text: String,
    },
    /// What the question cost, in tokens.
    Usage(Usage),
    /// Something the user should know, that is no failure.
    Notice(Notice),
    /// Every answer came to its end.
    Finished {
        /// One for each answer, by index: `stop`, `length`, … an open set.
        finish_reasons: Vec<String>,
    },
    /// Text came, then a failure: the text so far is kept.
    Interrupted {
        /// What happened.
        error: Failure,
    },
    /// A failure before any text.
    Failed {
        /// What happened.
        error: Failure,
    },
    /// The user stopped it.
    Stopped,
}

impl AnswerEvent {
    /// Whether the question has now got something, or is not to be asked again: text, an end with some, or a stop.
    #[must_use]
    pub fn answers(&self) -> bool {
        match self {
            Self::Text { .. }
            | Self::Refusal { .. }
            | Self::Finished { .. }
            | Self::Interrupted { .. }
            | Self::Stopped => true,
            Self::Started { .. }
            | Self::Reasoning { .. }
            | Self::TextWasReasoning { .. }
            | Self::Usage(_)
            | Self::Notice(_)
            | Self::Failed { .. } => false,
        }
    }

    /// Whether this is one of the four ends.
    #[must_use]
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Finished { .. } | Self::Interrupted { .. } | Self::Failed { .. } | Self::Stopped)
    }
}

/// Tokens, as the service counted them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Usage {
    /// In the question, its pictures and the conversation before it.
    pub prompt_tokens: u64,
    /// In the answers, reasoning included.
    pub completion_tokens: u64,
    /// Both.
    pub total_tokens: u64,
}

/// Something the user should know, that is no failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Notice {
    /// What happened.
    pub code: NoticeCode,
    /// The body field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub field: Option<String>,
    /// How many (lines skipped, pictures left out or joined, answers that came).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub count: Option<u32>,
}

impl Notice {
    /// A notice that is only its code.
    #[must_use]
    pub fn new(code: NoticeCode) -> Self {
        Self { code, field: None, count: None }
    }
}

/// What a notice is about. Closed: a new one needs a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum NoticeCode {
    /// The service did not take a field; the question was sent again without it (`field`).
    FieldDropped,
    /// The same with the field's other name (`field` is the one refused).
    FieldRenamed,
    /// The connection failed or the service was busy; the question was sent again.
    Retried,
    /// Fewer answers came than were asked for (`count` came).
    FewerAnswers,
    /// The answer reached its length limit.
    CutByLength,
    /// The service's content rules ended the answer.
    Filtered,
    /// Lines of the stream could not be read (`count`).
    SkippedLines,
    /// Several pictures were put side by side in one (`count`).
    PicturesJoined,
    /// The model takes fewer pictures than the conversation has (`count` were left out).
    PictureLeftOut,
    /// The system text was put into the question.
    SystemFolded,
}
