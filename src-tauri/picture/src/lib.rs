//! Opens a picture, turns it upright, and makes of it what a model can take. Knows no network, key or store.

use serde::{Deserialize, Serialize};

/// Why a picture was not taken. Closed: a new one needs a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[error("{self:?}")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Refusal {
    /// A format that is not opened here.
    Unsupported {
        /// Its name (`HEIC`, `PDF`, `ZIP`, …), when the content shows it.
        format: Option<String>,
    },
    /// The file is damaged.
    Broken,
    /// More pixels than are taken.
    TooManyPixels,
    /// A larger file than is taken.
    TooManyBytes,
    /// A folder, device, or anything else that is no file.
    NotAFile,
    /// The system did not let it be read.
    Unreadable,
    /// It is no longer there.
    Gone,
    /// It took too long to open.
    TookTooLong,
    /// Opening it ended the process that opens pictures.
    DecoderCrashed,
}
