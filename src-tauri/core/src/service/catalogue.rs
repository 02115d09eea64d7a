//! The models a service offers, as it lists them: every field may be absent, empty or of another type than
//! documented. Knows no file.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::address::Base;
use super::asked::Asked;
use super::exchange::refusal;
use super::failure;
use super::http::Client;
use super::price::{Money, Price, per_million, per_token};
use super::redaction::Redaction;
use crate::credential::Key;
use crate::error::{Cause, Code, Failure};
use crate::settings::Language;

/// The longest catalogue that is read, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The most models that are kept.
const MAX_MODELS: usize = 10_000;
/// The longest id or name, and the longest description, in characters.
const MAX_NAME_CHARS: usize = 200;
const MAX_DESCRIPTION_CHARS: usize = 1000;

/// The models of one service, in its own order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Each id once.
    pub models: Vec<Model>,
}

/// One model, as far as its service says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Model {
    /// What a request calls it.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// A sentence about it, in English and in Chinese.
    pub description: Option<String>,
    /// The same in Chinese.
    pub description_zh: Option<String>,
    /// How many tokens a question and its answer can have together.
    pub context_tokens: Option<u64>,
    /// Whether the service says that it takes pictures. An inference where 302.AI is concerned.
    pub listed_as_seeing: Option<bool>,
    /// What it costs.
    pub price: Price,
}

impl Catalogue {
    /// Reads a service's list: an object whose `data` (or `models`) is one, or the list itself.
    #[must_use]
    pub fn read(body: &Value) -> Option<Self> {
        let list = body
            .as_array()
            .or_else(|| ["data", "models"].iter().find_map(|name| body.get(name)?.as_array()))?;
        let mut seen = BTreeSet::new();
        let models = list.iter().filter_map(Model::read).filter(|model| seen.insert(model.id.clone()));
        Some(Self { models: models.take(MAX_MODELS).collect() })
    }

    /// The model with this id, in upper or lower case.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&Model> {
        let exact = self.models.iter().find(|model| model.id == id);
        exact.or_else(|| self.models.iter().find(|model| model.id.eq_ignore_ascii_case(id)))
    }
}

impl Model {
    fn read(entry: &Value) -> Option<Self> {
        let fields = match entry {
            Value::String(id) => &Map::from_iter([("id".to_owned(), Value::from(id.as_str()))]),
            Value::Object(fields) => fields,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
        };
        let id = ["id", "model", "name"].iter().find_map(|name| text(fields.get(*name), MAX_NAME_CHARS))?;
        let description = |name: &str| text(fields.get(name), MAX_DESCRIPTION_CHARS);
        let context = ["context_length", "context_window", "max_context_length", "max_model_len"];
        Some(Self {
            name: text(fields.get("name"), MAX_NAME_CHARS).filter(|name| *name != id),
            description: description("description_en").or_else(|| description("description")),
            description_zh: description("description_en").and_then(|_| description("description")),
            context_tokens: context.iter().find_map(|name| whole(fields.get(*name)?)).filter(|n| *n > 0),
            listed_as_seeing: listed_as_seeing(fields),
            price: price(fields),
            id,
        })
    }
}

/// 302.AI's `is_moderated`; `OpenRouter`'s `architecture.input_modalities`.
fn listed_as_seeing(fields: &Map<String, Value>) -> Option<bool> {
    let modalities = fields.get("architecture").and_then(|about| about.get("input_modalities"));
    match modalities.and_then(Value::as_array) {
        Some(modalities) => Some(modalities.iter().any(|modality| modality == "image")),
        // What OpenRouter means by `is_moderated` stands elsewhere in its catalogue, and is something else.
        None => fields.get("is_moderated").and_then(Value::as_bool),
    }
}

/// 302.AI's `price`, for a million tokens; `OpenRouter`'s `pricing`, for one.
fn price(fields: &Map<String, Value>) -> Price {
    let read =
        |from: &str, name: &str, read: fn(&str) -> Option<u64>| read(&amount(fields.get(from)?.get(name)?)?);
    let request = |from: &str, name: &str| {
        let money = Money::read(&amount(fields.get(from)?.get(name)?)?)?;
        (money > Money::default()).then_some(money)
    };
    if fields.contains_key("price") {
        Price {
            question: read("price", "input_token", per_million),
            answer: read("price", "output_token", per_million),
            request: request("price", "per_request"),
        }
    } else {
        Price {
            question: read("pricing", "prompt", per_token),
            answer: read("pricing", "completion", per_token),
            request: request("pricing", "request"),
        }
    }
}

fn amount(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A text in one line, none when it is empty.
fn text(value: Option<&Value>, max_chars: usize) -> Option<String> {
    let words: Vec<_> = value?.as_str()?.split_whitespace().collect();
    let text: String =
        words.join(" ").chars().filter(|letter| !letter.is_control()).take(max_chars).collect();
    (!text.is_empty()).then_some(text)
}

/// Asks a service for its models. It costs nothing.
///
/// # Errors
/// As a question would fail; `protocol` or `wrong_address` when what comes is no catalogue.
pub async fn fetch(client: &Client, base: &Base, key: Option<&Key>) -> Result<Catalogue, Failure> {
    let redaction = key.map(|key| Redaction::of_key(key.expose())).unwrap_or_default();
    let asked =
        Asked { model: String::new(), n: 1, pictures_sent: 0, language: Language::default(), redaction };
    let listed = async {
        let mut url = base.endpoint("models");
        if base.is_302() {
            url.set_query(Some("llm=1"));
        }
        let mut response = client.get(base, url, key).await.map_err(|none| none.failure)?;
        if !response.status().is_success() {
            return Err(refusal(response, &asked, client.timers()).await);
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| Failure::new(Code::CutOff))? {
            if body.len() + piece.len() > MAX_BYTES {
                return Err(Code::TooLong.into());
            }
            body.extend_from_slice(&piece);
        }
        let body = asked.redaction.without_key(&String::from_utf8_lossy(&body));
        let catalogue = serde_json::from_str(&body).ok().and_then(|body| Catalogue::read(&body));
        catalogue.ok_or_else(|| failure::from_other(&body, &asked))
    };
    match timeout(client.timers().catalogue, listed).await {
        Ok(listed) => listed,
        Err(_) => Err(Failure { cause: Some(Cause::Timeout), ..Failure::new(Code::Unreachable) }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_of_302_is_read() {
        let entry = json!({"id": "llama3.2-90b", "name": "Llama3.2-90B", "object": "model", "category": "开源模型",
            "context_length": 131_072, "max_completion_tokens": 0, "description": "Meta最新多模态模型",
            "description_en": "Meta Latest Multi-Modal Model", "capabilities": [], "is_moderated": true,
            "price": {"input_token": "$2.000 / M tokens", "output_token": "$2.000 / M tokens", "per_request": "$0.000"}});
        let catalogue = Catalogue::read(&json!({"object": "list", "data": [entry]})).unwrap();
        let expected = Model {
            id: "llama3.2-90b".into(),
            name: Some("Llama3.2-90B".into()),
            description: Some("Meta Latest Multi-Modal Model".into()),
            description_zh: Some("Meta最新多模态模型".into()),
            context_tokens: Some(131_072),
            listed_as_seeing: Some(true),
            price: Price { question: Some(2_000_000), answer: Some(2_000_000), request: None },
        };
        assert_eq!(catalogue.models, [expected]);
    }

    #[test]
    fn every_field_may_be_absent_or_odd() {
        let body = json!({"data": [{"id": "gpt-4o", "object": "model"}, {"id": "gpt-4o"}, {"id": ""}, {"id": 7}, null, [],
            "plain", {"name": "only a name"},
            {"id": "odd", "context_length": "8192", "is_moderated": "yes", "price": "free", "name": {}, "description": " a\n b "},
            {"id": "zero", "context_length": 0, "price": {"input_token": 0.5, "output_token": null}}]});
        let catalogue = Catalogue::read(&body).unwrap();
        let ids: Vec<_> = catalogue.models.iter().map(|model| &*model.id).collect();
        assert_eq!(ids, ["gpt-4o", "plain", "only a name", "odd", "zero"]);
        let odd = catalogue.model("ODD").unwrap();
        assert_eq!(
            (odd.context_tokens, odd.listed_as_seeing, odd.price.is_known()),
            (Some(8192), None, false)
        );
        assert_eq!(odd.description.as_deref(), Some("a b"));
        let zero = catalogue.model("zero").unwrap();
        assert_eq!(
            (zero.context_tokens, zero.price.question, zero.price.answer),
            (None, Some(500_000), None)
        );
        assert_eq!(Catalogue::read(&json!({"error": "no"})), None);
        assert_eq!(Catalogue::read(&json!([])), Some(Catalogue::default()));
    }

    #[test]
    fn other_services_catalogues_are_read() {
        let router = json!({"data": [{"id": "meta-llama/llama-3.2-90b-vision-instruct", "context_length": 131_072,
            "architecture": {"input_modalities": ["text", "image"]}, "is_moderated": false,
            "pricing": {"prompt": "0.00000035", "completion": "0.0000004", "request": "0"}}]});
        let [model] = &Catalogue::read(&router).unwrap().models[..] else { panic!("one model") };
        assert_eq!(model.listed_as_seeing, Some(true));
        assert_eq!(model.price, Price { question: Some(350_000), answer: Some(400_000), request: None });
        let ollama = json!({"models": [{"name": "llama3.2-vision:11b", "model": "llama3.2-vision:11b"}]});
        assert_eq!(Catalogue::read(&ollama).unwrap().models[0].id, "llama3.2-vision:11b");
    }
}
