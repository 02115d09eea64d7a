//! JPEG. The first decoder can leave out detail while it decodes, which makes it the fast one; the second one
//! reads files that are damaged or unusual. Both get what [`Header`] found sound.

mod header;

use std::borrow::Cow;
use std::io::Cursor;

use jpeg_decoder::{Decoder, PixelFormat};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use self::header::{Header, LateHeight};
use super::{Decoded, MAX_SIDE, check_size};
use crate::Refusal;
use crate::color::of_inks;
use crate::format::Format;
use crate::raster::{Layout, Raster};

/// Scans of one picture that are decoded. Encoders write about ten; thousands make a small file take minutes.
const MAX_SCANS: usize = 100;

/// What a decoder may hold at a time: 520 MiB.
const MAX_DECODER_BYTES: u64 = 520 * 1024 * 1024;

/// The marker of a segment that is passed over.
const COMMENT: u8 = 0xfe;

/// A segment that promises the tables of Motion JPEG (ITU-T T.81, annex K.3).
const MOTION_JPEG: [u8; 18] = *b"\xff\xe0\0\x10AVI1\0\0\0\0\0\0\0\0\0\0";

const END_OF_IMAGE: [u8; 2] = [0xff, 0xd9];

pub(super) fn decode(bytes: &[u8], fit: impl Fn(u32, u32) -> (u32, u32)) -> Result<Decoded, Refusal> {
    let bytes = from_last_start(bytes);
    let header = Header::read(bytes)?;
    check_size(header.width, header.height)?;
    if header.coefficient_bytes > MAX_DECODER_BYTES {
        return Err(Refusal::TooManyPixels);
    }
    if header.scans > MAX_SCANS {
        return Err(Refusal::TookTooLong);
    }
    let wanted = fit(header.width, header.height);
    let mended = mended(bytes, &header);
    let header = match &mended {
        Cow::Borrowed(_) => header,
        Cow::Owned(bytes) => Header::read(bytes)?,
    };
    let bytes = &*mended;
    let icc = header.icc.as_deref();
    let up_to = |end: usize| [&bytes[..end], &END_OF_IMAGE].concat();
    let whole_bytes = 3 * u64::from(header.width) * u64::from(header.height) + header.coefficient_bytes;
    let whole_of = |bytes: &[u8]| if whole_bytes <= MAX_DECODER_BYTES { whole(bytes) } else { None };
    let raster = scaled(bytes, wanted, icc)
        .or_else(|| whole_of(bytes))
        .or_else(|| header.broken_off_at.and_then(|end| whole_of(&up_to(end))))
        // A progressive picture without its last scan is complete, only coarser.
        .or_else(|| scaled(&up_to(header.last_scan_start), wanted, icc))
        .ok_or(Refusal::Broken)?;
    Ok(Decoded {
        format: Format::Jpeg,
        width: header.width,
        height: header.height,
        raster,
        orientation: header.orientation,
        icc: header.icc,
        frames: 1,
    })
}

/// Some programs write the marker that starts a picture twice.
fn from_last_start(mut bytes: &[u8]) -> &[u8] {
    while let Some(rest @ [0xff, 0xd8, 0xff, ..]) = bytes.get(2..) {
        bytes = rest;
    }
    bytes
}

/// What no decoder expects, written as every decoder expects it.
fn mended<'a>(bytes: &'a [u8], header: &Header) -> Cow<'a, [u8]> {
    let mut mended = Cow::Borrowed(bytes);
    if let Some(LateHeight { stated_at, segment_at }) = header.late_height {
        let bytes = mended.to_mut();
        bytes.copy_within(segment_at + 4..segment_at + 6, stated_at);
        bytes[segment_at + 1] = COMMENT;
    }
    if header.lacks_huffman_tables {
        mended.to_mut().splice(2..2, MOTION_JPEG);
    }
    mended
}

/// At half, a quarter or an eighth of the size, where that is still as large as wanted.
fn scaled(bytes: &[u8], wanted: (u32, u32), icc: Option<&[u8]>) -> Option<Raster> {
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
            let by_profile = icc.and_then(|icc| of_inks(&pixels, icc));
            let printed = || pixels.as_chunks().0.iter().copied().flat_map(printed).collect();
            (Layout::Rgb, by_profile.unwrap_or_else(printed))
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
