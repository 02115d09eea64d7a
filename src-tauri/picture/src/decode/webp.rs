//! WebP: the first frame on its canvas.
//!
//! The container is read here (RFC 9649), the frame's bitstream is handed to the decoder alone in a small file
//! of its own: so sizes are checked in every place that states one, and a lie in a chunk that nobody needs
//! cannot spoil the picture.

use std::io::Cursor;

use image_webp::WebPDecoder;

use super::{Decoded, check_size};
use crate::Refusal;
use crate::color::MAX_PROFILE_BYTES;
use crate::format::Format;
use crate::orient::Orientation;
use crate::raster::{Layout, Raster};

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let container = Container::read(bytes).ok_or(Refusal::Broken)?;
    let still = container.first.ok_or(Refusal::Broken)?;
    let (frame_width, frame_height) = still.size().ok_or(Refusal::Broken)?;
    let (width, height) = container.canvas.unwrap_or((frame_width, frame_height));
    check_size(width, height)?;
    check_size(frame_width, frame_height)?;
    let frame = pixels(&still.file(frame_width, frame_height).ok_or(Refusal::Broken)?)?;
    Ok(Decoded {
        format: Format::WebP,
        width,
        height,
        raster: on_canvas(frame, still.left, still.top, width, height),
        orientation: container.orientation,
        icc: container.icc.map(<[u8]>::to_vec),
        frames: container.frames.max(1),
    })
}

fn pixels(file: &[u8]) -> Result<Raster, Refusal> {
    let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(|_| Refusal::Broken)?;
    let (width, height) = decoder.dimensions();
    let layout = if decoder.has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let mut raster = Raster::filled(width, height, layout, 0);
    decoder.read_image(&mut raster.pixels).map_err(|_| Refusal::Broken)?;
    Ok(raster)
}

fn on_canvas(frame: Raster, left: u32, top: u32, width: u32, height: u32) -> Raster {
    if (left, top, frame.width, frame.height) == (0, 0, width, height) {
        return frame;
    }
    let mut canvas = Raster::filled(width, height, Layout::Rgba, 0);
    canvas.place(&frame.into_rgba(), left, top);
    canvas
}

/// What the chunks of a file say, as far as one picture needs it.
#[derive(Default)]
struct Container<'a> {
    canvas: Option<(u32, u32)>,
    orientation: Orientation,
    icc: Option<&'a [u8]>,
    frames: u32,
    first: Option<Still<'a>>,
}

impl<'a> Container<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut container = Self::default();
        let mut loose = Still::default();
        for chunk in Chunks(bytes.get(12..)?) {
            match chunk.name {
                b"VP8X" => {
                    let canvas = chunk.content.get(4..10)?;
                    container.canvas = Some((u24(canvas)? + 1, u24(&canvas[3..])? + 1));
                }
                b"ANMF" => {
                    container.frames = container.frames.saturating_add(1);
                    if container.first.is_none() {
                        container.first = Still::of_animation(&chunk);
                    }
                }
                b"ICCP" if container.icc.is_none() && chunk.content.len() <= MAX_PROFILE_BYTES => {
                    container.icc = Some(chunk.content);
                }
                b"EXIF" => container.orientation = Orientation::of_exif(chunk.content),
                _ => loose.take(chunk),
            }
        }
        if container.first.is_none() {
            container.first = Some(loose);
        }
        Some(container)
    }
}

/// One frame's bitstream and its place on the canvas.
#[derive(Default)]
struct Still<'a> {
    left: u32,
    top: u32,
    alpha: Option<Chunk<'a>>,
    image: Option<Chunk<'a>>,
}

impl<'a> Still<'a> {
    fn of_animation(frame: &Chunk<'a>) -> Option<Self> {
        let mut still =
            Self { left: u24(frame.content)? * 2, top: u24(frame.content.get(3..)?)? * 2, ..Self::default() };
        Chunks(frame.content.get(16..)?).for_each(|chunk| still.take(chunk));
        Some(still)
    }

    fn take(&mut self, chunk: Chunk<'a>) {
        match chunk.name {
            b"ALPH" if self.alpha.is_none() => self.alpha = Some(chunk),
            b"VP8 " | b"VP8L" if self.image.is_none() => self.image = Some(chunk),
            _ => {}
        }
    }

    /// The size the bitstream itself states.
    fn size(&self) -> Option<(u32, u32)> {
        let image = self.image.as_ref()?;
        if image.name == b"VP8L" {
            let header = u32::from_le_bytes(*image.content.get(1..)?.first_chunk()?);
            return Some(((header & 0x3fff) + 1, (header >> 14 & 0x3fff) + 1));
        }
        let [width_low, width_high, height_low, height_high] = *image.content.get(6..)?.first_chunk()?;
        let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
        Some((side(width_low, width_high), side(height_low, height_high)))
    }

    /// A file of this frame alone. When the end of the data is missing, zeros stand for it: what was there is
    /// decoded, the rest is invented by the decoder; with less than half of it there is nothing to show.
    fn file(&self, width: u32, height: u32) -> Option<Vec<u8>> {
        let image = self.image.as_ref()?;
        if image.content.len() < image.stated_bytes / 2 {
            return None;
        }
        let mut file = b"RIFF\0\0\0\0WEBP".to_vec();
        if let (Some(alpha), b"VP8 ") = (&self.alpha, image.name) {
            let mut header = vec![0x10, 0, 0, 0];
            header.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
            header.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
            append_chunk(&mut file, *b"VP8X", &header, header.len());
            append_chunk(&mut file, *b"ALPH", alpha.content, alpha.content.len());
        }
        append_chunk(&mut file, *image.name, image.content, image.stated_bytes);
        let bytes = u32::try_from(file.len() - 8).ok()?;
        file[4..8].copy_from_slice(&bytes.to_le_bytes());
        Some(file)
    }
}

fn append_chunk(file: &mut Vec<u8>, name: [u8; 4], content: &[u8], bytes: usize) {
    file.extend(name);
    file.extend(u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes());
    let end = file.len() + bytes.next_multiple_of(2);
    file.extend_from_slice(content);
    file.resize(end, 0);
}

struct Chunk<'a> {
    name: &'a [u8; 4],
    /// As far as it is there.
    content: &'a [u8],
    stated_bytes: usize,
}

struct Chunks<'a>(&'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        let (name, rest) = self.0.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let stated_bytes = u32::from_le_bytes(*length) as usize;
        let (content, _) = rest.split_at(stated_bytes.min(rest.len()));
        self.0 = rest.get(stated_bytes.saturating_add(stated_bytes % 2)..).unwrap_or_default();
        Some(Chunk { name, content, stated_bytes })
    }
}

fn u24(bytes: &[u8]) -> Option<u32> {
    let &[low, middle, high] = bytes.first_chunk()?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}
