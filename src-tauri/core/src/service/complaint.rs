//! What a service complains about, whatever shape it gives the complaint. Draws no conclusion.

use serde_json::{Map, Value};

use crate::settings::Language;

/// How deep complaints are wrapped in one another at most: relays put a service's body into a message.
const MAX_DEPTH: u8 = 8;

/// A complaint, gathered from all the places where services put its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// 302.AI's number, which is negative.
    pub(crate) err_code: Option<i64>,
    /// A code that is an HTTP status, when the response's own says nothing.
    pub(crate) status: Option<u16>,
    /// The words for machines: codes and types, in small letters.
    pub(crate) words: Vec<String>,
    /// The field complained about.
    pub(crate) param: Option<String>,
    message: Option<String>,
    message_cn: Option<String>,
    message_jp: Option<String>,
}

impl Complaint {
    /// Reads an error object, a body that holds one, or a body that is one.
    pub(crate) fn read(value: &Value) -> Self {
        let mut complaint = Self::default();
        complaint.gather(value, MAX_DEPTH);
        complaint
    }

    /// Takes a sentence as it is.
    pub(crate) fn plain(message: &str) -> Self {
        let mut complaint = Self::default();
        keep_first(&mut complaint.message, message);
        complaint
    }

    /// Whether there is anything to complain about.
    pub(crate) fn says_something(&self) -> bool {
        self.err_code.is_some() || self.any_message().is_some()
    }

    /// The sentence, in the user's language where there is one.
    pub(crate) fn message(&self, language: Language) -> Option<&str> {
        match language {
            Language::English => self.any_message(),
            Language::SimplifiedChinese => self.message_cn.as_deref().or(self.any_message()),
        }
    }

    /// Everything said, in small letters, to look for words in.
    pub(crate) fn text(&self) -> String {
        let messages = [&self.message, &self.message_cn].into_iter().flatten();
        let all: Vec<&str> = self.words.iter().chain(messages).map(String::as_str).collect();
        all.join("\n").to_lowercase()
    }

    fn any_message(&self) -> Option<&str> {
        let [first, second, third] = [&self.message, &self.message_cn, &self.message_jp];
        first.as_deref().or(second.as_deref()).or(third.as_deref())
    }

    fn gather(&mut self, value: &Value, depth: u8) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            Value::String(text) => self.gather_text(text, depth),
            Value::Array(list) => list.first().into_iter().for_each(|first| self.gather(first, depth)),
            Value::Object(fields) => self.gather_fields(fields, depth),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn gather_text(&mut self, text: &str, depth: u8) {
        let text = text.trim();
        if text.starts_with('{')
            && let Ok(inner) = serde_json::from_str::<Value>(text)
        {
            self.gather(&inner, depth);
        }
        keep_first(&mut self.message, text);
    }

    /// What is wrapped deepest is nearest to the cause: it comes first.
    fn gather_fields(&mut self, fields: &Map<String, Value>, depth: u8) {
        const MESSAGES: [&str; 8] =
            ["error", "message", "msg", "error_msg", "error_message", "errmsg", "err", "detail"];
        for name in MESSAGES {
            fields.get(name).into_iter().for_each(|value| self.gather(value, depth));
        }
        for name in ["err_code", "code", "error_code", "status", "type"] {
            fields.get(name).into_iter().for_each(|value| self.gather_code(name, value));
        }
        for (name, place) in [("message_cn", &mut self.message_cn), ("message_jp", &mut self.message_jp)] {
            keep_first(place, fields.get(name).and_then(Value::as_str).unwrap_or_default());
        }
        let location = fields.get("loc").and_then(Value::as_array).and_then(|names| names.last());
        let param = fields.get("param").or(location).and_then(Value::as_str);
        keep_first(&mut self.param, param.unwrap_or_default());
    }

    fn gather_code(&mut self, name: &str, value: &Value) {
        let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
        match (number, value.as_str()) {
            (Some(number), _) if name == "err_code" && number != 0 => {
                self.err_code.get_or_insert(-number.abs());
            }
            (Some(number @ ..0), _) => {
                self.err_code.get_or_insert(number);
            }
            (Some(number @ 400..=599), _) => {
                self.status = self.status.or(u16::try_from(number).ok());
            }
            (None, Some(word)) => self.words.push(word.to_lowercase()),
            (Some(_), _) | (None, None) => {}
        }
    }
}

fn keep_first(place: &mut Option<String>, text: &str) {
    let text = text.trim();
    if place.is_none() && !text.is_empty() {
        *place = Some(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Complaint {
        Complaint::read(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn the_err_code_is_found_at_every_place_as_number_or_string() {
        for json in [
            r#"{"error":{"err_code":-10004,"message":"m"}}"#,
            r#"{"error":{"err_code":"-10004","message":"m"}}"#,
            r#"{"error":{"code":-10004,"message":"m"}}"#,
            r#"{"error":{"code":"-10004","message":"m"}}"#,
            r#"{"err_code":-10004,"message":"m"}"#,
            r#"{"code":-10004,"msg":"m"}"#,
            r#"{"err_code":10004,"message":"m"}"#,
            r#"{"error":{"message":"{\"error\":{\"err_code\":-10004,\"message\":\"m\"}}"}}"#,
            r#"[{"error":{"err_code":-10004,"message":"m"}}]"#,
        ] {
            let complaint = read(json);
            assert_eq!(
                (complaint.err_code, complaint.message(Language::English)),
                (Some(-10004), Some("m")),
                "{json}"
            );
        }
    }

    #[test]
    fn the_sentence_is_found_under_every_name() {
        for json in [
            r#"{"error":"m"}"#,
            r#"{"error":{"message":"m"}}"#,
            r#"{"message":"m"}"#,
            r#"{"msg":"m"}"#,
            r#"{"err":"m"}"#,
            r#"{"error_msg":"m"}"#,
            r#"{"detail":"m"}"#,
            r#"{"detail":{"error":{"msg":"m"}}}"#,
            r#"{"detail":[{"loc":["body","temperature"],"msg":"m"},{"msg":"other"}]}"#,
        ] {
            assert_eq!(read(json).message(Language::English), Some("m"), "{json}");
        }
    }

    #[test]
    fn the_sentence_is_in_the_users_language_where_there_is_one() {
        let all = read(r#"{"error":{"message":"en","message_cn":"中文","message_jp":"日本語"}}"#);
        assert_eq!(all.message(Language::English), Some("en"));
        assert_eq!(all.message(Language::SimplifiedChinese), Some("中文"));
        let empty = read(r#"{"error":{"message":"en","message_cn":" "}}"#);
        assert_eq!(empty.message(Language::SimplifiedChinese), Some("en"));
        assert_eq!(read(r#"{"message_jp":"日本語"}"#).message(Language::English), Some("日本語"));
    }

    #[test]
    fn the_field_is_found_under_param_and_in_a_location() {
        assert_eq!(
            read(r#"{"error":{"message":"m","param":"max_tokens"}}"#).param.as_deref(),
            Some("max_tokens")
        );
        let listed = read(r#"{"detail":[{"loc":["body","temperature"],"msg":"m"}]}"#);
        assert_eq!(listed.param.as_deref(), Some("temperature"));
    }

    #[test]
    fn json_that_complains_about_nothing_says_nothing() {
        for json in ["null", "7", "[]", "{}", r#"{"type":"ping"}"#, r#"{"error":null,"message":" "}"#] {
            assert!(!read(json).says_something(), "{json}");
        }
    }

    #[test]
    fn wrapping_without_end_is_not_followed() {
        let deep = format!("{}\"m\"{}", "{\"error\":".repeat(50), "}".repeat(50));
        assert!(!read(&deep).says_something());
    }
}
