//! JPEG. The first decoder can leave out detail while it decodes, which makes it the fast one; the second one
//! reads files that are damaged or unusual. Both get what [`Header`] found sound.

mod header;

use std::io::Cursor;

use jpeg_decoder::{Decoder, PixelFormat};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use self::header::Header;
use super::{Decoded, MAX_SIDE, check_size};
use crate::Refusal;
use crate::format::Format;
use crate::raster::{Layout, Raster};

/// Scans of one picture that are decoded. Encoders write about ten; thousands make a small file take minutes.
const MAX_SCANS: usize = 100;

const END_OF_IMAGE: [u8; 2] = [0xff, 0xd9];

pub(super) fn decode(bytes: &[u8], fit: impl Fn(u32, u32) -> (u32, u32)) -> Result<Decoded, Refusal> {
    let header = Header::read(bytes)?;
    check_size(header.width, header.height)?;
    if header.scans > MAX_SCANS {
        return Err(Refusal::TookTooLong);
    }
    let wanted = fit(header.width, header.height);
    Ok(Decoded {
        format: Format::Jpeg,
        width: header.width,
        height: header.height,
        raster: scaled(bytes, wanted)
            .or_else(|| whole(bytes))
            // A progressive picture without its last scan is complete, only coarser.
            .or_else(|| scaled(&[&bytes[..header.last_scan_start], &END_OF_IMAGE].concat(), wanted))
            .ok_or(Refusal::Broken)?,
        orientation: header.orientation,
        frames: 1,
    })
}

/// At half, a quarter or an eighth of the size, where that is still as large as wanted.
fn scaled(bytes: &[u8], wanted: (u32, u32)) -> Option<Raster> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    decoder.scale(side(wanted.0), side(wanted.1)).ok()?;
    let pixels = decoder.decode().ok()?;
    let info = decoder.info()?;
    let (layout, pixels) = match info.pixel_format {
        PixelFormat::L8 => (Layout::Gray, pixels),
        PixelFormat::L16 => (Layout::Gray, pixels.as_chunks().0.iter().copied().map(high_byte).collect()),
        PixelFormat::RGB24 => (Layout::Rgb, pixels),
        PixelFormat::CMYK32 => {
            (Layout::Rgb, pixels.as_chunks().0.iter().copied().flat_map(printed).collect())
        }
    };
    Some(Raster { width: info.width.into(), height: info.height.into(), layout, pixels })
}

fn high_byte(sample: [u8; 2]) -> u8 {
    u16::from_ne_bytes(sample).to_be_bytes()[0]
}

/// The colour of inks on paper, each 0 (none) to 255.
fn printed([cyan, magenta, yellow, black]: [u8; 4]) -> [u8; 3] {
    [cyan, magenta, yellow].map(|ink| {
        let light = u32::from(255 - ink) * u32::from(255 - black);
        u8::try_from((light + 127) / 255).unwrap_or(u8::MAX)
    })
}

/// At full size, as far as it goes: where data is missing or damaged, what came before is kept.
fn whole(bytes: &[u8]) -> Option<Raster> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(MAX_SIDE as usize)
        .set_max_height(MAX_SIDE as usize)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let pixels = decoder.decode().ok()?;
    let info = decoder.info()?;
    let raster = Raster { width: info.width.into(), height: info.height.into(), layout: Layout::Rgb, pixels };
    (raster.pixels.len() == raster.stride() * raster.height as usize).then_some(raster)
}
