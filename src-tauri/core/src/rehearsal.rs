//! Faults on demand, for looking at them: `WHATSIT_REHEARSE=family:code` in a development build. Not in a release.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as Unknown;

use crate::error::{Cause, Code, Failure};
use crate::event::{AnswerEvent, Notice, NoticeCode};
use crate::messages::sentence;
use crate::settings::Language;
use crate::wire::KeyStoreCode;
use whatsit_picture::Refusal;

/// What is rehearsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rehearsal {
    /// Every question ends with this failure.
    Answer(Failure),
    /// Every answer has this notice.
    Notice(Notice),
    /// The keychain reports this, whatever it is asked.
    KeyStore(KeyStoreCode),
    /// Every picture is refused with this.
    Picture(Refusal),
    /// A panic, when a question is asked.
    Panic(PanicPlace),
}

/// Where a panic is rehearsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanicPlace {
    /// In a command.
    Command,
    /// In the task that writes an answer.
    Answer,
    /// In a task that nobody waits for.
    Task,
    /// On the main thread.
    Main,
    /// Where no panic can be caught.
    Abort,
}

impl Rehearsal {
    /// Reads `family:code`.
    ///
    /// # Errors
    ///
    /// The families, or the codes of that family, as a line for whoever typed it.
    pub fn read(name: &str) -> Result<Self, String> {
        let (family, code) = name.split_once(':').unwrap_or((name, ""));
        let failed = |unknown: Unknown| format!("{family}: {unknown}");
        Ok(match family {
            "error" => Self::Answer(failure(read(code).map_err(failed)?)),
            "unreachable" => {
                let cause: Cause = read(code).map_err(failed)?;
                Self::Answer(Failure { cause: Some(cause), ..Failure::new(Code::Unreachable) })
            }
            "notice" => Self::Notice(notice(read(code).map_err(failed)?)),
            "key_store" => Self::KeyStore(read(code).map_err(failed)?),
            "picture" => {
                let refusal = serde_json::json!({ "code": code, "format": "HEIC" });
                Self::Picture(
                    Refusal::deserialize(refusal).map_err(|unknown| format!("{family}: {unknown}"))?,
                )
            }
            "panic" => Self::Panic(read(code).map_err(failed)?),
            _ => return Err("family:code, of: error, unreachable, notice, key_store, picture, panic".into()),
        })
    }

    /// The events of the next answer, when it is the answer that is rehearsed.
    #[must_use]
    pub fn answer(&self, language: Language) -> Option<Vec<AnswerEvent>> {
        let text = sentence(language, "practice_next", &[]);
        let begun = [
            AnswerEvent::Started { model: "rehearsal".into() },
            AnswerEvent::Text { answer: 0, text: text + "\n\n" },
        ];
        match self {
            Self::Answer(error) if interrupts(error.code) => {
                Some(begun.into_iter().chain([AnswerEvent::Interrupted { error: error.clone() }]).collect())
            }
            Self::Answer(error) => Some(vec![AnswerEvent::Failed { error: error.clone() }]),
            Self::Notice(notice) => {
                let finished = AnswerEvent::Finished { finish_reasons: vec!["stop".into()] };
                Some(begun.into_iter().chain([AnswerEvent::Notice(notice.clone()), finished]).collect())
            }
            Self::KeyStore(_) | Self::Picture(_) | Self::Panic(_) => None,
        }
    }
}

fn read<T: for<'a> Deserialize<'a>>(code: &str) -> Result<T, Unknown> {
    T::deserialize(code.into_deserializer())
}

/// Failures that come after some text.
fn interrupts(code: Code) -> bool {
    matches!(code, Code::CutOff | Code::Stalled | Code::TooLong)
}

/// The failure as it usually is.
fn failure(code: Code) -> Failure {
    let Some((status, said)) = refused(code) else { return Failure::new(code) };
    let details = serde_json::json!({ "error": { "message": said, "type": "api_error" } }).to_string();
    Failure {
        status: Some(status),
        service_message: Some(said.into()),
        details: Some(details),
        retry_after_s: (code == Code::RateLimited).then_some(30),
        field: (code == Code::BadRequest).then(|| "temperature".into()),
        ..Failure::new(code)
    }
}

/// The status and the words of a service that refuses, when it is the service.
fn refused(code: Code) -> Option<(u16, &'static str)> {
    Some(match code {
        Code::BadKey => (401, "Invalid API key"),
        Code::KeyExpired => (401, "This API key has expired"),
        Code::NoMoney => (401, "Insufficient balance"),
        Code::Quota => (429, "The key's monthly quota is used up"),
        Code::RateLimited => (429, "Too many requests"),
        Code::ModelUnavailable => (503, "No available channel for this model"),
        Code::ModelIsBlind => (400, "This model does not support image input"),
        Code::PictureRefused => (400, "invalid_image_format"),
        Code::TooLarge => (413, "Request Entity Too Large"),
        Code::TooManyTokens => (400, "This model's maximum context length is 8192 tokens"),
        Code::BadRequest => (400, "Unknown field temperature"),
        Code::Forbidden => (403, "This key may not use this model"),
        Code::Blocked => (400, "Your request was rejected by our safety system"),
        Code::WrongAddress => (404, "404 Not Found"),
        Code::ServiceDown => (502, "502 Bad Gateway"),
        Code::Protocol => (200, "hello"),
        Code::NoKey
        | Code::Unreachable
        | Code::CutOff
        | Code::Stalled
        | Code::EmptyAnswer
        | Code::LengthUsedUp
        | Code::TooLong
        | Code::PictureGone
        | Code::StoreFailed
        | Code::Internal => return None,
    })
}

fn notice(code: NoticeCode) -> Notice {
    let (field, count) = match code {
        NoticeCode::FieldDropped => (Some("stream_options"), None),
        NoticeCode::FieldRenamed => (Some("max_tokens"), None),
        NoticeCode::FewerAnswers | NoticeCode::SkippedLines | NoticeCode::PictureLeftOut => (None, Some(1)),
        NoticeCode::PicturesJoined => (None, Some(2)),
        NoticeCode::Retried | NoticeCode::CutByLength | NoticeCode::Filtered | NoticeCode::SystemFolded => {
            (None, None)
        }
    };
    Notice { code, field: field.map(str::to_owned), count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_rehearsed_by_its_family_and_name() {
        assert_eq!(Rehearsal::read("key_store:locked"), Ok(Rehearsal::KeyStore(KeyStoreCode::Locked)));
        assert_eq!(Rehearsal::read("picture:gone"), Ok(Rehearsal::Picture(Refusal::Gone)));
        assert_eq!(Rehearsal::read("panic:main"), Ok(Rehearsal::Panic(PanicPlace::Main)));
        let offline = Rehearsal::read("unreachable:offline").unwrap();
        let events = offline.answer(Language::English).unwrap();
        assert!(
            matches!(&events[..], [AnswerEvent::Failed { error }] if error.cause == Some(Cause::Offline))
        );
    }

    #[test]
    fn an_unknown_code_is_answered_with_those_there_are() {
        assert!(Rehearsal::read("error:nonsense").unwrap_err().contains("bad_key"));
        assert!(Rehearsal::read("nonsense").unwrap_err().contains("notice"));
    }

    #[test]
    fn every_answer_that_is_rehearsed_has_one_end_and_it_is_the_last() {
        for name in ["error:cut_off", "error:rate_limited", "notice:filtered", "unreachable:proxy"] {
            let events = Rehearsal::read(name).unwrap().answer(Language::SimplifiedChinese).unwrap();
            assert_eq!(events.iter().filter(|event| event.is_end()).count(), 1, "{name}");
            assert!(events.last().unwrap().is_end(), "{name}");
        }
    }
}
