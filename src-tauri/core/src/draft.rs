//! What waits to be asked, on the disk: the text in the question box and the pictures, so that neither a closed
//! window nor a crash loses them. Nothing else of a conversation is kept here.
//!
//! * [`folder`] — the files, and making them equal to a draft.
//! * `index` — the one small file that says what the others are.
//! * [`writer`] — a thread of its own that does so a moment after each change, and again after a failure.

use std::io;
use std::sync::Arc;

use serde::Serialize;

pub mod folder;
mod index;
pub mod writer;

/// A draft as it is to be kept.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The text in the question box.
    pub question: String,
    /// The pictures, in the order they are shown.
    pub pictures: Vec<DraftPicture>,
    /// Ids of pictures that were taken away and may still be taken back: their files stay, outside the draft.
    pub removed: Vec<String>,
    /// Ids of pictures that could not be opened: a file of theirs is set aside.
    pub unreadable: Vec<String>,
}

/// A picture of a draft.
#[derive(Clone, Debug)]
pub struct DraftPicture {
    /// Its name among the pictures of this run.
    pub id: String,
    /// The file's name, made presentable.
    pub name: Option<String>,
    /// The file as it was taken in; none while it is being opened.
    pub original: Option<Arc<[u8]>>,
}

/// Why what waits is not on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Trouble {
    /// There is no space left.
    DiskFull,
    /// The folder may not be written to.
    ReadOnly,
    /// Anything else.
    Other,
}

impl From<&io::Error> for Trouble {
    #[expect(clippy::wildcard_enum_match_arm, reason = "an open set")]
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull
            }
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Other,
        }
    }
}
