//! The draft's index: the text, and which file is which picture, in order.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version that is written here.
const VERSION: u64 = 1;

/// What the index says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) question: String,
    pub(super) pictures: Vec<Entry>,
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The name of its file in the same folder.
    pub(super) file: String,
    /// The name it had when it was taken in.
    pub(super) name: Option<String>,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u64,
    question: &'a str,
    pictures: &'a [Entry],
}

impl Index {
    /// As it stands in the file.
    pub(super) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&Written { version: VERSION, question: &self.question, pictures: &self.pictures })
    }

    /// What can be read of it, and whether that is all. None when it is no index of a version known here.
    pub(super) fn from_json(bytes: &[u8]) -> Option<(Self, bool)> {
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(bytes) else { return None };
        if fields.get("version").and_then(Value::as_u64) != Some(VERSION) {
            return None;
        }
        let question = fields.remove("question").and_then(|text| String::deserialize(text).ok());
        let entries = fields.remove("pictures").and_then(|list| Vec::<Value>::deserialize(list).ok());
        let whole = question.is_some() && entries.is_some();
        let entries = entries.unwrap_or_default();
        let count = entries.len();
        let readable = |entry| Entry::deserialize(entry).ok().filter(|entry| is_plain_name(&entry.file));
        let pictures: Vec<_> = entries.into_iter().filter_map(readable).collect();
        let whole = whole && pictures.len() == count;
        Some((Self { question: question.unwrap_or_default(), pictures }, whole))
    }
}

/// Whether it names a file of the same folder, and nothing outside of it.
fn is_plain_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    matches!((components.next(), components.next()), (Some(Component::Normal(only)), None) if only == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(file: &str, name: Option<&str>) -> Entry {
        Entry { file: file.into(), name: name.map(Into::into) }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let index = Index {
            question: "Was ist das?\n这是什么".into(),
            pictures: vec![entry("picture-b", Some("猫 1.png")), entry("picture-a", None)],
        };
        assert_eq!(Index::from_json(&index.to_json().unwrap()), Some((index, true)));
    }

    #[test]
    fn what_is_no_index_of_this_version_is_not_read() {
        for text in [
            "",
            "{",
            "[]",
            "null",
            r#"{"question":"x"}"#,
            r#"{"version":2,"question":"x","pictures":[]}"#,
            r#"{"version":"1"}"#,
            "{\"version\":1,\"question\":\"cut o",
        ] {
            assert_eq!(Index::from_json(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_broken_entry_costs_only_that_entry_and_is_told() {
        let text = br#"{"version":1,"question":7,"pictures":[3,{"file":"a","name":null},{"name":"b"}]}"#;
        let (index, whole) = Index::from_json(text).unwrap();
        assert_eq!(index, Index { question: String::new(), pictures: vec![entry("a", None)] });
        assert!(!whole);
        assert!(!Index::from_json(br#"{"version":1}"#).unwrap().1);
    }

    #[test]
    fn an_entry_outside_the_folder_is_not_read() {
        for file in ["../a", "/etc/passwd", "a/b", "..", ".", "", "a/"] {
            assert!(!is_plain_name(file), "{file}");
        }
        assert!(is_plain_name("picture-x"));
    }
}
