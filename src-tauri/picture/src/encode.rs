//! Pixels to the bytes that are sent. They hold pixels and nothing else: no profile, no comment, no origin.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::Refusal;
use crate::budget::Budget;
use crate::prepare::MediaType;
use crate::raster::{Layout, Raster};
use crate::resize::{resize, scaled};

/// Tried in this order; 85 is where a photograph does not lose anything that can be seen.
const JPEG_QUALITIES: [u8; 4] = [85, 75, 60, 45];

/// Up to so many pixels a PNG is small whatever it shows (48 KiB), and what JPEG loses would weigh most.
const SMALL_PIXELS: usize = 128 * 128;

/// At this alpha and above a pixel counts as opaque.
const OPAQUE: u8 = 250;

pub(crate) struct Encoded {
    pub(crate) media_type: MediaType,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bytes: Vec<u8>,
}

/// PNG where something can be seen through the picture and where it is small or a flat graphic, JPEG for all else and for
/// what would not fit the budget as PNG (then on white). Quality is lowered, then the size, until it fits.
///
/// # Errors
/// [`Refusal::TooManyBytes`] when not even the smallest picture fits, [`Refusal::Broken`] for an empty one.
pub(crate) fn encode(raster: Raster, budget: &Budget) -> Result<Encoded, Refusal> {
    let raster = if is_see_through(&raster) { blank_what_is_hidden(raster) } else { raster.on_white() };
    if raster.layout == Layout::Rgba || is_small(&raster) || is_flat(&raster) {
        let bytes = png(&raster)?;
        if budget.holds(bytes.len()) {
            return Ok(encoded(MediaType::Png, &raster, bytes));
        }
    }
    let mut raster = raster.on_white();
    loop {
        for quality in JPEG_QUALITIES {
            let bytes = jpeg(&raster, quality)?;
            if budget.holds(bytes.len()) {
                return Ok(encoded(MediaType::Jpeg, &raster, bytes));
            }
        }
        if raster.width.min(raster.height) <= budget.short_edge {
            return Err(Refusal::TooManyBytes);
        }
        let smallest = f64::from(budget.short_edge) / f64::from(raster.width.min(raster.height));
        let (width, height) = scaled(raster.width, raster.height, smallest.max(0.75));
        raster = resize(raster, width, height)?;
    }
}

fn encoded(media_type: MediaType, raster: &Raster, bytes: Vec<u8>) -> Encoded {
    Encoded { media_type, width: raster.width, height: raster.height, bytes }
}

fn is_see_through(raster: &Raster) -> bool {
    raster.layout == Layout::Rgba && raster.pixels.as_chunks::<4>().0.iter().any(|pixel| pixel[3] < OPAQUE)
}

fn is_small(raster: &Raster) -> bool {
    raster.width as usize * raster.height as usize <= SMALL_PIXELS
}

/// White under every pixel that cannot be seen. Nothing leaves that the user does not see, and a model's host
/// that ignores transparency finds the same as one that puts the picture on white.
fn blank_what_is_hidden(mut raster: Raster) -> Raster {
    for pixel in raster.pixels.as_chunks_mut::<4>().0 {
        if pixel[3] == 0 {
            *pixel = [255, 255, 255, 0];
        }
    }
    raster
}

/// Whether most pixels equal both their left and their upper neighbour, as in drawings and screenshots and
/// hardly ever in photographs.
fn is_flat(raster: &Raster) -> bool {
    let (channels, stride) = (raster.layout.channels(), raster.stride());
    let mut same = 0_usize;
    for rows in raster.pixels.chunks_exact(stride).collect::<Vec<_>>().windows(2) {
        let (above, row) = (rows[0], rows[1]);
        same += (channels..stride)
            .step_by(channels)
            .filter(|&at| {
                let pixel = &row[at..at + channels];
                pixel == &row[at - channels..at] && pixel == &above[at..at + channels]
            })
            .count();
    }
    same * 2 > raster.width as usize * raster.height as usize
}

fn png(raster: &Raster) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, raster.width, raster.height);
    encoder.set_color(match raster.layout {
        Layout::Gray => png::ColorType::Grayscale,
        Layout::Rgb => png::ColorType::Rgb,
        Layout::Rgba => png::ColorType::Rgba,
    });
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|_| Refusal::Broken)?;
    writer.write_image_data(&raster.pixels).map_err(|_| Refusal::Broken)?;
    writer.finish().map_err(|_| Refusal::Broken)?;
    Ok(bytes)
}

fn jpeg(raster: &Raster, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    let layout = match raster.layout {
        Layout::Gray => ColorType::Luma,
        Layout::Rgb => ColorType::Rgb,
        Layout::Rgba => ColorType::Rgba,
    };
    let side = |pixels: u32| u16::try_from(pixels).map_err(|_| Refusal::TooManyPixels);
    encoder
        .encode(&raster.pixels, side(raster.width)?, side(raster.height)?, layout)
        .map_err(|_| Refusal::Broken)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sample different from its neighbours, and as hard to compress as can be.
    fn noise(side: u32, layout: Layout) -> Raster {
        let mut raster = Raster::filled(side, side, layout, 0);
        let mut state = 1_u32;
        for sample in &mut raster.pixels {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = state.to_be_bytes()[0];
        }
        raster
    }

    #[test]
    fn a_flat_graphic_and_a_small_picture_are_png_and_noise_is_jpeg() {
        let media_type = |raster| encode(raster, &Budget::default()).unwrap().media_type;
        assert_eq!(media_type(Raster::filled(300, 300, Layout::Rgb, 9)), MediaType::Png);
        assert_eq!(media_type(noise(128, Layout::Rgb)), MediaType::Png);
        assert_eq!(media_type(noise(129, Layout::Rgb)), MediaType::Jpeg);
    }

    #[test]
    fn a_tight_budget_is_kept_by_quality_and_then_by_size() {
        for (max_base64_bytes, same_size) in [(200_000, true), (20_000, false), (4_000, false)] {
            let budget = Budget { max_base64_bytes, ..Budget::default() };
            let sent = encode(noise(400, Layout::Rgba), &budget).unwrap();
            assert!(budget.holds(sent.bytes.len()), "{max_base64_bytes}");
            assert_eq!(sent.width == 400, same_size, "{max_base64_bytes}");
        }
        let hopeless = Budget { max_base64_bytes: 10, ..Budget::default() };
        assert!(matches!(encode(noise(400, Layout::Gray), &hopeless), Err(Refusal::TooManyBytes)));
    }

    #[test]
    fn what_lies_under_transparent_pixels_does_not_leave() {
        let secret =
            Raster { width: 1, height: 2, layout: Layout::Rgba, pixels: vec![1, 2, 3, 0, 4, 5, 6, 255] };
        assert_eq!(blank_what_is_hidden(secret).pixels, [255, 255, 255, 0, 4, 5, 6, 255]);
    }

    #[test]
    fn alpha_that_nobody_sees_is_dropped() {
        let mut raster = Raster::filled(40, 40, Layout::Rgba, 100);
        raster.pixels.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 252);
        let sent = encode(raster, &Budget::default()).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(sent.bytes)).read_info().unwrap();
        assert_eq!(decoder.info().color_type, png::ColorType::Rgb);
    }
}
