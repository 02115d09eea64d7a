//! One picture as it is sent: small enough for the model, upright, without anything but its pixels.

use crate::Refusal;
use crate::budget::Budget;
use crate::decode::{Decoded, decode};
use crate::encode::encode;
use crate::format::Format;
use crate::resize::{fitted, padded};

/// A picture as it leaves the computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// What `bytes` are.
    pub media_type: MediaType,
    /// Pixels, upright.
    pub width: u32,
    /// Pixels, upright.
    pub height: u32,
    /// The encoded picture.
    pub bytes: Vec<u8>,
    /// What it was made from.
    pub source: Source,
}

/// A file, as far as it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its format by content.
    pub format: Format,
    /// Pixels, upright.
    pub width: u32,
    /// Pixels, upright.
    pub height: u32,
    /// How many pictures an animation has, of which the first is used; 1 for a still picture.
    pub frames: u32,
}

/// The two types every family takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
}

impl MediaType {
    /// As in a data URL: `image/jpeg`, `image/png`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// As in a file's name: `jpg`, `png`.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// Makes of a file's bytes what a model with this budget takes. Pure work on the processor, no I/O; up to some
/// seconds for the largest pictures that are taken.
///
/// # Errors
/// [`Refusal::Unsupported`], [`Refusal::Broken`], [`Refusal::TooManyPixels`], [`Refusal::TookTooLong`];
/// [`Refusal::TooManyBytes`] only when the budget has no room for any picture.
pub fn prepare(bytes: &[u8], budget: &Budget) -> Result<Prepared, Refusal> {
    let decoded = decode(bytes, |width, height| fitted(width, height, budget))?;
    let source = source(&decoded);
    let (width, height) = fitted(decoded.width, decoded.height, budget);
    let upright = decoded.upright(width, height)?;
    let sent = encode(padded(upright, budget.short_edge), budget)?;
    Ok(Prepared {
        media_type: sent.media_type,
        width: sent.width,
        height: sent.height,
        bytes: sent.bytes,
        source,
    })
}

/// What a decoded file was.
pub(crate) fn source(decoded: &Decoded) -> Source {
    let (width, height) = decoded.orientation.upright_size(decoded.width, decoded.height);
    Source { format: decoded.format, width, height, frames: decoded.frames }
}
