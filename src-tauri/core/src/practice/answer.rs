//! What the practice service says: a request's body in, an answer's text out. No connection, no clock.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use whatsit_picture::look::{Color, ColorShare, Look, look};

use crate::messages::sentence;
use crate::settings::Language;

/// A refusal in the words of the service's protocol.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) err_code: i32,
    pub(super) message: &'static str,
}

impl Refused {
    pub(super) const WRONG_KEY: Self = Self::new(StatusCode::UNAUTHORIZED, -10002, "Invalid API key");
    pub(super) const NO_SUCH_PAGE: Self = Self::new(StatusCode::NOT_FOUND, -10010, "Not found");
    pub(super) const TOO_LARGE: Self = Self::new(StatusCode::PAYLOAD_TOO_LARGE, -10011, "Request too large");
    pub(super) const BROKEN: Self = Self::new(StatusCode::INTERNAL_SERVER_ERROR, -10003, "Internal error");
    const NOT_JSON: Self = Self::new(StatusCode::BAD_REQUEST, -10011, "Invalid request");
    const BAD_PICTURE: Self = Self::new(StatusCode::BAD_REQUEST, -10003, "Parameter error: image");

    const fn new(status: StatusCode, err_code: i32, message: &'static str) -> Self {
        Self { status, err_code, message }
    }
}

/// An answer, and how it was asked for.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) stream: bool,
    include_usage: bool,
    text: String,
    prompt_tokens: usize,
}

#[derive(Deserialize)]
struct Request {
    #[serde(rename = "model")]
    _model: String,
    messages: Vec<Message>,
    #[serde(default)]
    stream: bool,
    #[serde(default)]
    stream_options: StreamOptions,
}

#[derive(Default, Deserialize)]
struct StreamOptions {
    #[serde(default)]
    include_usage: bool,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: Content,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part {
    Text { text: String },
    ImageUrl { image_url: ImageUrl },
}

#[derive(Deserialize)]
struct ImageUrl {
    url: String,
}

/// Reads a request and says what can be said without an AI.
///
/// # Errors
///
/// Whatever the real service would refuse: a body that is not the protocol's JSON, a picture that is none.
pub(super) fn to(body: &[u8], language: Language) -> Result<Answer, Refused> {
    let request: Request = serde_json::from_slice(body).map_err(|_| Refused::NOT_JSON)?;
    let asked = request.messages.iter().rfind(|message| message.role == "user").ok_or(Refused::NOT_JSON)?;
    let looks = pictures(&request.messages)?;
    Ok(Answer {
        stream: request.stream,
        include_usage: request.stream_options.include_usage,
        text: compose(&looks, &question(asked), language),
        // Four letters a token is the usual rule of thumb.
        prompt_tokens: body.len().min(4000) / 4,
    })
}

fn pictures(messages: &[Message]) -> Result<Vec<Look>, Refused> {
    let parts = messages.iter().filter_map(|message| match &message.content {
        Content::Parts(parts) => Some(parts),
        Content::Text(_) => None,
    });
    let urls = parts.flatten().filter_map(|part| match part {
        Part::ImageUrl { image_url } => Some(&image_url.url),
        Part::Text { .. } => None,
    });
    urls.map(|url| decode(url).ok_or(Refused::BAD_PICTURE)).collect()
}

fn decode(url: &str) -> Option<Look> {
    let encoded = url.strip_prefix("data:image/")?.split_once(";base64,")?.1;
    look(&STANDARD.decode(encoded).ok()?).ok()
}

fn question(message: &Message) -> String {
    let text: Vec<_> = match &message.content {
        Content::Text(text) => vec![text.as_str()],
        Content::Parts(parts) => parts.iter().filter_map(Part::text).collect(),
    };
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Part {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text { text } => Some(text),
            Self::ImageUrl { .. } => None,
        }
    }
}

fn compose(looks: &[Look], question: &str, language: Language) -> String {
    let say = |key: &str, values: &[(&str, &str)]| sentence(language, key, values);
    let mut text = match looks {
        [] => format!("**{}**\n\n", say("practice_no_picture", &[])),
        _ => format!("**{}**\n\n{}\n\n", say("practice_no_ai", &[]), say("practice_measured", &[])),
    };
    for look in looks {
        text.push_str(&measured(look, language));
    }
    if !question.is_empty() {
        text.push_str(&say("practice_question", &[("question", &literal(question))]));
        text.push_str("\n\n");
    }
    text.push_str(&say("practice_next", &[]));
    text
}

fn measured(look: &Look, language: Language) -> String {
    let say = |key: &str, values: &[(&str, &str)]| sentence(language, key, values);
    let (width, height) = (look.width.to_string(), look.height.to_string());
    let colors: Vec<_> = look
        .colors
        .iter()
        .map(|ColorShare { color, percent }| {
            let name = say(color_key(*color), &[]);
            say("practice_color_share", &[("color", &name), ("percent", &percent.to_string())])
        })
        .collect();
    let lines = [
        say("practice_size", &[("width", &width), ("height", &height)]),
        say("practice_format", &[("format", look.format.name())]),
        say("practice_colors", &[("colors", &colors.join(&say("practice_color_separator", &[])))]),
        say("practice_brightness", &[("brightness", &look.brightness.to_string())]),
    ];
    lines.iter().map(|line| format!("- {line}\n")).chain(["\n".to_owned()]).collect()
}

/// The user's words in an answer are their words, not Markdown, and not a page of them.
fn literal(question: &str) -> String {
    const MAX_CHARS: usize = 200;
    let cut = question.chars().count() > MAX_CHARS;
    let mut escaped = String::with_capacity(question.len() * 2);
    for letter in question.chars().take(MAX_CHARS) {
        if letter.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    if cut {
        escaped.push('…');
    }
    escaped
}

fn color_key(color: Color) -> &'static str {
    match color {
        Color::Red => "color_red",
        Color::Orange => "color_orange",
        Color::Yellow => "color_yellow",
        Color::Green => "color_green",
        Color::Teal => "color_teal",
        Color::Blue => "color_blue",
        Color::Purple => "color_purple",
        Color::Pink => "color_pink",
        Color::Brown => "color_brown",
        Color::Black => "color_black",
        Color::Gray => "color_gray",
        Color::White => "color_white",
    }
}

impl Answer {
    /// The whole answer as one JSON object.
    pub(super) fn completion(&self, model: &str) -> Value {
        json!({
            "id": "practice", "object": "chat.completion", "created": 0, "model": model,
            "choices": [{
                "index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": self.text},
            }],
            "usage": self.usage(),
        })
    }

    /// The answer as stream chunks, a word each.
    pub(super) fn chunks(&self, model: &str) -> Vec<Value> {
        let chunk = |delta: Value, finish_reason: Value| {
            json!({
                "id": "practice", "object": "chat.completion.chunk", "created": 0, "model": model,
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
            })
        };
        let mut chunks = vec![chunk(json!({"role": "assistant", "content": ""}), Value::Null)];
        chunks.extend(words(&self.text).map(|word| chunk(json!({"content": word}), Value::Null)));
        chunks.push(chunk(json!({}), json!("stop")));
        if self.include_usage {
            chunks.push(json!({
                "id": "practice", "object": "chat.completion.chunk", "created": 0, "model": model,
                "choices": [], "usage": self.usage(),
            }));
        }
        chunks
    }

    fn usage(&self) -> Value {
        let completion_tokens = words(&self.text).count();
        json!({
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": self.prompt_tokens + completion_tokens,
        })
    }
}

/// Words with the space behind them; in writing without spaces, two letters at a time.
fn words(text: &str) -> impl Iterator<Item = &str> {
    const LETTERS: usize = 2;
    text.split_inclusive(|letter: char| letter.is_whitespace()).flat_map(|word| {
        let step = if word.is_ascii() { usize::MAX } else { LETTERS };
        let starts: Vec<_> = word.char_indices().map(|(at, _)| at).step_by(step).collect();
        let ends: Vec<_> = starts.iter().skip(1).copied().chain([word.len()]).collect();
        starts.into_iter().zip(ends).map(move |(start, end)| &word[start..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(content: &Value) -> Vec<u8> {
        json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": content}]})
            .to_string()
            .into_bytes()
    }

    #[test]
    fn the_words_of_an_answer_are_the_answer() {
        for text in ["one two\n\n- three", "这是 一张图片，红色 34 %", "", " \n "] {
            assert_eq!(words(text).collect::<String>(), text);
        }
    }

    #[test]
    fn a_body_that_is_not_the_protocol_is_refused() {
        for body in [
            &b"not json"[..],
            b"{}",
            br#"{"model":"m","messages":[]}"#,
            br#"{"messages":[{"role":"user","content":"x"}]}"#,
        ] {
            assert_eq!(to(body, Language::English).unwrap_err(), Refused::NOT_JSON);
        }
    }

    #[test]
    fn a_picture_that_is_none_is_refused() {
        for url in
            ["data:image/png;base64,AAAA", "data:image/png;base64,%%%", "https://elsewhere.example/x.png"]
        {
            let body = request(&json!([{"type": "image_url", "image_url": {"url": url}}]));
            assert_eq!(to(&body, Language::English).unwrap_err(), Refused::BAD_PICTURE);
        }
    }

    #[test]
    fn the_question_is_repeated_as_letters_and_not_as_markdown() {
        let answer = to(&request(&json!("**bold** <b>")), Language::English).unwrap();
        assert!(answer.text.contains(r"\*\*bold\*\* \<b\>"), "{}", answer.text);
    }

    #[test]
    fn a_question_without_a_picture_is_not_answered_as_if_there_were_one() {
        let answer = to(&request(&json!("hello")), Language::SimplifiedChinese).unwrap();
        assert!(answer.text.starts_with(&format!(
            "**{}**",
            sentence(Language::SimplifiedChinese, "practice_no_picture", &[])
        )));
    }
}
