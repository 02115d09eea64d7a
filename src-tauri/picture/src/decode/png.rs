//! PNG and APNG. Texts are never inflated and profiles only to a limit, so that a small file cannot become a large
//! one. `gAMA` and `cHRM` are passed over: where they differ from sRGB they are wrong more often than right.

use std::io::Cursor;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use png::{BitDepth, ColorType, Decoder, InterlaceInfo, Reader, Transformations};

use super::{Decoded, check_size};
use crate::Refusal;
use crate::color::MAX_PROFILE_BYTES;
use crate::format::Format;
use crate::orient::Orientation;
use crate::raster::{Layout, Raster};

const SIGNATURE_BYTES: usize = 8;

/// An animation that cannot be read is the still picture that older programs see in it.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    match first_picture(bytes) {
        Err(Refusal::Broken) if Chunks::of(bytes).any(|chunk| chunk.name == b"acTL") => {
            first_picture(&without_animation(bytes))
        }
        outcome => outcome,
    }
}

fn first_picture(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.ignore_checksums(true);
    decoder.set_transformations(Transformations::EXPAND);
    let (width, height) = decoder.read_header_info().map_err(|_| Refusal::Broken)?.size();
    check_size(width, height)?;
    let mut reader = decoder.read_info().map_err(|_| Refusal::Broken)?;
    let first_frame_is_apart =
        reader.info().animation_control.is_some() && reader.info().frame_control.is_none();
    if first_frame_is_apart {
        reader.next_frame_info().map_err(|_| Refusal::Broken)?;
    }
    let around = Surroundings::of(bytes);
    Ok(Decoded {
        format: Format::Png,
        width,
        height,
        raster: first_frame(&mut reader)?,
        orientation: around.orientation,
        icc: around.profile.and_then(inflated),
        frames: if reader.info().animation_control.is_some() { around.frames.max(1) } else { 1 },
    })
}

type PngReader<'a> = Reader<Cursor<&'a [u8]>>;

/// The frame the reader stands at, on the picture's canvas. Rows that are missing stay white or transparent.
fn first_frame(reader: &mut PngReader<'_>) -> Result<Raster, Refusal> {
    let (canvas_width, canvas_height) = reader.info().size();
    let (left, top, width, height) = match reader.info().frame_control {
        Some(frame) => (frame.x_offset, frame.y_offset, frame.width, frame.height),
        None => (0, 0, canvas_width, canvas_height),
    };
    check_size(width, height)?;
    let frame = rows(reader, width, height)?;
    if (left, top, width, height) == (0, 0, canvas_width, canvas_height) {
        return Ok(frame);
    }
    let mut canvas = Raster::filled(canvas_width, canvas_height, frame.layout, untouched(frame.layout));
    canvas.place(&frame, left, top);
    Ok(canvas)
}

fn untouched(layout: Layout) -> u8 {
    match layout {
        Layout::Gray | Layout::Rgb => u8::MAX,
        Layout::Rgba => 0,
    }
}

fn rows(reader: &mut PngReader<'_>, width: u32, height: u32) -> Result<Raster, Refusal> {
    let (color, depth) = reader.output_color_type();
    let layout = match color {
        ColorType::Grayscale => Layout::Gray,
        ColorType::Rgb => Layout::Rgb,
        ColorType::GrayscaleAlpha | ColorType::Rgba => Layout::Rgba,
        ColorType::Indexed => return Err(Refusal::Broken),
    };
    let bits_per_pixel = match layout {
        Layout::Gray => 8,
        Layout::Rgb => 24,
        Layout::Rgba => 32,
    };
    let mut raster = Raster::filled(width, height, layout, untouched(layout));
    let stride = raster.stride();
    let mut samples = Vec::with_capacity(stride);
    let mut next = 0;
    while let Ok(Some(row)) = reader.next_interlaced_row() {
        samples.clear();
        append_eight_bit(row.data(), depth, color, &mut samples);
        match row.interlace() {
            InterlaceInfo::Null(_) => {
                let Some(line) = raster.pixels.get_mut(next..next + stride) else { break };
                line.copy_from_slice(&samples);
                next += stride;
            }
            InterlaceInfo::Adam7(pass) => {
                // Later passes lay finer pixels over the coarse ones; a file that ends early keeps the coarse.
                png::splat_interlaced_row(&mut raster.pixels, stride, &samples, pass, bits_per_pixel);
                next = stride;
            }
        }
    }
    if next == 0 { Err(Refusal::Broken) } else { Ok(raster) }
}

/// A row's samples with eight bits each; gray with alpha becomes RGBA.
fn append_eight_bit(row: &[u8], depth: BitDepth, color: ColorType, samples: &mut Vec<u8>) {
    match depth {
        BitDepth::Sixteen => {
            let rounded = |&sample| {
                let sample = u32::from(u16::from_be_bytes(sample));
                u8::try_from((sample * 255 + 32_767) / 65_535).unwrap_or(u8::MAX)
            };
            append_colors(row.as_chunks::<2>().0.iter().map(rounded), color, samples);
        }
        BitDepth::One | BitDepth::Two | BitDepth::Four | BitDepth::Eight => {
            append_colors(row.iter().copied(), color, samples);
        }
    }
}

fn append_colors(mut row: impl Iterator<Item = u8>, color: ColorType, samples: &mut Vec<u8>) {
    match color {
        ColorType::GrayscaleAlpha => {
            while let (Some(gray), Some(alpha)) = (row.next(), row.next()) {
                samples.extend([gray, gray, gray, alpha]);
            }
        }
        ColorType::Grayscale | ColorType::Rgb | ColorType::Rgba | ColorType::Indexed => samples.extend(row),
    }
}

/// What the chunks around the pixels say, wherever they stand.
#[derive(Default)]
struct Surroundings<'a> {
    orientation: Orientation,
    frames: u32,
    /// `iCCP` as it is stored.
    profile: Option<&'a [u8]>,
}

impl<'a> Surroundings<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut around = Self::default();
        for chunk in Chunks::of(bytes) {
            match chunk.name {
                b"eXIf" => around.orientation = Orientation::of_exif(chunk.content),
                b"iCCP" => around.profile = Some(chunk.content),
                b"fcTL" => around.frames = around.frames.saturating_add(1),
                _ => {}
            }
        }
        around
    }
}

/// The file with its animation's chunks under a name that no decoder knows.
fn without_animation(bytes: &[u8]) -> Vec<u8> {
    let mut still = bytes.to_vec();
    for chunk in Chunks::of(bytes).filter(|chunk| matches!(chunk.name, b"acTL" | b"fcTL" | b"fdAT")) {
        still[chunk.name_at..chunk.name_at + 4].copy_from_slice(b"noNe");
    }
    still
}

struct Chunk<'a> {
    name: &'a [u8; 4],
    /// In bytes from the file's start.
    name_at: usize,
    /// As far as it is there.
    content: &'a [u8],
}

struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Chunks<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: SIGNATURE_BYTES }
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        let (length, rest) = self.bytes.get(self.at..)?.split_first_chunk()?;
        let (name, rest) = rest.split_first_chunk()?;
        let length = u32::from_be_bytes(*length) as usize;
        let chunk = Chunk { name, name_at: self.at + 4, content: &rest[..length.min(rest.len())] };
        // Length and name before, the checksum behind.
        self.at = self.at.checked_add(length)?.checked_add(12)?;
        Some(chunk)
    }
}

/// A profile out of its chunk: a name, zero, the method (0), then the compressed profile (PNG 3, 11.3.2.3).
fn inflated(chunk: &[u8]) -> Option<Vec<u8>> {
    let end_of_name = chunk.iter().take(80).position(|&byte| byte == 0)?;
    let (0, compressed) = chunk.get(end_of_name + 1..)?.split_first()? else { return None };
    decompress_to_vec_zlib_with_limit(compressed, MAX_PROFILE_BYTES).ok()
}
