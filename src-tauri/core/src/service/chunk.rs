//! A chunk of a stream, or a whole answer, as services really write them: any field may be absent, `null` or of
//! another type than documented. Knows nothing of what came before.

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess};
use serde_json::Value;

use super::lenient::{Fields, FromAny, Lenient, Number, Object, Text};
use crate::event::Usage;

/// A chunk, or a whole answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chunk<'a> {
    #[serde(borrow)]
    object: Lenient<Text<'a>>,
    model: Lenient<Text<'a>>,
    /// Some when the key is there, also with `null`.
    #[serde(deserialize_with = "named")]
    choices: Option<Choices<'a>>,
    usage: Object<Tokens>,
    error: Value,
}

/// The part of a chunk that belongs to one answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice<'a> {
    index: Lenient<Number>,
    #[serde(borrow)]
    delta: Object<Message<'a>>,
    /// Rare in a stream, and not to be carried around in each choice.
    message: Object<Box<Message<'a>>>,
    text: Lenient<Text<'a>>,
    finish_reason: Lenient<Text<'a>>,
    error: Value,
}

/// What is said, in pieces or whole.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Message<'a> {
    #[serde(borrow)]
    content: Lenient<Text<'a>>,
    reasoning_content: Lenient<Text<'a>>,
    reasoning: Lenient<Text<'a>>,
    refusal: Lenient<Text<'a>>,
}

/// What a message's letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Said {
    /// The answer, with whatever reasoning a service left in it.
    #[default]
    Content,
    /// The reasoning before it.
    Reasoning,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tokens {
    #[serde(rename = "prompt_tokens")]
    prompt: Lenient<Number>,
    #[serde(rename = "completion_tokens")]
    completion: Lenient<Number>,
    #[serde(rename = "total_tokens")]
    total: Lenient<Number>,
    #[serde(rename = "input_tokens")]
    input: Lenient<Number>,
    #[serde(rename = "output_tokens")]
    output: Lenient<Number>,
}

impl<'a> Chunk<'a> {
    /// Reads one JSON text. What is JSON but no object is a chunk without anything.
    ///
    /// # Errors
    /// When it is no JSON.
    pub(crate) fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        let object = match serde_json::from_str::<Object<Self>>(json) {
            // A key that stands twice is not broken JSON: the last one counts.
            Err(error) if error.is_data() => Object::deserialize(serde_json::from_str::<Value>(json)?),
            parsed => parsed,
        };
        object.map(|Lenient(chunk)| chunk.0.unwrap_or_default())
    }

    /// Whether this is of the protocol at all, and not just some JSON.
    pub(crate) fn is_of_the_protocol(&self) -> bool {
        self.choices.is_some() || self.usage().is_some() || self.object.0.0.contains("completion")
    }

    /// The model's name; empty when it is not said.
    pub(crate) fn model(&self) -> &str {
        self.model.0.0.trim()
    }

    /// The parts, one an answer.
    pub(crate) fn choices(&self) -> &[Choice<'a>] {
        self.choices.as_ref().map_or(&[], |choices| &choices.0)
    }

    /// The tokens, when any were counted.
    pub(crate) fn usage(&self) -> Option<Usage> {
        let tokens = self.usage.0.0.as_ref()?;
        let prompt = tokens.prompt.0.0.or(tokens.input.0.0);
        let completion = tokens.completion.0.0.or(tokens.output.0.0);
        let total = tokens.total.0.0;
        prompt.or(completion).or(total)?;
        let (prompt_tokens, completion_tokens) = (prompt.unwrap_or(0), completion.unwrap_or(0));
        let total_tokens = total.unwrap_or(prompt_tokens.saturating_add(completion_tokens));
        Some(Usage { prompt_tokens, completion_tokens, total_tokens })
    }

    /// The letters this adds to one answer, when that is all it says.
    pub(crate) fn only_addition(&self) -> Option<(u64, Said, &str)> {
        let [choice] = self.choices() else { return None };
        let delta = choice.delta()?;
        let is_all = choice.finish_reason().is_empty()
            && choice.text().is_empty()
            && delta.refusal().is_empty()
            && self.usage.0.0.is_none()
            && self.error().is_none();
        let (kind, letters) = match (delta.content(), delta.reasoning()) {
            (content, "") => (Said::Content, content),
            ("", reasoning) => (Said::Reasoning, reasoning),
            _ => return None,
        };
        (is_all && !letters.is_empty()).then(|| (choice.answer(0), kind, letters))
    }

    /// The error that stands beside the choices, or within one.
    pub(crate) fn error(&self) -> Option<&Value> {
        let within = self.choices().iter().map(|choice| &choice.error);
        std::iter::once(&self.error).chain(within).find(|error| says_something(error))
    }
}

impl<'a> Choice<'a> {
    /// Which answer it belongs to: what it says, or else its place among the choices.
    pub(crate) fn answer(&self, place: usize) -> u64 {
        self.index.0.0.unwrap_or(place as u64)
    }

    /// What is new.
    pub(crate) fn delta(&self) -> Option<&Message<'a>> {
        self.delta.0.0.as_ref().filter(|delta| !delta.is_empty())
    }

    /// What is said as a whole; some services write pieces under this name.
    pub(crate) fn message(&self) -> Option<&Message<'a>> {
        self.message.0.0.as_deref().filter(|message| !message.is_empty())
    }

    /// Whether it is written as a whole answer is, and not as a piece of one.
    pub(crate) fn is_whole(&self) -> bool {
        self.delta.0.0.is_none()
    }

    /// What is new, as the older completions write it.
    pub(crate) fn text(&self) -> &str {
        &self.text.0.0
    }

    /// Why the answer ended; empty while it goes on.
    pub(crate) fn finish_reason(&self) -> &str {
        self.finish_reason.0.0.trim()
    }
}

impl Message<'_> {
    /// The answer's text.
    pub(crate) fn content(&self) -> &str {
        &self.content.0.0
    }

    /// The reasoning, under either name. Some services send it under both.
    pub(crate) fn reasoning(&self) -> &str {
        let first: &str = &self.reasoning_content.0.0;
        if first.is_empty() { &self.reasoning.0.0 } else { first }
    }

    /// The text in which the model declines.
    pub(crate) fn refusal(&self) -> &str {
        &self.refusal.0.0
    }

    fn is_empty(&self) -> bool {
        self.content().is_empty() && self.reasoning().is_empty() && self.refusal().is_empty()
    }
}

/// `null`, `false`, `0`, `""`, `[]` and `{}` say that there is no error.
fn says_something(error: &Value) -> bool {
    match error {
        Value::Null => false,
        Value::Bool(there) => *there,
        Value::Number(code) => code.as_i64() != Some(0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

/// An array of choices, or none.
#[derive(Debug, Default)]
struct Choices<'a>(Vec<Choice<'a>>);

impl<'de: 'a, 'a> FromAny<'de> for Choices<'a> {
    fn from_array<S: SeqAccess<'de>>(mut array: S) -> Result<Self, S::Error> {
        let mut choices = Vec::with_capacity(1);
        while let Some(Lenient(Fields(choice))) = array.next_element()? {
            choices.push(choice.unwrap_or_default());
        }
        Ok(Self(choices))
    }
}

fn named<'de, T: FromAny<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Lenient::deserialize(from).map(|Lenient(value)| Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(json: &str) -> String {
        let chunk = Chunk::parse(json).unwrap();
        chunk.choices()[0].delta().map(|delta| delta.content().to_owned()).unwrap_or_default()
    }

    fn usage(json: &str) -> Option<[u64; 3]> {
        let usage = Chunk::parse(json).unwrap().usage()?;
        Some([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens])
    }

    #[test]
    fn content_is_a_string_or_the_text_parts_of_an_array() {
        assert_eq!(content(r#"{"choices":[{"delta":{"content":"Hel\u006co"}}]}"#), "Hello");
        assert_eq!(content(r#"{"choices":[{"delta":{"content":null}}]}"#), "");
        let parts =
            r#"[{"type":"text","text":"a"},{"type":"image_url","image_url":{}},"b",{"text":"c"},null]"#;
        assert_eq!(content(&format!(r#"{{"choices":[{{"delta":{{"content":{parts}}}}}]}}"#)), "abc");
        assert_eq!(content(r#"{"choices":[{"delta":{"content":{"thinking":true}}}]}"#), "");
        assert_eq!(content(r#"{"choices":[{"delta":{"content":42}}]}"#), "42");
    }

    #[test]
    fn fields_of_the_wrong_type_count_as_absent() {
        for json in [
            "[]",
            "7",
            "\"x\"",
            "null",
            r#"{"choices":7}"#,
            r#"{"choices":{}}"#,
            r#"{"model":{},"choices":[],"usage":"none"}"#,
        ] {
            assert!(Chunk::parse(json).unwrap().choices().is_empty(), "{json}");
        }
        for choice in ["null", "7", "{}", r#"{"delta":null}"#, r#"{"delta":[],"message":"x","index":[]}"#] {
            let json = format!(r#"{{"choices":[{choice}]}}"#);
            let chunk = Chunk::parse(&json).unwrap();
            let [choice] = chunk.choices() else { panic!("{json}") };
            assert!(
                choice.delta().is_none() && choice.message().is_none() && choice.answer(0) == 0,
                "{json}"
            );
        }
    }

    #[test]
    fn choices_named_with_null_are_of_the_protocol_and_other_json_is_not() {
        assert!(Chunk::parse(r#"{"choices":null}"#).unwrap().is_of_the_protocol());
        assert!(Chunk::parse(r#"{"object":"chat.completion.chunk"}"#).unwrap().is_of_the_protocol());
        assert!(!Chunk::parse(r#"{"hello":"world"}"#).unwrap().is_of_the_protocol());
        assert!(!Chunk::parse("[1]").unwrap().is_of_the_protocol());
    }

    #[test]
    fn a_key_that_stands_twice_counts_as_it_stands_last() {
        assert_eq!(content(r#"{"choices":[{"delta":{"content":"a","content":"b"}}]}"#), "b");
    }

    #[test]
    fn broken_json_is_an_error() {
        assert!(Chunk::parse(r#"{"choices":["#).unwrap_err().is_eof());
        assert!(Chunk::parse(r#"{"choices":]}"#).unwrap_err().is_syntax());
    }

    #[test]
    fn tokens_are_numbers_strings_or_reals_under_either_name() {
        assert_eq!(
            usage(r#"{"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":12}}"#),
            Some([9, 2, 12])
        );
        assert_eq!(usage(r#"{"usage":{"prompt_tokens":"9","completion_tokens":2.0}}"#), Some([9, 2, 11]));
        assert_eq!(usage(r#"{"usage":{"input_tokens":3,"output_tokens":-4}}"#), Some([3, 0, 3]));
        assert_eq!(usage(r#"{"usage":null}"#), None);
        assert_eq!(usage(r#"{"usage":{}}"#), None);
    }

    #[test]
    fn an_error_that_says_nothing_is_none() {
        for nothing in ["null", "false", "0", "\"\"", "[]", "{}"] {
            let json = format!(r#"{{"choices":[],"error":{nothing}}}"#);
            assert!(Chunk::parse(&json).unwrap().error().is_none(), "{json}");
        }
        let within = r#"{"choices":[{"delta":{},"error":{"code":502}}]}"#;
        assert!(Chunk::parse(within).unwrap().error().is_some());
    }
}
