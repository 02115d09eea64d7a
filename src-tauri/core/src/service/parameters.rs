//! The optional fields of a question: what the user set, checked before anything is sent.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::families::Family;
use super::models::Field;
use crate::error::{Code, Failure};

/// What the user set; what is none is not sent, and the service's default holds. Ranges are those of 302.AI's
/// page of the chat API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// How freely the model chooses, 0 to 2.
    pub temperature: Option<f64>,
    /// The share of likely words it chooses from, 0 to 1.
    pub top_p: Option<f64>,
    /// Answers to one question, 1 to 128.
    pub n: Option<u32>,
    /// Whether the answer comes while it is written; it does unless this says no.
    pub stream: Option<bool>,
    /// Where an answer is to end.
    pub stop: Option<Stop>,
    /// The length limit, in tokens, at least 1.
    pub max_tokens: Option<u64>,
    /// The same as newer models call it.
    pub max_completion_tokens: Option<u64>,
    /// −2 to 2.
    pub presence_penalty: Option<f64>,
    /// −2 to 2.
    pub frequency_penalty: Option<f64>,
    /// Token ids (digits) and how much more likely each becomes, −100 to 100.
    pub logit_bias: Option<BTreeMap<String, f64>>,
    /// An opaque id of the end user.
    pub user: Option<String>,
    /// How closely pictures are looked at.
    pub detail: Option<Detail>,
    /// Whether a stream tells its tokens at the end; it does unless this says no.
    pub include_usage: Option<bool>,
}

/// Texts an answer ends before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stop {
    /// One.
    One(String),
    /// One to four.
    Several(Vec<String>),
}

/// How closely pictures are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// As the service decides.
    Auto,
    /// Small and cheap.
    Low,
    /// In full.
    High,
}

impl Parameters {
    /// Sets the field with this name, as the request calls it, from its JSON. `null` is the service's default.
    ///
    /// # Errors
    /// `bad_request` naming the field, when there is no such field or the value is none it can have.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), Failure> {
        match name {
            "temperature" => self.temperature = read(name, value)?,
            "top_p" => self.top_p = read(name, value)?,
            "n" => self.n = read(name, value)?,
            "stream" => self.stream = read(name, value)?,
            "stop" => self.stop = read(name, value)?,
            "max_tokens" => self.max_tokens = read(name, value)?,
            "max_completion_tokens" => self.max_completion_tokens = read(name, value)?,
            "presence_penalty" => self.presence_penalty = read(name, value)?,
            "frequency_penalty" => self.frequency_penalty = read(name, value)?,
            "logit_bias" => self.logit_bias = read(name, value)?,
            "user" => self.user = read(name, value)?,
            "detail" => self.detail = read(name, value)?,
            "include_usage" => self.include_usage = read(name, value)?,
            "stream_options" => {
                let options: Option<BTreeMap<String, bool>> = read(name, value)?;
                self.include_usage = options.and_then(|options| options.get("include_usage").copied());
            }
            _ => return Err(refused(name)),
        }
        self.check()
    }

    /// Whether every field is within its range.
    ///
    /// # Errors
    /// `bad_request` naming the first that is not.
    pub fn check(&self) -> Result<(), Failure> {
        let within =
            |value: Option<f64>, low: f64, high: f64| value.is_none_or(|value| (low..=high).contains(&value));
        let bias_fits = |(token, bias): (&String, &f64)| {
            !token.is_empty()
                && token.bytes().all(|byte| byte.is_ascii_digit())
                && (-100.0..=100.0).contains(bias)
        };
        let checks = [
            (Field::Temperature, within(self.temperature, 0.0, 2.0)),
            (Field::TopP, within(self.top_p, 0.0, 1.0)),
            (Field::N, self.n.is_none_or(|n| (1..=128).contains(&n))),
            (Field::Stop, self.stop.as_ref().is_none_or(Stop::fits)),
            (Field::MaxTokens, self.max_tokens != Some(0)),
            (Field::MaxCompletionTokens, self.max_completion_tokens != Some(0)),
            (Field::PresencePenalty, within(self.presence_penalty, -2.0, 2.0)),
            (Field::FrequencyPenalty, within(self.frequency_penalty, -2.0, 2.0)),
            (Field::LogitBias, self.logit_bias.iter().flatten().all(bias_fits)),
        ];
        match checks.into_iter().find(|(_, fits)| !fits) {
            Some((field, _)) => Err(refused(field.name())),
            None => Ok(()),
        }
    }

    /// Takes what the family of the model is known to refuse away, and calls the length limit by the name it
    /// wants. The fields that were lost come back.
    pub fn adapt_to(&mut self, family: &Family) -> Vec<Field> {
        if family.max_completion_tokens {
            let limit = self.max_tokens.take();
            self.max_completion_tokens = self.max_completion_tokens.or(limit);
        }
        family.refused.iter().copied().filter(|field| self.clear(*field)).collect()
    }

    /// Takes a field away; whether it would have been sent.
    pub fn clear(&mut self, field: Field) -> bool {
        match field {
            Field::Temperature => self.temperature.take().is_some(),
            Field::TopP => self.top_p.take().is_some(),
            Field::N => self.n.take().is_some(),
            Field::Stop => self.stop.take().is_some(),
            Field::MaxTokens => self.max_tokens.take().is_some(),
            Field::MaxCompletionTokens => self.max_completion_tokens.take().is_some(),
            Field::PresencePenalty => self.presence_penalty.take().is_some(),
            Field::FrequencyPenalty => self.frequency_penalty.take().is_some(),
            Field::LogitBias => self.logit_bias.take().is_some(),
            Field::User => self.user.take().is_some(),
            Field::Detail => self.detail.take().is_some(),
            Field::StreamOptions => {
                let was_sent = self.streams() && self.tells_usage();
                self.include_usage = Some(false);
                was_sent
            }
        }
    }

    /// Gives the length limit its other name; whether that could be done.
    pub fn rename(&mut self, field: Field) -> bool {
        let (from, to) = match field {
            Field::MaxTokens => (&mut self.max_tokens, &mut self.max_completion_tokens),
            Field::MaxCompletionTokens => (&mut self.max_completion_tokens, &mut self.max_tokens),
            Field::Temperature
            | Field::TopP
            | Field::N
            | Field::Stop
            | Field::PresencePenalty
            | Field::FrequencyPenalty
            | Field::LogitBias
            | Field::User
            | Field::StreamOptions
            | Field::Detail => return false,
        };
        if from.is_none() || to.is_some() {
            return false;
        }
        *to = from.take();
        true
    }

    /// Whether the answer is to come while it is written.
    #[must_use]
    pub fn streams(&self) -> bool {
        self.stream != Some(false)
    }

    /// The fields as they stand in the request, all but `detail`, which stands with each picture.
    #[must_use]
    pub fn fields(&self) -> Map<String, Value> {
        let bias = self.logit_bias.as_ref().map(|bias| {
            Value::Object(bias.iter().map(|(token, bias)| (token.clone(), number(*bias))).collect())
        });
        let usage = (self.streams() && self.tells_usage()).then(|| json!({"include_usage": true}));
        [
            ("stream", Some(Value::Bool(self.streams()))),
            (Field::StreamOptions.name(), usage),
            (Field::Temperature.name(), self.temperature.map(number)),
            (Field::TopP.name(), self.top_p.map(number)),
            (Field::N.name(), self.n.map(Value::from)),
            (Field::Stop.name(), self.stop.as_ref().map(Stop::to_value)),
            (Field::MaxTokens.name(), self.max_tokens.map(Value::from)),
            (Field::MaxCompletionTokens.name(), self.max_completion_tokens.map(Value::from)),
            (Field::PresencePenalty.name(), self.presence_penalty.map(number)),
            (Field::FrequencyPenalty.name(), self.frequency_penalty.map(number)),
            (Field::LogitBias.name(), bias),
            (Field::User.name(), self.user.as_deref().map(Value::from)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
    }

    fn tells_usage(&self) -> bool {
        self.include_usage != Some(false)
    }
}

impl Stop {
    fn fits(&self) -> bool {
        match self {
            Self::One(text) => !text.is_empty(),
            Self::Several(texts) => {
                (1..=4).contains(&texts.len()) && texts.iter().all(|text| !text.is_empty())
            }
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::One(text) => Value::from(text.as_str()),
            Self::Several(texts) => Value::from(texts.as_slice()),
        }
    }
}

fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<Option<T>, Failure> {
    serde_json::from_value(value).map_err(|_| refused(name))
}

fn refused(name: &str) -> Failure {
    Failure { field: Some(name.to_owned()), ..Failure::new(Code::BadRequest) }
}

/// A whole number without its `.0`, because some services take only whole numbers where they fit.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "the bound leaves nothing to truncate")]
    if value.fract() == 0.0 && value.abs() < 1e9 { Value::from(value as i64) } else { Value::from(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &[(&str, Value)]) -> Result<Parameters, Failure> {
        let mut parameters = Parameters::default();
        pairs.iter().try_for_each(|(name, value)| parameters.set(name, value.clone()))?;
        Ok(parameters)
    }

    #[test]
    fn every_field_is_sent_as_it_was_set() {
        let pairs = [
            ("temperature", json!(0.2)),
            ("top_p", json!(1)),
            ("n", json!(2)),
            ("stream", json!(false)),
            ("stop", json!(["a", "b"])),
            ("max_tokens", json!(300)),
            ("max_completion_tokens", json!(400)),
            ("presence_penalty", json!(-2)),
            ("frequency_penalty", json!(1.5)),
            ("logit_bias", json!({"50256": -100, "7": 0.5})),
            ("user", json!("abc")),
        ];
        let expected: Map<String, Value> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        assert_eq!(set(&pairs).unwrap().fields(), expected);
    }

    #[test]
    fn nothing_is_sent_that_was_not_set() {
        let streaming = json!({"stream": true, "stream_options": {"include_usage": true}});
        assert_eq!(Value::Object(Parameters::default().fields()), streaming);
        let nothing = set(&[("temperature", Value::Null), ("include_usage", json!(false))]).unwrap();
        assert_eq!(Value::Object(nothing.fields()), json!({"stream": true}));
        let options = set(&[("stream_options", json!({"include_usage": false}))]).unwrap();
        assert_eq!(Value::Object(options.fields()), json!({"stream": true}));
    }

    #[test]
    fn a_value_outside_its_range_is_refused_by_the_name_of_its_field() {
        for (name, value) in [
            ("temperature", json!(2.01)),
            ("temperature", json!(-0.1)),
            ("temperature", json!("hot")),
            ("top_p", json!(1.1)),
            ("n", json!(0)),
            ("n", json!(129)),
            ("n", json!(1.5)),
            ("stop", json!([])),
            ("stop", json!(["a", "b", "c", "d", "e"])),
            ("stop", json!("")),
            ("stop", json!(5)),
            ("max_tokens", json!(0)),
            ("max_tokens", json!(-1)),
            ("max_completion_tokens", json!(0)),
            ("presence_penalty", json!(2.5)),
            ("frequency_penalty", json!(-2.5)),
            ("logit_bias", json!({"word": 1})),
            ("logit_bias", json!({"1": 101})),
            ("logit_bias", json!([1])),
            ("user", json!(1)),
            ("stream", json!("yes")),
            ("detail", json!("medium")),
            ("messages", json!([])),
            ("temprature", json!(1)),
        ] {
            assert_eq!(set(&[(name, value.clone())]), Err(refused(name)), "{name}={value}");
        }
        let not_a_number = Parameters { temperature: Some(f64::NAN), ..Parameters::default() };
        assert_eq!(not_a_number.check(), Err(refused("temperature")));
    }

    #[test]
    fn a_family_loses_what_it_refuses_and_keeps_the_length_limit() {
        let mut parameters =
            set(&[("temperature", json!(0.2)), ("max_tokens", json!(9)), ("stop", json!("x"))]).unwrap();
        let lost = parameters.adapt_to(Family::of("o3"));
        assert_eq!(lost, [Field::Temperature, Field::Stop]);
        assert_eq!((parameters.max_tokens, parameters.max_completion_tokens), (None, Some(9)));
    }
}
