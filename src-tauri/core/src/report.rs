//! What a user may send to whoever makes this program: one text, shown before it is kept anywhere. It says nothing
//! of key, questions, pictures and answers, and nothing is sent by the program.

use std::fmt::Write;

use crate::log::System;
use crate::service::address::Base;
use crate::service::redaction::Redaction;
use crate::settings::Settings;

/// The last lines of the log that a report holds.
pub const LOG_LINES: usize = 200;

/// What a report is made of.
pub struct Report<'a> {
    /// The program and what it runs on.
    pub system: &'a System,
    /// The system's language, as it names it.
    pub locale: Option<&'a str>,
    /// What the user chose. Only the service's origin is told of its address.
    pub settings: &'a Settings,
    /// The last lines of the log, oldest first.
    pub log: &'a [String],
}

/// The report's text. Its names are those of the settings file: it is read by whoever can help, in any language.
#[must_use]
pub fn text(report: &Report<'_>) -> String {
    let Report { system, locale, settings, log } = report;
    let service = Base::from_typed(&settings.service).unwrap_or_default().origin();
    let language = match settings.language {
        None => "system".to_owned(),
        Some(language) => serde_json::to_string(&language).unwrap_or_default().replace('"', ""),
    };
    let mut text = String::new();
    for (name, value) in [
        ("whatsit", system.version.as_str()),
        ("system", &system.os),
        ("web view", &system.web_view),
        ("locale", locale.unwrap_or("-")),
        ("language", &language),
        ("service", &service),
        ("model", &settings.model),
        ("practice", if settings.practice { "on" } else { "off" }),
    ] {
        let _ = writeln!(text, "{name}: {value}");
    }
    text.push_str("\nlog:\n");
    for line in *log {
        let _ = writeln!(text, "{line}");
    }
    // A model's name is typed by hand: whatever looks like a key stays here.
    Redaction::default().clean(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;

    fn system() -> System {
        System { version: "0.1.0".into(), os: "Debian 12".into(), web_view: "2.50".into() }
    }

    #[test]
    fn a_report_says_what_helps_and_of_an_address_only_its_origin() {
        let settings = Settings {
            service: "https://relay.example/secret-path/v1".into(),
            language: Some(Language::SimplifiedChinese),
            ..Settings::default()
        };
        let log = ["one".to_owned(), "two".to_owned()];
        let report = Report { system: &system(), locale: Some("zh_CN"), settings: &settings, log: &log };
        assert_eq!(
            text(&report),
            "whatsit: 0.1.0\nsystem: Debian 12\nweb view: 2.50\nlocale: zh_CN\nlanguage: zh-CN\n\
             service: https://relay.example\nmodel: llama3.2-90b\npractice: off\n\nlog:\none\ntwo\n"
        );
    }

    #[test]
    fn a_key_that_was_typed_for_a_model_stays_here() {
        let settings = Settings { model: "sk-0123456789abcdefghijkl".into(), ..Settings::default() };
        let report = Report { system: &system(), locale: None, settings: &settings, log: &[] };
        assert!(!text(&report).contains("0123456789"));
    }
}
