//! The user's settings: their names, their defaults, and reading them whatever the file holds.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::service::address::Base;

/// The default service address: 302.AI, worldwide.
pub const DEFAULT_SERVICE: &str = "https://api.302.ai/v1";
/// The default model. It sees pictures.
pub const DEFAULT_MODEL: &str = "llama3.2-90b";

/// Everything the user can choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Settings {
    /// The service's base address.
    pub service: String,
    /// The model's id, as the service writes it.
    pub model: String,
    /// Whether the practice service inside the app answers, instead of a real one.
    pub practice: bool,
    /// The language of the window; none follows the system.
    pub language: Option<Language>,
    /// How large the window is drawn, in percent of the system's text size: 50 to 300.
    pub text_size_percent: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            service: DEFAULT_SERVICE.into(),
            model: DEFAULT_MODEL.into(),
            practice: false,
            language: None,
            text_size_percent: 100,
        }
    }
}

impl Settings {
    /// Reads each field by itself, so that one broken value costs only that value.
    #[must_use]
    pub fn from_values(values: &Map<String, Value>) -> Self {
        let defaults = Self::default();
        Self {
            service: field(values, "service").unwrap_or(defaults.service),
            model: field(values, "model").unwrap_or(defaults.model),
            practice: field(values, "practice").unwrap_or(defaults.practice),
            language: field(values, "language").unwrap_or(defaults.language),
            text_size_percent: field(values, "text_size_percent")
                .map_or(defaults.text_size_percent, readable_percent),
        }
    }

    /// The fields with their values, as they are kept in the settings file.
    #[must_use]
    pub fn to_values(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(values)) => values,
            Ok(_) | Err(_) => Map::new(),
        }
    }

    /// The chosen service. Settings hold only addresses that were read once; an address that somebody broke by hand
    /// stands for the default one, to which no other service's key is ever sent.
    #[must_use]
    pub fn base(&self) -> Base {
        Base::from_typed(&self.service).unwrap_or_default()
    }

    /// What the chosen service's key is kept under, and what is agreed to when pictures go there.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base().origin()
    }

    /// These settings with what `change` names replaced.
    #[must_use]
    pub fn with(mut self, change: SettingsChange) -> Self {
        if let Some(service) = change.service {
            self.service = service;
        }
        if let Some(model) = change.model {
            self.model = model;
        }
        if let Some(practice) = change.practice {
            self.practice = practice;
        }
        if let Some(language) = change.language {
            self.language = language.language();
        }
        if let Some(percent) = change.text_size_percent {
            self.text_size_percent = readable_percent(percent);
        }
        self
    }
}

/// A size at which the window can still be used, so that it can be changed again there.
fn readable_percent(percent: u16) -> u16 {
    percent.clamp(50, 300)
}

fn field<T: for<'a> Deserialize<'a>>(values: &Map<String, Value>, name: &str) -> Option<T> {
    values.get(name).and_then(|value| T::deserialize(value).ok())
}

/// What the page wants changed; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(optional_fields))]
pub struct SettingsChange {
    /// A service address as typed.
    pub service: Option<String>,
    /// A model id as typed.
    pub model: Option<String>,
    /// Practice on or off.
    pub practice: Option<bool>,
    /// A language, or the system's.
    pub language: Option<LanguageChoice>,
    /// How large the window is drawn, in percent of the system's text size; 50 to 300 is taken.
    pub text_size_percent: Option<u16>,
}

/// A language there are sentences in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// 简体中文.
    #[serde(rename = "zh-CN")]
    SimplifiedChinese,
}

impl Language {
    /// The language for a system locale such as `zh_CN.UTF-8`; English when there is none better.
    #[must_use]
    pub fn from_locale(locale: &str) -> Self {
        let first = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if first.eq_ignore_ascii_case("zh") { Self::SimplifiedChinese } else { Self::English }
    }
}

/// A language, or to follow the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum LanguageChoice {
    /// The system's.
    #[serde(rename = "system")]
    System,
    /// English.
    #[serde(rename = "en")]
    English,
    /// 简体中文.
    #[serde(rename = "zh-CN")]
    SimplifiedChinese,
}

impl LanguageChoice {
    fn language(self) -> Option<Language> {
        match self {
            Self::System => None,
            Self::English => Some(Language::English),
            Self::SimplifiedChinese => Some(Language::SimplifiedChinese),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_value_costs_only_that_value() {
        let values =
            serde_json::from_str(r#"{"service":7,"model":"gpt-4o","practice":"yes","language":"xx"}"#)
                .unwrap();
        let settings = Settings::from_values(&values);
        assert_eq!(settings, Settings { model: "gpt-4o".into(), ..Settings::default() });
    }

    #[test]
    fn text_stays_readable_whatever_is_asked_for() {
        for (asked, counts) in [("0", 50), ("125", 125), ("65535", 300), ("-1", 100), (r#""big""#, 100)] {
            let values = serde_json::from_str(&format!(r#"{{"text_size_percent":{asked}}}"#)).unwrap();
            assert_eq!(Settings::from_values(&values).text_size_percent, counts, "{asked}");
        }
        let change = SettingsChange { text_size_percent: Some(1000), ..SettingsChange::default() };
        assert_eq!(Settings::default().with(change).text_size_percent, 300);
    }

    #[test]
    fn settings_survive_being_kept() {
        let settings =
            Settings { practice: true, language: Some(Language::SimplifiedChinese), ..Settings::default() };
        assert_eq!(Settings::from_values(&settings.to_values()), settings);
    }

    #[test]
    fn a_change_touches_only_what_it_names() {
        let change = SettingsChange { model: Some("llama3.2-11b".into()), ..SettingsChange::default() };
        let settings = Settings::default().with(change);
        assert_eq!(settings, Settings { model: "llama3.2-11b".into(), ..Settings::default() });
    }

    #[test]
    fn every_chinese_locale_gets_chinese_and_every_unknown_one_english() {
        assert_eq!(Language::from_locale("zh_CN.UTF-8"), Language::SimplifiedChinese);
        assert_eq!(Language::from_locale("zh-Hans"), Language::SimplifiedChinese);
        assert_eq!(Language::from_locale("en_GB.UTF-8"), Language::English);
        assert_eq!(Language::from_locale("C"), Language::English);
    }
}
