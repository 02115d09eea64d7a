//! A prepared picture as bare pixels, for a clipboard.

use crate::Refusal;
use crate::decode::decode;

/// A picture's pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Red, green, blue and alpha for each pixel, rows without padding, top row first.
    pub rgba: Vec<u8>,
}

/// Opens a picture's bytes. Takes a while: not for a thread that answers.
///
/// # Errors
/// As [`crate::prepare::prepare`].
pub fn pixels(bytes: &[u8]) -> Result<Pixels, Refusal> {
    let decoded = decode(bytes, |width, height| (width, height))?;
    let (stored_width, stored_height) = (decoded.width, decoded.height);
    let (width, height) = decoded.orientation.upright_size(stored_width, stored_height);
    let raster = decoded.upright(stored_width, stored_height)?.into_rgba();
    Ok(Pixels { width, height, rgba: raster.pixels })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_there_and_opaque_where_the_picture_is() {
        let file = include_bytes!("../tests/pictures/orientation-6.png");
        let found = pixels(file).unwrap();
        assert_eq!(found.rgba.len(), found.width as usize * found.height as usize * 4);
        assert!(found.rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX));
        assert!(found.rgba.chunks_exact(4).any(|pixel| pixel[..3] != found.rgba[..3]));
    }
}
