//! Which way up a picture is: EXIF's orientation, read from its TIFF structure, and the turning itself.

use crate::raster::Raster;

/// EXIF tag 0x0112 (Exif 2.32, 4.6.4): what has to be done to the stored pixels to see them upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Orientation {
    /// 1
    #[default]
    Upright,
    /// 2
    Mirror,
    /// 3
    HalfTurn,
    /// 4
    Flip,
    /// 5: rows become columns.
    Transpose,
    /// 6: clockwise.
    QuarterTurn,
    /// 7: rows become columns, last first.
    Transverse,
    /// 8: counter-clockwise.
    QuarterTurnBack,
}

impl Orientation {
    /// Out of an EXIF block, with or without `Exif\0\0` before its TIFF header. Whatever cannot be read is
    /// [`Orientation::Upright`].
    pub(crate) fn of_exif(exif: &[u8]) -> Self {
        let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        match orientation_tag(tiff) {
            Some(2) => Self::Mirror,
            Some(3) => Self::HalfTurn,
            Some(4) => Self::Flip,
            Some(5) => Self::Transpose,
            Some(6) => Self::QuarterTurn,
            Some(7) => Self::Transverse,
            Some(8) => Self::QuarterTurnBack,
            _ => Self::Upright,
        }
    }

    /// A stored size as it is upright.
    pub(crate) fn upright_size(self, width: u32, height: u32) -> (u32, u32) {
        if self.swaps_sides() { (height, width) } else { (width, height) }
    }

    /// The pixels upright.
    pub(crate) fn apply(self, stored: Raster) -> Raster {
        if self == Self::Upright || stored.width == 0 || stored.height == 0 {
            return stored;
        }
        let channels = stored.layout.channels();
        let stride = stored.stride();
        let mut pixels = Vec::with_capacity(stored.pixels.len());
        let (width, height) = self.upright_size(stored.width, stored.height);
        let (last_column, last_row) = (stored.width as usize - 1, stored.height as usize - 1);
        for y in 0..height as usize {
            for x in 0..width as usize {
                let (column, row) = match self {
                    Self::Upright => (x, y),
                    Self::Mirror => (last_column - x, y),
                    Self::HalfTurn => (last_column - x, last_row - y),
                    Self::Flip => (x, last_row - y),
                    Self::Transpose => (y, x),
                    Self::QuarterTurn => (y, last_row - x),
                    Self::Transverse => (last_column - y, last_row - x),
                    Self::QuarterTurnBack => (last_column - y, x),
                };
                let at = row * stride + column * channels;
                pixels.extend_from_slice(&stored.pixels[at..at + channels]);
            }
        }
        Raster { width, height, layout: stored.layout, pixels }
    }

    fn swaps_sides(self) -> bool {
        match self {
            Self::Upright | Self::Mirror | Self::HalfTurn | Self::Flip => false,
            Self::Transpose | Self::QuarterTurn | Self::Transverse | Self::QuarterTurnBack => true,
        }
    }
}

/// The orientation entry of the first directory of a TIFF structure (TIFF 6.0, section 2).
fn orientation_tag(tiff: &[u8]) -> Option<u16> {
    let big_endian = match tiff.get(..4)? {
        b"II*\0" => false,
        b"MM\0*" => true,
        _ => return None,
    };
    let u16_at = |at: usize| -> Option<u16> {
        let raw = tiff.get(at..)?.first_chunk()?;
        Some(if big_endian { u16::from_be_bytes(*raw) } else { u16::from_le_bytes(*raw) })
    };
    let u32_at = |at: usize| -> Option<u32> {
        let raw = tiff.get(at..)?.first_chunk()?;
        Some(if big_endian { u32::from_be_bytes(*raw) } else { u32::from_le_bytes(*raw) })
    };
    let directory = u32_at(4)? as usize;
    let entries = usize::from(u16_at(directory)?);
    for entry in (0..entries).map(|index| directory + 2 + index * 12) {
        if u16_at(entry)? == 0x0112 {
            // SHORT as the standard has it, LONG as some programs write it.
            return match u16_at(entry + 2)? {
                3 => u16_at(entry + 8),
                4 => u16::try_from(u32_at(entry + 8)?).ok(),
                _ => None,
            };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Layout;

    fn exif(kind: u8, orientation: u8) -> Vec<u8> {
        let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0".to_vec();
        exif.extend([kind, 0, 0, 0, 1]);
        if kind == 3 {
            exif.extend([0, orientation, 0, 0]);
        } else {
            exif.extend([0, 0, 0, orientation]);
        }
        exif
    }

    // 1 2 3
    // 4 5 6
    fn stored() -> Raster {
        Raster { width: 3, height: 2, layout: Layout::Gray, pixels: vec![1, 2, 3, 4, 5, 6] }
    }

    #[test]
    fn each_of_the_eight_orientations_is_turned_upright() {
        let upright: [(u8, u32, [u8; 6]); 8] = [
            (1, 3, [1, 2, 3, 4, 5, 6]),
            (2, 3, [3, 2, 1, 6, 5, 4]),
            (3, 3, [6, 5, 4, 3, 2, 1]),
            (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]),
            (6, 2, [4, 1, 5, 2, 6, 3]),
            (7, 2, [6, 3, 5, 2, 4, 1]),
            (8, 2, [3, 6, 2, 5, 1, 4]),
        ];
        for (tag, width, pixels) in upright {
            for kind in [3, 4] {
                let turned = Orientation::of_exif(&exif(kind, tag)).apply(stored());
                assert_eq!((turned.width, &turned.pixels[..]), (width, &pixels[..]), "orientation {tag}");
            }
        }
    }

    #[test]
    fn broken_exif_leaves_the_picture_as_it_is() {
        let whole = exif(3, 6);
        for cut in 0..whole.len() - 3 {
            assert_eq!(Orientation::of_exif(&whole[..cut]), Orientation::Upright);
        }
        assert_eq!(Orientation::of_exif(&exif(3, 0)), Orientation::Upright);
        assert_eq!(Orientation::of_exif(&exif(3, 9)), Orientation::Upright);
        assert_eq!(Orientation::of_exif(b"II*\0\xff\xff\xff\xff"), Orientation::Upright);
    }

    #[test]
    fn the_exif_name_before_the_header_is_skipped() {
        let named = [b"Exif\0\0".as_slice(), &exif(3, 3)].concat();
        assert_eq!(Orientation::of_exif(&named), Orientation::HalfTurn);
    }
}
