//! A polite chat service: one key, one catalogue, and answers that say what the question carried.
//!
//! The window's journeys talk to it, and so can anybody who wants to see the app without an account.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::request::Request;
use crate::script::Script;

/// What the service is like.
#[derive(Clone, Debug)]
pub struct Chat {
    /// The one key it knows.
    pub key: String,
    /// Between two pieces of an answer.
    pub delay: Duration,
}

impl Chat {
    /// What it does for a request. `/v1/models` and `/v1/chat/completions` want the key.
    #[must_use]
    pub fn respond(&self, request: &Request) -> Script {
        if request.header("authorization") != Some(&format!("Bearer {}", self.key)) {
            return wrong_key();
        }
        let path = request.target.split('?').next().unwrap_or_default();
        match (request.method.as_str(), path) {
            ("GET", "/v1/models") => Script::json(200, &catalogue()),
            ("POST", "/v1/chat/completions") => self.answer(&request.json()),
            _ => Script::json(
                404,
                &json!({"error": {"message": "no such path", "type": "invalid_request_error"}}),
            ),
        }
    }

    fn answer(&self, body: &Value) -> Script {
        let text = answer_text(body);
        let usage = json!({"prompt_tokens": 1617, "completion_tokens": 64, "total_tokens": 1681});
        if body["stream"] != true {
            return Script::json(
                200,
                &json!({"id": "chat-1", "object": "chat.completion", "created": 1, "model": body["model"],
                    "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
                    "usage": usage}),
            );
        }
        let mut script =
            Script::stream().chunk(chunk(body, &json!({"role": "assistant", "content": ""}), None));
        for piece in text.split_inclusive(' ') {
            script = script.pause(self.delay).chunk(chunk(body, &json!({ "content": piece }), None));
        }
        script = script.chunk(chunk(body, &json!({}), Some("stop")));
        if body["stream_options"]["include_usage"] == true {
            let last = json!({"object": "chat.completion.chunk", "model": body["model"], "choices": [], "usage": usage});
            script = script.chunk(format!("data: {last}\n\n"));
        }
        script.chunk("data: [DONE]\n\n").last_chunk().keep_alive()
    }
}

fn wrong_key() -> Script {
    Script::json(
        401,
        &json!({"error": {"err_code": -10002, "message": "The API Key is disabled or does not exist",
            "message_cn": "该 API Key 已被禁用或不存在", "message_jp": "この API キーは無効か、存在しません",
            "type": "api_error"}}),
    )
}

fn catalogue() -> Value {
    let entry = |id: &str, sees: bool| json!({"id": id, "object": "model", "is_moderated": sees});
    json!({"object": "list", "data": [entry("llama3.2-90b", true), entry("llama3.2-11b", true), entry("gpt-4o", true),
        entry("deepseek-chat", false)]})
}

fn chunk(body: &Value, delta: &Value, finish_reason: Option<&str>) -> String {
    let chunk = json!({"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"],
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]});
    format!("data: {chunk}\n\n")
}

/// Markdown of several kinds, that names the messages and the pictures the question came with.
fn answer_text(body: &Value) -> String {
    let messages = body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let parts = messages.iter().filter_map(|message| message["content"].as_array()).flatten();
    let pictures: Vec<_> = parts.filter_map(|part| part["image_url"]["url"].as_str()).map(describe).collect();
    let rows: Vec<_> = pictures
        .iter()
        .enumerate()
        .map(|(index, picture)| format!("| {} | {picture} |\n", index + 1))
        .collect();
    format!(
        "## What arrived\n\nThe question came with **{} message(s)** and **{} picture(s)**.\n\n\
         | picture | what was sent |\n|---|---|\n{}\n- It was read *piece by piece*.\n- Nothing was kept.\n\n\
         ```text\n{}\n```\n\nThat is the whole answer.",
        messages.len(),
        pictures.len(),
        rows.concat(),
        last_question(messages),
    )
}

fn last_question(messages: &[Value]) -> String {
    let Some(content) = messages.last().map(|message| &message["content"]) else { return String::new() };
    let parts = content.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts: Vec<_> =
        parts.iter().filter_map(|part| part["text"].as_str()).chain(content.as_str()).collect();
    texts.join(" ")
}

/// `image/png, 640 × 480` for a data URL of a PNG or JPEG.
fn describe(url: &str) -> String {
    let Some((media_type, data)) = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"))
    else {
        return "not a data URL".into();
    };
    let Ok(bytes) = STANDARD.decode(data) else { return format!("{media_type}, not base64") };
    match png_size(&bytes).or_else(|| jpeg_size(&bytes)) {
        Some((width, height)) => format!("{media_type}, {width} × {height}"),
        None => format!("{media_type}, {} bytes", bytes.len()),
    }
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(12..16)? == b"IHDR" { Some((number(16)?, number(20)?)) } else { None }
}

/// Walks the segments up to the first frame header (ITU-T T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = bytes.starts_with(&[0xff, 0xd8]).then_some(2)?;
    loop {
        match *bytes.get(at + 1)? {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((number(at + 7)?.into(), number(at + 5)?.into()));
            }
            _ => at += 2 + usize::from(number(at + 2)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_the_question_carried() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 2, 128, 0, 0, 1, 224]);
        let url = format!("data:image/png;base64,{}", STANDARD.encode(png));
        let body = json!({"messages": [{"role": "user", "content": [
            {"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": url}}]}]});
        let text = answer_text(&body);
        assert!(text.contains("1 message(s)") && text.contains("1 picture(s)"), "{text}");
        assert!(text.contains("image/png, 640 × 480") && text.contains("What is this?"), "{text}");
    }

    #[test]
    fn the_size_of_a_jpeg_is_in_its_first_frame_header() {
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0];
        assert_eq!(jpeg_size(&jpeg), Some((64, 48)));
    }
}
