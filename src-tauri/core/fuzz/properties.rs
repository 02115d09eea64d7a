//! What holds for any bytes at all. The fuzz targets look for bytes for which it does not; the tests replay those that
//! were worth keeping.
#![allow(dead_code)] // each target has its own

use whatsit_core::error::Code;
use whatsit_core::event::AnswerEvent;
use whatsit_core::service::answer::{Decoder, Ending};
use whatsit_core::service::asked::Asked;
use whatsit_core::service::failure::{Refused, from_response};
use whatsit_core::service::redaction::Redaction;
use whatsit_core::settings::Language;

const KEY: &str = "sk-0123456789abcdefghijkl";

fn asked(n: u32) -> Asked {
    let redaction = Redaction::of_key(KEY);
    Asked { model: "asked".into(), n, pictures_sent: 1, language: Language::English, redaction }
}

fn decode<'a>(n: u32, pieces: impl Iterator<Item = &'a [u8]>) -> Vec<AnswerEvent> {
    let (mut decoder, mut events) = (Decoder::new(asked(n)), Vec::new());
    for piece in pieces {
        decoder.push(piece, &mut events);
        assert_eq!(decoder.is_over(), events.last().is_some_and(AnswerEvent::is_end));
    }
    decoder.end(Ending::EndOfBody, &mut events);
    events
}

/// The events of a body come to exactly one end, and do not depend on how it is cut. The first byte says how.
pub(crate) fn framing(bytes: &[u8]) {
    let Some((size, body)) = bytes.split_first() else { return };
    let whole = decode(1, std::iter::once(body));
    assert_eq!(whole.iter().position(AnswerEvent::is_end), Some(whole.len() - 1));
    assert_eq!(decode(1, body.chunks(usize::from(*size % 64) + 1)), whole);
}

/// Payloads, one a line, say the same whether or not a chunk before them stood in the same words, and none shows the
/// key.
pub(crate) fn chunk(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let first = r#"{"choices":[{"index":0,"delta":{"content":"A"},"finish_reason":null}]}"#;
    let payloads: Vec<_> = [first].into_iter().chain(text.split('\n').take(64)).collect();
    let framed = |place: usize, payload: &str| format!("data: {}{payload}\n\n", " ".repeat(place));
    let alike: Vec<_> = payloads.iter().map(|payload| framed(0, payload)).collect();
    // Blanks mean nothing to JSON, and with a number of its own no payload begins like another.
    let unlike: Vec<_> = payloads.iter().enumerate().map(|(place, payload)| framed(place, payload)).collect();
    let said = |body: String| texts(&decode(2, std::iter::once(body.as_bytes())));
    let texts = said(alike.concat());
    assert_eq!(said(unlike.concat()), texts);
    assert!(texts.iter().all(|text| !text.contains(KEY)));
}

/// What each of two answers says, and what is reasoned before it.
fn texts(events: &[AnswerEvent]) -> [String; 4] {
    let mut texts = <[String; 4]>::default();
    for event in events {
        match event {
            AnswerEvent::Text { answer: answer @ (0 | 1), text } => {
                texts[*answer as usize].push_str(text);
            }
            AnswerEvent::Reasoning { answer: answer @ (0 | 1), text } => {
                texts[2 + *answer as usize].push_str(text);
            }
            AnswerEvent::TextWasReasoning { answer: answer @ (0 | 1) } => {
                let text = std::mem::take(&mut texts[*answer as usize]);
                texts[2 + *answer as usize].push_str(&text);
            }
            AnswerEvent::Started { .. }
            | AnswerEvent::Text { .. }
            | AnswerEvent::Reasoning { .. }
            | AnswerEvent::TextWasReasoning { .. }
            | AnswerEvent::Refusal { .. }
            | AnswerEvent::Usage(_)
            | AnswerEvent::Notice(_)
            | AnswerEvent::Finished { .. }
            | AnswerEvent::Interrupted { .. }
            | AnswerEvent::Failed { .. }
            | AnswerEvent::Stopped => {}
        }
    }
    texts
}

/// Any refusal has a code, and shows neither the key nor more than it may. The first two bytes are the status.
pub(crate) fn failure(bytes: &[u8]) {
    let Some((status, body)) = bytes.split_at_checked(2) else { return };
    let status = 100 + u16::from_be_bytes([status[0], status[1]]) % 500;
    let asked = asked(1);
    let failure = from_response(&Refused { status, retry_after: None, body, asked: &asked });
    assert_eq!(failure.status, Some(status));
    assert!(failure.details.as_ref().is_none_or(|details| details.len() <= 2048));
    assert!(status < 500 || failure.code != Code::Internal);
    let shown = format!("{failure:?}");
    assert!(!shown.contains(KEY), "{shown}");
}
