//! Opens a picture, turns it upright, and makes of it what a model can take. Knows no network, key or store.
//!
//! * [`open`] — a file's bytes; [`bitmap`] — of bare pixels. [`mod@format`] — what they are. [`budget`] — what each model takes.
//! * [`prepare`] — one picture as it is sent: decoded, made small, turned upright, encoded anew; nothing of the
//!   file but its pixels leaves. [`join`] — several in one. [`look`] — what can be said of a picture by measuring.
//! * Inside: `decode` (a file a format family) yields a `raster` and the `orient`ation it is to be turned by;
//!   `resize`, `color` and `encode` do the rest. Turning and sRGB come after resizing, when there is little left.

pub mod bitmap;
pub mod budget;
mod color;
mod decode;
mod encode;
pub mod format;
pub mod join;
pub mod look;
pub mod open;
mod orient;
pub mod pixels;
pub mod prepare;
mod raster;
mod resize;

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
