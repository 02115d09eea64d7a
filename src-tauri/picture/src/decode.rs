//! Bytes to pixels, one file a format family. Limits are checked on the header, before anything is allocated for
//! pixels; a decoder that panics has met a broken file.
//!
//! A file whose end is missing or damaged is opened as browsers do, with what is there; it is broken when its
//! header cannot be read or not a row of pixels comes out of it.

mod gif;
mod jpeg;
mod png;
mod webp;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::Refusal;
use crate::color::to_srgb;
use crate::format::{Format, sniff};
use crate::orient::Orientation;
use crate::raster::Raster;
use crate::resize::resize;

/// The most pixels that are decoded. At four bytes each they take 381 MiB.
const MAX_PIXELS: u64 = 100_000_000;
/// The longest side that is decoded, in pixels.
const MAX_SIDE: u32 = 20_000;

/// A decoded picture, as it is stored: not yet upright.
pub(crate) struct Decoded {
    pub(crate) format: Format,
    /// The file's own size in pixels, as stored; `raster` may be smaller.
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) raster: Raster,
    pub(crate) orientation: Orientation,
    /// The profile that says what the raster's colours are; without one they are sRGB.
    pub(crate) icc: Option<Vec<u8>>,
    /// 1 for a picture that does not move.
    pub(crate) frames: u32,
}

impl Decoded {
    /// The pixels in sRGB, upright, at a size that is given as they are stored.
    ///
    /// # Errors
    /// [`Refusal::Broken`] when there are none.
    pub(crate) fn upright(self, width: u32, height: u32) -> Result<Raster, Refusal> {
        let sized = resize(self.raster, width, height)?;
        let colored = match self.icc {
            Some(icc) => to_srgb(sized, &icc),
            None => sized,
        };
        Ok(self.orientation.apply(colored))
    }
}

/// Decodes the first picture of a file. `fit` maps the stored size to the one that is wanted: a decoder may leave
/// out detail beyond that, where it saves time.
///
/// # Errors
/// [`Refusal::Unsupported`], [`Refusal::Broken`], [`Refusal::TooManyPixels`], [`Refusal::TookTooLong`].
pub(crate) fn decode(bytes: &[u8], fit: impl Fn(u32, u32) -> (u32, u32)) -> Result<Decoded, Refusal> {
    let format = sniff(bytes)?;
    let decoding = || match format {
        Format::Png => png::decode(bytes),
        Format::Jpeg => jpeg::decode(bytes, fit),
        Format::WebP => webp::decode(bytes),
        Format::Gif => gif::decode(bytes),
    };
    catch_unwind(AssertUnwindSafe(decoding)).unwrap_or(Err(Refusal::Broken))
}

pub(crate) fn check_size(width: u32, height: u32) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::Broken);
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_100_megapixels_and_20_000_a_side() {
        assert_eq!(check_size(10_000, 10_000), Ok(()));
        assert_eq!(check_size(10_001, 10_000), Err(Refusal::TooManyPixels));
        assert_eq!(check_size(20_000, 1), Ok(()));
        assert_eq!(check_size(1, 20_001), Err(Refusal::TooManyPixels));
        assert_eq!(check_size(0, 5), Err(Refusal::Broken));
        assert_eq!(check_size(u32::MAX, u32::MAX), Err(Refusal::TooManyPixels));
    }
}
