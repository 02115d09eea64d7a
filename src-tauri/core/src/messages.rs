//! The sentences of the message files, for what Rust itself says to the user: the practice service's answers
//! and the file dialog. The page compiles the same files, `ui/src/messages/`, so every sentence stands once.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::settings::Language;

type Sentences = HashMap<String, String>;

static ENGLISH: LazyLock<Sentences> =
    LazyLock::new(|| parse(include_str!("../../../ui/src/messages/en.json")));
static SIMPLIFIED_CHINESE: LazyLock<Sentences> =
    LazyLock::new(|| parse(include_str!("../../../ui/src/messages/zh-CN.json")));

/// The sentence `key` in `language`, with each `{name}` replaced by its value. An unknown key comes back as
/// itself: a wrong word in the window is better than no window.
#[must_use]
pub fn sentence(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let sentences = match language {
        Language::English => &*ENGLISH,
        Language::SimplifiedChinese => &*SIMPLIFIED_CHINESE,
    };
    let pattern = sentences.get(key).map_or(key, String::as_str);
    fill(pattern, values)
}

/// One pass, so that a value that looks like a placeholder stays as it is.
fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        let name = &rest[start + 1..start + length];
        let whole = &rest[start..=start + length];
        filled.push_str(&rest[..start]);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or(whole, |(_, value)| value));
        rest = &rest[start + length + 1..];
    }
    filled.push_str(rest);
    filled
}

fn parse(file: &str) -> Sentences {
    let all: serde_json::Map<String, serde_json::Value> = serde_json::from_str(file).unwrap_or_default();
    all.into_iter().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_sentences() {
        let mut english: Vec<_> = ENGLISH.keys().collect();
        let mut chinese: Vec<_> = SIMPLIFIED_CHINESE.keys().collect();
        english.sort();
        chinese.sort();
        assert!(!english.is_empty());
        assert_eq!(english, chinese);
    }

    #[test]
    fn every_value_goes_where_its_name_stands() {
        assert_eq!(fill("{a} of {b}", &[("a", "1"), ("b", "2")]), "1 of 2");
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_stays() {
        assert_eq!(fill("{a}{b}", &[("a", "{b}"), ("b", "x")]), "{b}x");
    }

    #[test]
    fn a_placeholder_without_a_value_stays() {
        assert_eq!(fill("{a} {", &[]), "{a} {");
    }
}
