//! What a file's colours are in sRGB, by the ICC profile that comes with it.
//!
//! A profile is foreign input like the picture: one that is damaged, of the wrong kind or too large is passed
//! over, and so is one that says the same as sRGB.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, ParsingOptions, Transform8BitExecutor, TransformOptions};

use crate::raster::{Layout, Raster};

/// Larger profiles are passed over; the largest in use, for printing, take 3 MiB.
pub(crate) const MAX_PROFILE_BYTES: usize = 4 * 1024 * 1024;

/// Profiles whose colours differ from sRGB by no more than this, in steps of 255, change nothing.
const ROUNDING: u8 = 2;

/// The picture in sRGB; as it is, when the profile is not to be used.
pub(crate) fn to_srgb(raster: Raster, icc: &[u8]) -> Raster {
    let (layout, space) = match raster.layout {
        Layout::Gray => (moxcms::Layout::Gray, DataColorSpace::Gray),
        Layout::Rgb => (moxcms::Layout::Rgb, DataColorSpace::Rgb),
        Layout::Rgba => (moxcms::Layout::Rgba, DataColorSpace::Rgb),
    };
    let converted = contained(|| {
        let transform = Transform::new(icc, layout, space)?;
        let probes = probes(raster.layout);
        let seen = transform.apply(&probes)?;
        if probes.iter().zip(&seen).all(|(probe, seen)| probe.abs_diff(*seen) <= ROUNDING) {
            return None;
        }
        transform.apply(&raster.pixels)
    });
    match converted {
        Some(pixels) if pixels.len() == raster.pixels.len() => Raster { pixels, ..raster },
        Some(_) | None => raster,
    }
}

/// RGB of inks on paper: cyan, magenta, yellow, black, each 0 (none) to 255. None, when the profile is not to be
/// used.
pub(crate) fn of_inks(inks: &[u8], icc: &[u8]) -> Option<Vec<u8>> {
    // Four samples a pixel are RGBA by name, whatever they mean.
    contained(|| Transform::new(icc, moxcms::Layout::Rgba, DataColorSpace::Cmyk)?.apply(inks))
}

/// A profile that makes the converter panic is one more that is passed over.
fn contained<T>(convert: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(convert)).unwrap_or(None)
}

struct Transform {
    executor: Arc<Transform8BitExecutor>,
    from: moxcms::Layout,
    to: moxcms::Layout,
}

impl Transform {
    fn new(icc: &[u8], from: moxcms::Layout, space: DataColorSpace) -> Option<Self> {
        let limits = ParsingOptions { max_profile_size: MAX_PROFILE_BYTES, ..ParsingOptions::default() };
        let profile = ColorProfile::new_from_slice_with_options(icc, limits).ok()?;
        if profile.color_space != space {
            return None;
        }
        let has_alpha = space == DataColorSpace::Rgb && from == moxcms::Layout::Rgba;
        let to = if has_alpha { moxcms::Layout::Rgba } else { moxcms::Layout::Rgb };
        let srgb = ColorProfile::new_srgb();
        let executor = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
        Some(Self { executor, from, to })
    }

    /// As many samples a pixel as came in, gray for gray; three for inks.
    fn apply(&self, samples: &[u8]) -> Option<Vec<u8>> {
        let mut converted = vec![0; samples.len() / self.from.channels() * self.to.channels()];
        self.executor.transform(samples, &mut converted).ok()?;
        if self.from == moxcms::Layout::Gray {
            converted = converted.as_chunks::<3>().0.iter().map(|&[_, green, _]| green).collect();
        }
        Some(converted)
    }
}

/// Colours from all over the space.
fn probes(layout: Layout) -> Vec<u8> {
    let steps = || (0..=u8::MAX).step_by(51);
    let colors = steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| [r, g, b, u8::MAX])));
    match layout {
        Layout::Gray => (0..=u8::MAX).collect(),
        Layout::Rgb => colors.flat_map(|[r, g, b, _]| [r, g, b]).collect(),
        Layout::Rgba => colors.flatten().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icc(profile: &ColorProfile) -> Vec<u8> {
        profile.encode().unwrap()
    }

    fn one_pixel(layout: Layout, pixels: &[u8]) -> Raster {
        Raster { width: 1, height: 1, layout, pixels: pixels.to_vec() }
    }

    #[test]
    fn a_profile_that_says_srgb_changes_no_sample() {
        let picture = one_pixel(Layout::Rgb, &[13, 130, 201]);
        assert_eq!(to_srgb(picture.clone(), &icc(&ColorProfile::new_srgb())), picture);
    }

    #[test]
    fn alpha_stays_and_gray_stays_gray() {
        let clear =
            to_srgb(one_pixel(Layout::Rgba, &[200, 100, 50, 77]), &icc(&ColorProfile::new_display_p3()));
        assert_ne!(clear.pixels[..3], [200, 100, 50]);
        assert_eq!(clear.pixels[3], 77);
        let linear = icc(&ColorProfile::new_gray_with_gamma(1.0));
        let gray = to_srgb(one_pixel(Layout::Gray, &[128]), &linear);
        assert_eq!(gray.layout, Layout::Gray);
        // IEC 61966-2-1: linear 128/255 is 188.
        assert!(gray.pixels[0].abs_diff(188) <= 1, "{:?}", gray.pixels);
    }

    #[test]
    fn a_profile_of_another_kind_or_a_damaged_one_is_passed_over() {
        let picture = one_pixel(Layout::Rgb, &[200, 100, 50]);
        let whole = icc(&ColorProfile::new_display_p3());
        let gray = icc(&ColorProfile::new_gray_with_gamma(1.0));
        for profile in [&b""[..], b"not a profile", &whole[..whole.len() / 2], &gray] {
            assert_eq!(to_srgb(picture.clone(), profile), picture);
        }
    }

    #[test]
    fn every_changed_byte_of_a_profile_has_an_outcome() {
        let picture = one_pixel(Layout::Rgb, &[200, 100, 50]);
        let whole = icc(&ColorProfile::new_adobe_rgb());
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0xff;
            assert_eq!(to_srgb(picture.clone(), &changed).pixels.len(), 3);
        }
    }

    #[test]
    fn a_profile_above_the_limit_is_passed_over() {
        let picture = one_pixel(Layout::Rgb, &[200, 100, 50]);
        let mut large = icc(&ColorProfile::new_display_p3());
        assert_ne!(to_srgb(picture.clone(), &large), picture);
        large.resize(MAX_PROFILE_BYTES + 1, 0);
        assert_eq!(to_srgb(picture.clone(), &large), picture);
    }
}
