//! What can be said of a picture by measuring, without any model: for practice answers.

mod color;

use crate::Refusal;
use crate::decode::decode;
use crate::format::Format;
use crate::raster::Raster;
use crate::resize::scaled;

pub use self::color::Color;

/// Measured on a copy of at most this many pixels a side.
const SAMPLE_SIDE: u32 = 160;
/// Colours named at most.
const MAIN_COLORS: usize = 4;
/// Colours below this share are not named.
const LEAST_PERCENT: u8 = 3;

/// A picture's measurable properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The file's format by content.
    pub format: Format,
    /// Pixels, upright.
    pub width: u32,
    /// Pixels, upright.
    pub height: u32,
    /// The mean luma (Rec. 709 weights), 0 (black) to 100 (white).
    pub brightness: u8,
    /// One to four, largest share first; equal shares in the order of [`Color`].
    pub colors: Vec<ColorShare>,
}

/// How much of a picture has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColorShare {
    /// The colour.
    pub color: Color,
    /// Percent of the pixels, rounded: 1 to 100.
    pub percent: u8,
}

/// Measures a picture, as it looks on white. No I/O.
///
/// # Errors
/// As [`crate::prepare::prepare`].
pub fn look(bytes: &[u8]) -> Result<Look, Refusal> {
    let sample = |width: u32, height: u32| {
        scaled(width, height, (f64::from(SAMPLE_SIDE) / f64::from(width.max(height))).min(1.0))
    };
    let decoded = decode(bytes, sample)?;
    let (width, height) = decoded.orientation.upright_size(decoded.width, decoded.height);
    let (sample_width, sample_height) = sample(decoded.width, decoded.height);
    let format = decoded.format;
    let small = decoded.upright(sample_width, sample_height)?.into_rgb();
    Ok(Look { format, width, height, brightness: brightness(&small), colors: colors(&small) })
}

fn brightness(raster: &Raster) -> u8 {
    let pixels = raster.pixels.as_chunks::<3>().0;
    // Rec. 709: 0.2126, 0.7152, 0.0722.
    let luma: u64 =
        pixels.iter().map(|&[r, g, b]| 2126 * u64::from(r) + 7152 * u64::from(g) + 722 * u64::from(b)).sum();
    percent(luma, 10_000 * 255 * pixels.len() as u64)
}

fn colors(raster: &Raster) -> Vec<ColorShare> {
    let pixels = raster.pixels.as_chunks::<3>().0;
    let mut counts = Color::ALL.map(|color| (color, 0_u64));
    for &pixel in pixels {
        let color = Color::of_srgb(pixel);
        if let Some((_, count)) = counts.iter_mut().find(|(counted, _)| *counted == color) {
            *count += 1;
        }
    }
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let shares =
        counts.map(|(color, count)| ColorShare { color, percent: percent(count, pixels.len() as u64) });
    let named = shares.iter().take(MAIN_COLORS).filter(|share| share.percent >= LEAST_PERCENT).count();
    shares[..named.max(1)].to_vec()
}

fn percent(part: u64, whole: u64) -> u8 {
    let whole = whole.max(1);
    u8::try_from((part * 100 + whole / 2) / whole).unwrap_or(100)
}
