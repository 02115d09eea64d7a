//! A service that says the key back wherever it can: in answers, errors, headers and pages; as it is, URL-encoded
//! and in base64. What the app shows, keeps and copies must not hold it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::request::Request;
use crate::script::Script;

/// What it does for a request, whatever key that carries. A question that holds one of the words `refuse`,
/// `break` or `page` gets an error, half an answer or a page of HTML, by the last of them; any other a whole answer.
#[must_use]
pub fn respond(request: &Request) -> Script {
    let authorization = request.header("authorization").unwrap_or_default();
    let key = authorization.strip_prefix("Bearer ").unwrap_or(authorization);
    let echo = forms(key).join(" and ");
    if request.method == "GET" {
        return Script::json(200, &json!({"object": "list", "data": [], "for": echo}));
    }
    match last_word(&request.json()) {
        Some("refuse") => whole(400, "application/json", key, &error(&echo).to_string()),
        Some("page") => {
            whole(502, "text/html", key, &format!("<!doctype html><title>{key}</title><p>{echo}</p>"))
        }
        Some(_) => streamed(key, &echo).chunk(format!("data: {}\n\n", error(&echo))).last_chunk(),
        None => streamed(key, &echo)
            .chunk(chunk(&json!({}), Some("stop")))
            .chunk("data: [DONE]\n\n")
            .last_chunk()
            .keep_alive(),
    }
}

/// The key in the forms that logs, proxies and debugging pages give it.
fn forms(key: &str) -> Vec<String> {
    let encoded: String = key
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    vec![
        key.to_owned(),
        encoded,
        STANDARD.encode(key),
        STANDARD.encode(format!("Bearer {key}")),
        STANDARD.encode(format!("k:{key}")),
        URL_SAFE_NO_PAD.encode(format!("ab{key}")),
    ]
}

/// The head of a stream and a text that says the key back, in pieces of three letters.
fn streamed(key: &str, echo: &str) -> Script {
    let head =
        [("content-type", "text/event-stream"), ("transfer-encoding", "chunked"), ("x-request-id", key)];
    let text = format!("Your key is {echo}, and that is all.");
    let letters: Vec<_> = text.chars().collect();
    letters.chunks(3).fold(Script::new().head(200, &head), |script, piece| {
        script.chunk(chunk(&json!({"content": piece.iter().collect::<String>()}), None))
    })
}

fn whole(status: u16, media_type: &str, key: &str, body: &str) -> Script {
    let length = body.len().to_string();
    Script::new()
        .head(status, &[("content-type", media_type), ("content-length", &length), ("x-api-key", key)])
        .bytes(body)
        .keep_alive()
}

fn error(echo: &str) -> Value {
    json!({"error": {"err_code": -10009, "message": format!("Parameter error for {echo}"), "param": echo,
        "type": "invalid_request_error", "debug": {"authorization": echo}}})
}

fn chunk(delta: &Value, finish_reason: Option<&str>) -> String {
    let choice = json!({"index": 0, "delta": delta, "finish_reason": finish_reason});
    format!("data: {}\n\n", json!({"id": "chat-1", "object": "chat.completion.chunk", "choices": [choice]}))
}

/// Which of the words stands last in the last message: it may hold earlier questions too, that had no answer.
fn last_word(body: &Value) -> Option<&'static str> {
    let content =
        body["messages"].as_array().and_then(|messages| messages.last()).map(|last| &last["content"])?;
    let parts = content.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts: Vec<_> =
        parts.iter().filter_map(|part| part["text"].as_str()).chain(content.as_str()).collect();
    let question = texts.join(" ");
    let found =
        ["refuse", "page", "break"].into_iter().filter_map(|word| Some((question.rfind(word)?, word)));
    found.max().map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_asked_for_last_counts() {
        let of = |text: &str| last_word(&json!({"messages": [{"role": "user", "content": text}]}));
        assert_eq!(of("Now refuse it\n\nNow page it"), Some("page"));
        assert_eq!(of("Say it back"), None);
    }

    #[test]
    fn a_key_with_signs_has_six_different_forms() {
        let mut forms = forms("sk-a/key+with=signs");
        assert!(forms.contains(&"sk-a%2Fkey%2Bwith%3Dsigns".into()), "{forms:?}");
        forms.sort();
        forms.dedup();
        assert_eq!(forms.len(), 6);
    }
}
