//! A picture that comes as bare pixels, as the clipboards of Windows and macOS hold it.

use png::{BitDepth, ColorType, Compression, Encoder};

use crate::Refusal;
use crate::decode::check_size;

/// Writes upright rows of red, green, blue and alpha as a PNG file, quickly rather than small: the file stays
/// here. Its memory is that of the pixels at most. Takes a while.
///
/// # Errors
/// [`Refusal::TooManyPixels`], or [`Refusal::Broken`] when the pixels are not as many as the sides say.
pub fn to_png(width: usize, height: usize, rgba: &[u8]) -> Result<Vec<u8>, Refusal> {
    let side = |pixels: usize| u32::try_from(pixels).map_err(|_| Refusal::TooManyPixels);
    let (wide, high) = (side(width)?, side(height)?);
    check_size(wide, high)?;
    if rgba.len() != width * height * 4 {
        return Err(Refusal::Broken);
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, wide, high);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header().map_err(|_| Refusal::Broken)?;
    writer.write_image_data(rgba).map_err(|_| Refusal::Broken)?;
    writer.finish().map_err(|_| Refusal::Broken)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;
    use crate::prepare::prepare;

    #[test]
    fn pixels_become_a_file_that_opens() {
        let file = to_png(30, 20, &[90; 30 * 20 * 4]).unwrap();
        let source = prepare(&file, &Budget::default()).unwrap().source;
        assert_eq!((source.width, source.height), (30, 20));
    }

    #[test]
    fn sizes_are_checked_before_anything_is_written() {
        assert_eq!(to_png(10_001, 10_000, &[]), Err(Refusal::TooManyPixels));
        assert_eq!(to_png(usize::MAX, 1, &[]), Err(Refusal::TooManyPixels));
        assert_eq!(to_png(0, 1, &[]), Err(Refusal::Broken));
        assert_eq!(to_png(2, 2, &[0; 15]), Err(Refusal::Broken));
    }
}
