//! The key: what it looks like, and that it never shows.

use std::fmt;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::pasted::is_invisible;

/// Longer texts are no keys, in bytes.
const MAX_BYTES: usize = 4096;
/// Shorter keys show none of their letters.
const MIN_BYTES_TO_SHOW: usize = 12;

/// A service's key. It has no `Serialize`, its `Debug` shows nothing, and its memory is cleared when it goes.
#[derive(Clone)]
pub struct Key(SecretString);

/// What was typed is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// Nothing is left of it.
    #[error("no key was typed")]
    Empty,
    /// It holds what no key holds: white space, control characters, letters outside ASCII, stars over its middle.
    #[error("a key does not look like this")]
    Malformed,
}

impl Key {
    /// Reads a key as typed or pasted: white space, invisible characters and quotes around it go, and so does what
    /// often stands before it (`Authorization:`, `Bearer`, `OPENAI_API_KEY=`).
    ///
    /// # Errors
    /// When nothing is left, or what is left cannot stand in a header.
    pub fn from_typed(typed: &str) -> Result<Self, NoKey> {
        if typed.len() > 2 * MAX_BYTES {
            return Err(NoKey::Malformed);
        }
        let mut visible = Zeroizing::new(String::with_capacity(typed.len()));
        visible.extend(typed.chars().filter(|letter| !is_invisible(*letter)));
        let key = without_label(&visible);
        if key.is_empty() {
            return Err(NoKey::Empty);
        }
        if key.len() > MAX_BYTES || !key.bytes().all(|byte| byte.is_ascii_graphic()) || key.contains("***") {
            return Err(NoKey::Malformed);
        }
        Ok(Self(SecretString::new(key.into())))
    }

    /// Its last four characters, to tell it from others; empty when it is too short to show any.
    #[must_use]
    pub fn ends_in(&self) -> &str {
        let key = self.0.expose_secret();
        if key.len() < MIN_BYTES_TO_SHOW { "" } else { &key[key.len() - 4..] }
    }

    /// The key itself: for the header, for the keychain, and for finding it in what is to be shown.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

/// The text without its quotes and without the labels before it, however many.
fn without_label(text: &str) -> &str {
    let text = text.trim_matches(is_wrapping);
    let shorter = ["-H", "API", "export", "set", "setx", "$env:", "Bearer"].into_iter().find_map(|word| {
        let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        let rest = &text[head.len()..];
        (word.ends_with(':') || rest.starts_with(is_wrapping) || rest.is_empty()).then_some(rest)
    });
    match shorter.or_else(|| after_assignment(text)) {
        Some(rest) => without_label(rest),
        None => text,
    }
}

/// What follows `NAME=` or `NAME:` where the name is one that keys are given.
fn after_assignment(text: &str) -> Option<&str> {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '-'))?;
    let name = text[..end].to_ascii_lowercase();
    let is_label = !name.starts_with("sk-")
        && ["key", "token", "secret", "authorization"].iter().any(|word| name.ends_with(word));
    text[end..].trim_start_matches(is_wrapping).strip_prefix([':', '=', '：']).filter(|_| is_label)
}

fn is_wrapping(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '"' | '\'' | '`' | ',' | ';' | '<' | '>' | '“' | '”' | '‘' | '’' | '「' | '」')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-AbC0123456789_-xyz";

    #[test]
    fn a_key_is_found_in_what_was_pasted() {
        for typed in [
            "sk-AbC0123456789_-xyz",
            "  sk-AbC0123456789_-xyz\r\n",
            "\u{feff}sk-AbC01234\u{200b}56789_-xyz\u{a0}",
            "\"sk-AbC0123456789_-xyz\",",
            "“sk-AbC0123456789_-xyz”",
            "Bearer sk-AbC0123456789_-xyz",
            "bearer\tsk-AbC0123456789_-xyz",
            "Authorization: Bearer sk-AbC0123456789_-xyz",
            "-H \"Authorization: Bearer sk-AbC0123456789_-xyz\"",
            "OPENAI_API_KEY=sk-AbC0123456789_-xyz",
            "export OPENAI_API_KEY='sk-AbC0123456789_-xyz'",
            "$env:OPENAI_API_KEY = \"sk-AbC0123456789_-xyz\"",
            "x-api-key: sk-AbC0123456789_-xyz",
            "\"api_key\": \"sk-AbC0123456789_-xyz\",",
            "API Key：sk-AbC0123456789_-xyz",
        ] {
            let key = Key::from_typed(typed);
            assert_eq!(key.as_ref().map(Key::expose), Ok(KEY), "{typed:?}");
        }
    }

    #[test]
    fn other_keys_stay_as_they_are() {
        for typed in ["ollama", "abc==", "sk-or-v1-0123=key", "AIzaSy_0-9", "key", "Bearer-like", "setup:1"] {
            assert_eq!(Key::from_typed(typed).as_ref().map(Key::expose), Ok(typed));
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for typed in ["", "  \n", "\u{200b}", "\"\"", "Bearer ", "Authorization: Bearer", "OPENAI_API_KEY="] {
            assert_eq!(Key::from_typed(typed).err(), Some(NoKey::Empty), "{typed:?}");
        }
        for typed in
            ["sk-01 23", "sk-01\n23", "sk-密钥", "sk-01\u{0}23", "sk-ab…yz", "sk-ab****yz", "ｓｋ－０１"]
        {
            assert_eq!(Key::from_typed(typed).err(), Some(NoKey::Malformed), "{typed:?}");
        }
        assert_eq!(Key::from_typed(&"k".repeat(MAX_BYTES + 1)).err(), Some(NoKey::Malformed));
    }

    #[test]
    fn a_key_does_not_show() {
        let key = Key::from_typed(KEY).unwrap();
        assert_eq!(format!("{key:?}"), "Key(…)");
        assert_eq!(key.ends_in(), "-xyz");
        assert_eq!(Key::from_typed("sk-01234567").unwrap().ends_in(), "");
    }
}
