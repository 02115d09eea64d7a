//! GIF: the first frame on its canvas.

use gif::{ColorOutput, DecodeOptions, Decoder, Frame, MemoryLimit};

use super::{Decoded, MAX_PIXELS, check_size};
use crate::Refusal;
use crate::format::Format;
use crate::orient::Orientation;
use crate::raster::{Layout, Raster};

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.allow_unknown_blocks(true);
    options.set_memory_limit(MAX_PIXELS.try_into().map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
    let mut decoder = options.read_info(bytes).map_err(|_| Refusal::Broken)?;
    let frame = decoder.next_frame_info().map_err(|_| Refusal::Broken)?.ok_or(Refusal::Broken)?.clone();
    // Where the canvas is too small for the first frame, browsers enlarge the canvas.
    let width = u32::from(decoder.width()).max(u32::from(frame.left) + u32::from(frame.width));
    let height = u32::from(decoder.height()).max(u32::from(frame.top) + u32::from(frame.height));
    check_size(width, height)?;
    let pixels = colors(&mut decoder, &frame)?;
    Ok(Decoded {
        format: Format::Gif,
        width,
        height,
        raster: on_canvas(pixels, &frame, width, height),
        orientation: Orientation::Upright,
        icc: None,
        frames: frames(bytes),
    })
}

/// The frame's pixels; rows that are missing stay transparent.
fn colors(decoder: &mut Decoder<&[u8]>, frame: &Frame<'_>) -> Result<Raster, Refusal> {
    let (width, height) = (u32::from(frame.width), u32::from(frame.height));
    let mut raster = Raster::filled(width, height, Layout::Rgba, 0);
    let palette = decoder.palette().map_err(|_| Refusal::Broken)?.to_vec();
    let stride = raster.stride();
    let mut indices = vec![0; usize::from(frame.width)];
    let mut seen = false;
    for row in row_order(height, frame.interlaced) {
        if !matches!(decoder.fill_buffer(&mut indices), Ok(true)) {
            break;
        }
        seen = true;
        let line = &mut raster.pixels[row as usize * stride..][..stride];
        for (pixel, &index) in line.as_chunks_mut::<4>().0.iter_mut().zip(&indices) {
            if frame.transparent != Some(index) {
                let color = palette.as_chunks::<3>().0.get(usize::from(index)).copied().unwrap_or_default();
                *pixel = [color[0], color[1], color[2], u8::MAX];
            }
        }
    }
    if seen { Ok(raster) } else { Err(Refusal::Broken) }
}

/// The rows in the order they are stored (GIF 89a, appendix E).
fn row_order(height: u32, interlaced: bool) -> impl Iterator<Item = u32> {
    let passes: &[(u32, usize)] = if interlaced { &[(0, 8), (4, 8), (2, 4), (1, 2)] } else { &[(0, 1)] };
    passes.iter().flat_map(move |&(start, step)| (start..height).step_by(step))
}

fn on_canvas(pixels: Raster, frame: &Frame<'_>, width: u32, height: u32) -> Raster {
    if (pixels.width, pixels.height) == (width, height) {
        return pixels;
    }
    let mut canvas = Raster::filled(width, height, Layout::Rgba, 0);
    canvas.place(&pixels, u32::from(frame.left), u32::from(frame.top));
    canvas
}

/// Counts frames by their descriptors, without decoding any.
fn frames(bytes: &[u8]) -> u32 {
    fn color_table(flags: u8) -> usize {
        if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
    }
    let mut count = 0;
    let mut at = 13 + bytes.get(10).map_or(0, |&flags| color_table(flags));
    while let Some(&block) = bytes.get(at) {
        at += match block {
            0x21 => 2,
            0x2c => {
                count += 1;
                let flags = bytes.get(at + 9).copied().unwrap_or_default();
                11 + color_table(flags)
            }
            _ => break,
        };
        while let Some(&length) = bytes.get(at) {
            at += 1 + usize::from(length);
            if length == 0 {
                break;
            }
        }
    }
    count.max(1)
}
