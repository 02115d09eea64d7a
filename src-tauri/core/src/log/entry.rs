//! What the log may say. A new kind of line is a new variant: codes, numbers and places in the program, never a text
//! that a user, a service or a file could have written.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use serde::Serialize;
use whatsit_picture::Refusal;

use crate::error::Failure;
use crate::event::NoticeCode;
use crate::wire::{End, KeyStoreCode};

/// One line.
#[derive(Debug)]
pub enum Entry<'a> {
    /// The program has started.
    Started(&'a System),
    /// The program ends as it should.
    Ended,
    /// An answer came to its end.
    Answered {
        /// How.
        end: &'a End,
        /// What the user was told beside it.
        notices: &'a [NoticeCode],
        /// From the question to the end.
        took: Duration,
        /// The pictures of the question and of those before it.
        pictures: usize,
        /// The length of its text, in bytes.
        text_bytes: usize,
    },
    /// A picture was not taken.
    PictureRefused(&'a Refusal),
    /// The keychain did not do what was asked.
    KeyStore(KeyDeed, KeyStoreCode),
    /// The settings file could not be used; the code names why.
    SettingsNotRead(&'a str),
    /// A change of the settings could not be written.
    SettingsNotSaved,
    /// The program panicked there.
    Panicked(Place),
    /// The process that shows the page is gone.
    PageLost,
}

/// What the keychain was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyDeed {
    /// To read the key.
    Read,
    /// To keep it.
    Save,
    /// To forget it.
    Remove,
}

/// The program and what it runs on.
#[derive(Clone, Debug)]
pub struct System {
    /// The program's version.
    pub version: String,
    /// The operating system, its version, and the processor.
    pub os: String,
    /// The web view's version.
    pub web_view: String,
}

/// A place in the source.
#[derive(Debug)]
pub struct Place(String);

impl Place {
    /// Only the last parts of a path: the whole one may name whoever built the program.
    #[must_use]
    pub fn of(location: Option<&Location<'_>>) -> Self {
        let Some(location) = location else { return Self("an unknown place".into()) };
        let parts: Vec<_> = location.file().split(['/', '\\']).collect();
        let last = parts[parts.len().saturating_sub(4)..].join("/");
        Self(format!("{last}:{}", location.line()))
    }
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started(System { version, os, web_view }) => {
                write!(to, "started: whatsit {version}, {os}, web view {web_view}")
            }
            Self::Ended => to.write_str("ended"),
            Self::Answered { end, notices, took, pictures, text_bytes } => {
                write!(to, "answer {}", Ending(end))?;
                write!(to, "; {} ms, {pictures} pictures, {text_bytes} bytes of text", took.as_millis())?;
                notices.iter().try_for_each(|code| write!(to, "; notice {}", name(code)))
            }
            Self::PictureRefused(refusal) => write!(to, "picture refused: {}", refusal_name(refusal)),
            Self::KeyStore(deed, code) => {
                let deed = match deed {
                    KeyDeed::Read => "read",
                    KeyDeed::Save => "save",
                    KeyDeed::Remove => "remove",
                };
                write!(to, "keychain: {deed}: {}", name(code))
            }
            Self::SettingsNotRead(code) => write!(to, "settings: not read: {code}"),
            Self::SettingsNotSaved => to.write_str("settings: not saved"),
            Self::Panicked(Place(place)) => write!(to, "panic at {place}"),
            Self::PageLost => to.write_str("page: its process is gone"),
        }
    }
}

struct Ending<'a>(&'a End);

impl fmt::Display for Ending<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            End::Finished { .. } => to.write_str("finished"),
            End::Stopped => to.write_str("stopped"),
            End::Interrupted { error } => failure(to, "interrupted", error),
            End::Failed { error } => failure(to, "failed", error),
        }
    }
}

/// Its codes and its status: what a service said stays out.
fn failure(to: &mut fmt::Formatter<'_>, how: &str, failure: &Failure) -> fmt::Result {
    write!(to, "{how}: {}", name(&failure.code))?;
    if let Some(cause) = &failure.cause {
        write!(to, " ({})", name(cause))?;
    }
    if let Some(status) = failure.status {
        write!(to, ", status {status}")?;
    }
    Ok(())
}

/// The code as it crosses to the page.
fn name(code: &impl Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn refusal_name(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Unsupported { .. } => "unsupported",
        Refusal::Broken => "broken",
        Refusal::TooManyPixels => "too_many_pixels",
        Refusal::TooManyBytes => "too_many_bytes",
        Refusal::NotAFile => "not_a_file",
        Refusal::Unreadable => "unreadable",
        Refusal::Gone => "gone",
        Refusal::TookTooLong => "took_too_long",
        Refusal::DecoderCrashed => "decoder_crashed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Cause, Code};

    #[test]
    fn an_answer_is_told_by_its_codes_and_never_by_its_words() {
        let error = Failure {
            status: Some(407),
            cause: Some(Cause::Proxy),
            field: Some("MARKED".into()),
            service_message: Some("MARKED".into()),
            details: Some("MARKED".into()),
            ..Failure::new(Code::Unreachable)
        };
        let entry = Entry::Answered {
            end: &End::Interrupted { error },
            notices: &[NoticeCode::Retried],
            took: Duration::from_millis(1250),
            pictures: 2,
            text_bytes: 31,
        };
        assert_eq!(
            entry.to_string(),
            "answer interrupted: unreachable (proxy), status 407; 1250 ms, 2 pictures, 31 bytes of text; \
             notice retried"
        );
    }

    #[test]
    fn a_refused_picture_is_told_by_its_code() {
        let refusal = Refusal::Unsupported { format: Some("MARKED".into()) };
        assert_eq!(Entry::PictureRefused(&refusal).to_string(), "picture refused: unsupported");
        assert_eq!(
            Entry::KeyStore(KeyDeed::Read, KeyStoreCode::Locked).to_string(),
            "keychain: read: locked"
        );
    }

    #[test]
    fn a_panic_is_told_by_its_place_without_the_builders_folders() {
        let place = Place::of(Some(Location::caller())).0;
        assert!(place.contains("log/entry.rs:") && place.split('/').count() <= 4, "{place}");
    }
}
