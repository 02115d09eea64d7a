//! Making a picture as small as a model takes it, or as large as it must be.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x3, U8x4};
use fast_image_resize::{FilterType, MulDiv, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

use crate::Refusal;
use crate::budget::Budget;
use crate::raster::{Layout, Raster};

/// The size that fits the budget and keeps the proportions: never larger than the picture, except that its short
/// side is brought to the minimum as far as its long side has room. Each side is at least 1 px.
pub(crate) fn fitted(width: u32, height: u32, budget: &Budget) -> (u32, u32) {
    let (long, short) = (f64::from(width.max(height)), f64::from(width.min(height)));
    let enlarged = (f64::from(budget.short_edge) / short).max(1.0);
    scaled(width, height, enlarged.min(f64::from(budget.long_edge) / long))
}

/// A size times a factor, rounded, each side at least 1 px.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float to integer saturates")]
pub(crate) fn scaled(width: u32, height: u32, factor: f64) -> (u32, u32) {
    let side = |pixels: u32| ((f64::from(pixels) * factor).round() as u32).max(1);
    (side(width), side(height))
}

/// The picture at another size. Transparent pixels lend no colour to their neighbours.
///
/// # Errors
/// [`Refusal::Broken`] when the raster is empty.
pub(crate) fn resize(mut raster: Raster, width: u32, height: u32) -> Result<Raster, Refusal> {
    if (raster.width, raster.height) == (width, height) {
        return Ok(raster);
    }
    let pixels = match raster.layout {
        Layout::Gray => convolve::<U8>(&raster, width, height),
        Layout::Rgb => convolve::<U8x3>(&raster, width, height),
        Layout::Rgba => convolve_transparent(&mut raster, width, height),
    };
    Ok(Raster { width, height, layout: raster.layout, pixels: pixels.ok_or(Refusal::Broken)? })
}

fn convolve<P: PixelTrait>(raster: &Raster, width: u32, height: u32) -> Option<Vec<u8>> {
    let mut pixels = vec![0; width as usize * height as usize * size_of::<P>()];
    let source = TypedImageRef::<P>::from_buffer(raster.width, raster.height, &raster.pixels).ok()?;
    let mut sized = TypedImage::<P>::from_buffer(width, height, &mut pixels).ok()?;
    let options =
        ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    Resizer::new().resize_typed(&source, &mut sized, &options).ok()?;
    Some(pixels)
}

/// Premultiplies in place: the resizer would do it on a second copy of the large picture.
fn convolve_transparent(raster: &mut Raster, width: u32, height: u32) -> Option<Vec<u8>> {
    let multiply = MulDiv::new();
    let mut source = TypedImage::<U8x4>::from_buffer(raster.width, raster.height, &mut raster.pixels).ok()?;
    multiply.multiply_alpha_inplace_typed(&mut source).ok()?;
    let mut pixels = convolve::<U8x4>(raster, width, height)?;
    let mut sized = TypedImage::<U8x4>::from_buffer(width, height, &mut pixels).ok()?;
    multiply.divide_alpha_inplace_typed(&mut sized).ok()?;
    Some(pixels)
}

/// The picture in the middle of white (transparent, where it can be), so that no side is below `short_edge`.
pub(crate) fn padded(raster: Raster, short_edge: u32) -> Raster {
    let (width, height) = (raster.width.max(short_edge), raster.height.max(short_edge));
    if (width, height) == (raster.width, raster.height) {
        return raster;
    }
    let sample = match raster.layout {
        Layout::Gray | Layout::Rgb => u8::MAX,
        Layout::Rgba => 0,
    };
    let mut room = Raster::filled(width, height, raster.layout, sample);
    room.place(&raster, (width - raster.width) / 2, (height - raster.height) / 2);
    room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_edge_is_kept_and_nothing_is_enlarged_beyond_the_minimum() {
        let budget = Budget::default();
        for (stored, sent) in [
            ((4000, 3000), (1568, 1176)),
            ((3000, 4000), (1176, 1568)),
            ((1568, 1), (1568, 1)),
            ((800, 600), (800, 600)),
            ((1, 1), (32, 32)),
            ((16, 8), (64, 32)),
            ((20_000, 1), (1568, 1)),
            ((10, 1000), (16, 1568)),
        ] {
            assert_eq!(fitted(stored.0, stored.1, &budget), sent, "{stored:?}");
        }
    }

    #[test]
    fn a_thin_strip_is_padded_to_the_minimum() {
        let strip = Raster::filled(100, 1, Layout::Rgb, 7);
        let padded = padded(strip, 32);
        assert_eq!((padded.width, padded.height), (100, 32));
        let middle = 15 * padded.stride();
        assert_eq!(padded.pixels[middle..middle + 3], [7, 7, 7]);
        assert_eq!(padded.pixels[..3], [255, 255, 255]);
    }

    #[test]
    fn transparent_pixels_lend_no_colour_to_their_neighbours() {
        let mut checks = Raster::filled(64, 64, Layout::Rgba, 0);
        for (index, pixel) in checks.pixels.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            *pixel = if index % 2 == 0 { [200, 10, 10, 255] } else { [0, 255, 0, 0] };
        }
        let small = resize(checks, 16, 16).unwrap();
        for [r, g, b, _] in small.pixels.as_chunks::<4>().0 {
            assert!(r.abs_diff(200) < 4 && g.abs_diff(10) < 4 && b.abs_diff(10) < 4, "{r} {g} {b}");
        }
    }
}
