//! The body of a question, as the chat API wants it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::models::Field;
use super::parameters::{Detail, Parameters};
use crate::error::Failure;
use crate::event::{Notice, NoticeCode};

/// A question with everything before it, ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The model's id.
    pub model: String,
    /// The conversation, oldest first; the last is the user's.
    pub messages: Vec<Message>,
    /// What else the user set.
    pub parameters: Parameters,
}

/// One message of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// How the model is to behave.
    System(String),
    /// A question: its text, which may be empty when there is a picture, and its pictures.
    User {
        /// The text.
        text: String,
        /// The pictures.
        pictures: Vec<DataUrl>,
    },
    /// An answer.
    Assistant(String),
}

/// A picture within the request: `data:image/jpeg;base64,…`, in the standard alphabet, padded, without line ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataUrl(String);

impl DataUrl {
    /// The picture with these bytes, which are of this media type.
    #[must_use]
    pub fn new(media_type: &'static str, bytes: &[u8]) -> Self {
        let mut url = format!("data:{media_type};base64,");
        STANDARD.encode_string(bytes, &mut url);
        Self(url)
    }
}

impl Request {
    /// The JSON of the body. It holds no `null`.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let urls = self.messages.iter().flat_map(Message::urls).map(|DataUrl(url)| url.len());
        let mut body = Vec::with_capacity(urls.sum::<usize>() + 4096);
        body.extend_from_slice(b"{\"model\":");
        write(&mut body, &self.model);
        body.extend_from_slice(b",\"messages\":[");
        for (place, message) in self.messages.iter().enumerate() {
            body.extend_from_slice(if place > 0 { b"," } else { b"" });
            message.write(self.parameters.detail, &mut body);
        }
        body.push(b']');
        for (name, value) in self.parameters.fields() {
            body.push(b',');
            write(&mut body, &name);
            body.push(b':');
            write(&mut body, &value);
        }
        body.push(b'}');
        body
    }

    /// How many pictures it holds.
    #[must_use]
    pub fn pictures(&self) -> usize {
        self.messages.iter().map(Message::pictures).sum()
    }

    /// Does without the field that `refusal` names, or calls it by its other name when the refusal is of the name.
    /// `None` when it names none that was sent.
    pub fn give_way(&mut self, refusal: &Failure) -> Option<Notice> {
        let field = Field::named(refusal.field.as_deref()?)?;
        let code = if refuses_the_name(refusal) && self.parameters.rename(field) {
            NoticeCode::FieldRenamed
        } else if self.parameters.clear(field) {
            NoticeCode::FieldDropped
        } else {
            return None;
        };
        Some(Notice { field: Some(field.name().to_owned()), ..Notice::new(code) })
    }
}

impl Message {
    fn pictures(&self) -> usize {
        match self {
            Self::User { pictures, .. } => pictures.len(),
            Self::System(_) | Self::Assistant(_) => 0,
        }
    }

    fn urls(&self) -> &[DataUrl] {
        match self {
            Self::User { pictures, .. } => pictures,
            Self::System(_) | Self::Assistant(_) => &[],
        }
    }

    fn write(&self, detail: Option<Detail>, body: &mut Vec<u8>) {
        let (role, text) = match self {
            Self::System(text) => ("system", text),
            Self::Assistant(text) => ("assistant", text),
            Self::User { text, .. } => ("user", text),
        };
        body.extend_from_slice(b"{\"role\":");
        write(body, role);
        body.extend_from_slice(b",\"content\":");
        if self.urls().is_empty() {
            write(body, text);
        } else {
            write_parts(text, self.urls(), detail, body);
        }
        body.push(b'}');
    }
}

/// A content of a text, if any, and pictures. Their addresses are long, and nothing in them needs an escape: they are
/// only copied.
fn write_parts(text: &str, pictures: &[DataUrl], detail: Option<Detail>, body: &mut Vec<u8>) {
    body.push(b'[');
    if !text.is_empty() {
        body.extend_from_slice(b"{\"type\":\"text\",\"text\":");
        write(body, text);
        body.extend_from_slice(b"},");
    }
    for (place, DataUrl(url)) in pictures.iter().enumerate() {
        body.extend_from_slice(if place > 0 { b"," } else { b"" });
        body.extend_from_slice(b"{\"type\":\"image_url\",\"image_url\":{\"url\":\"");
        body.extend_from_slice(url.as_bytes());
        body.push(b'"');
        if let Some(detail) = detail {
            body.extend_from_slice(b",\"detail\":");
            write(body, &detail);
        }
        body.extend_from_slice(b"}}");
    }
    body.push(b']');
}

fn write<T: Serialize + ?Sized>(body: &mut Vec<u8>, value: &T) {
    // Texts, numbers and maps of them are always JSON, and memory takes all of it.
    let _ = serde_json::to_writer(body, value);
}

/// Whether the words are those for a field that is not known, rather than for a value that does not fit: the vendors'
/// `unsupported_parameter`, and how validators of other services call a field too many.
fn refuses_the_name(refusal: &Failure) -> bool {
    let text = [&refusal.service_message, &refusal.details].into_iter().flatten();
    text.map(|text| text.to_lowercase()).any(|text| {
        [
            "unsupported",
            "not support",
            "unrecognized",
            "unknown",
            "unexpected",
            "extra",
            "not permitted",
            "instead",
        ]
        .iter()
        .any(|words| text.contains(words))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::error::Code;

    fn question(text: &str, pictures: &[&[u8]]) -> Message {
        let pictures = pictures.iter().map(|bytes| DataUrl::new("image/png", bytes)).collect();
        Message::User { text: text.into(), pictures }
    }

    fn body(messages: Vec<Message>, parameters: Parameters) -> Value {
        let request = Request { model: "llama3.2-90b".into(), messages, parameters };
        serde_json::from_slice(&request.to_json()).unwrap()
    }

    #[test]
    fn a_question_with_a_picture_is_written_as_the_page_of_the_api_shows_it() {
        let body = body(vec![question("这是什么", &[b"\xff\xd8\xff\xe0"])], Parameters::default());
        let expected = json!({"model": "llama3.2-90b", "stream": true, "stream_options": {"include_usage": true},
            "messages": [{"role": "user", "content": [
                {"type": "text", "text": "这是什么"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,/9j/4A=="}}]}]});
        assert_eq!(body, expected);
    }

    #[test]
    fn a_text_alone_is_a_string_and_a_picture_alone_a_part() {
        let messages = vec![
            Message::System("Be brief.".into()),
            question("", &[b"a"]),
            Message::Assistant("A cat.".into()),
            question("Which?", &[]),
        ];
        let body = body(messages, Parameters { detail: Some(Detail::High), ..Parameters::default() });
        let picture = json!({"type": "image_url", "image_url": {"url": "data:image/png;base64,YQ==", "detail": "high"}});
        assert_eq!(
            body["messages"],
            json!([{"role": "system", "content": "Be brief."}, {"role": "user", "content": [picture]},
                {"role": "assistant", "content": "A cat."}, {"role": "user", "content": "Which?"}])
        );
    }

    fn refused(field: &str, message: &str) -> Failure {
        Failure {
            field: Some(field.into()),
            service_message: Some(message.into()),
            ..Failure::new(Code::BadRequest)
        }
    }

    fn request(parameters: Parameters) -> Request {
        Request { model: "m".into(), messages: vec![question("?", &[])], parameters }
    }

    #[test]
    fn a_length_limit_of_the_wrong_name_is_renamed_and_of_the_wrong_size_dropped() {
        let limited = || request(Parameters { max_tokens: Some(5), ..Parameters::default() });
        let mut renamed = limited();
        let notice = renamed
            .give_way(&refused("max_tokens", "Unsupported parameter: use max_completion_tokens instead"));
        assert_eq!(notice.map(|notice| notice.code), Some(NoticeCode::FieldRenamed));
        assert_eq!(renamed.parameters.max_completion_tokens, Some(5));
        let mut dropped = limited();
        let notice = dropped.give_way(&refused("max_tokens", "max_tokens is too large: at most 4096"));
        assert_eq!(notice.map(|notice| notice.code), Some(NoticeCode::FieldDropped));
        assert_eq!(dropped.parameters, Parameters::default());
    }

    #[test]
    fn a_field_that_was_not_sent_cannot_give_way() {
        let mut plain = request(Parameters::default());
        assert_eq!(plain.give_way(&refused("temperature", "")), None);
        assert_eq!(plain.give_way(&refused("messages[0].content", "")), None);
        assert_eq!(plain.give_way(&Code::BadRequest.into()), None);
        let notice = plain.give_way(&refused("stream_options", "")).unwrap();
        assert_eq!(
            notice,
            Notice { field: Some("stream_options".into()), ..Notice::new(NoticeCode::FieldDropped) }
        );
        assert!(plain.to_json().ends_with(b"\"stream\":true}"));
    }
}
