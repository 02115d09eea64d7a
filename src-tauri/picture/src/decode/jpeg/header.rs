//! What a JPEG file says of itself, read from its markers (ITU-T T.81, annex B) without decoding.

use crate::Refusal;
use crate::color::MAX_PROFILE_BYTES;
use crate::orient::Orientation;

/// The first picture of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Pixels, as stored.
    pub(super) width: u32,
    /// Pixels, as stored.
    pub(super) height: u32,
    /// Bytes that a decoder holds beside the pixels: a progressive picture's coefficients, two bytes a sample.
    pub(super) coefficient_bytes: u64,
    /// Passes over the picture; 1 unless it is progressive or its colours are stored one after the other.
    pub(super) scans: usize,
    /// Where the last scan's marker stands, in bytes from the file's start.
    pub(super) last_scan_start: usize,
    /// Where the data of the last scan is broken off by another marker than the picture's end.
    pub(super) broken_off_at: Option<usize>,
    /// Where to write the height that the file states only after its first scan (DNL).
    pub(super) late_height: Option<LateHeight>,
    /// Whether the file relies on the tables everybody knows, as pictures out of Motion JPEG do.
    pub(super) lacks_huffman_tables: bool,
    pub(super) icc: Option<Vec<u8>>,
    pub(super) orientation: Orientation,
}

/// Offsets from the file's start in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LateHeight {
    /// The two bytes in the frame header, which are zero.
    pub(super) stated_at: usize,
    /// The marker of the segment that has the height.
    pub(super) segment_at: usize,
}

impl Header {
    /// # Errors
    /// [`Refusal::Broken`] when there is no frame, [`Refusal::Unsupported`] for the kinds of JPEG that no browser
    /// opens.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut frame = None;
        let mut coefficient_bytes = 0;
        let mut orientation = None;
        let mut scans = 0;
        let mut last_scan_start = 0;
        let mut broken_off_at = None;
        let mut height_at = 0;
        let mut late_height = None;
        let mut lacks_huffman_tables = true;
        let mut profile = Profile::default();
        for segment in Segments(bytes.get(2..).unwrap_or_default()) {
            let start = bytes.len() - segment.bytes_to_end;
            if scans > 0 && broken_off_at.is_none() {
                broken_off_at = Some(start);
            }
            match (segment.marker, segment.content) {
                // A frame: baseline, extended, progressive, lossless; from 0xc9 on with arithmetic coding.
                (0xc0..=0xc3 | 0xc9..=0xcb, [precision, h1, h0, w1, w0, components @ ..])
                    if frame.is_none() =>
                {
                    if segment.marker >= 0xc9 {
                        return Err(unsupported("arithmetic JPEG"));
                    }
                    if *precision > 8 && segment.marker != 0xc3 {
                        return Err(unsupported("12-bit JPEG"));
                    }
                    let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
                    frame = Some((side(*w1, *w0), side(*h1, *h0)));
                    height_at = start + 5;
                    if segment.marker == 0xc2 {
                        coefficient_bytes = 2 * samples(side(*w1, *w0), side(*h1, *h0), components);
                    }
                }
                (0xe1, exif) if orientation.is_none() && exif.starts_with(b"Exif\0") => {
                    orientation = exif.get(6..).map(Orientation::of_exif);
                }
                (0xc4, _) => lacks_huffman_tables = false,
                (0xdc, [h1, h0, ..]) if scans == 1 => {
                    if let Some((_, height @ 0)) = &mut frame {
                        *height = u32::from(u16::from_be_bytes([*h1, *h0]));
                        late_height = Some(LateHeight { stated_at: height_at, segment_at: start });
                    }
                }
                (0xe2, content) => profile.take(content),
                (0xda, _) => {
                    scans += 1;
                    last_scan_start = start;
                    broken_off_at = None;
                }
                _ => {}
            }
        }
        let (width, height) = frame.ok_or(Refusal::Broken)?;
        if scans == 0 {
            return Err(Refusal::Broken);
        }
        Ok(Self {
            width,
            height,
            coefficient_bytes,
            scans,
            last_scan_start,
            broken_off_at,
            late_height,
            lacks_huffman_tables,
            icc: profile.whole(),
            orientation: orientation.unwrap_or_default(),
        })
    }
}

/// How many samples a picture has, by the sampling factors of its components (count, then three bytes each).
fn samples(width: u32, height: u32, components: &[u8]) -> u64 {
    let factors = components.get(1..).unwrap_or_default().as_chunks::<3>().0;
    let parts = || factors.iter().map(|[_, factors, _]| (u64::from(factors >> 4), u64::from(factors & 15)));
    let widest = parts().map(|(across, _)| across).max().unwrap_or(1).max(1);
    let highest = parts().map(|(_, down)| down).max().unwrap_or(1).max(1);
    let shares: u64 = parts().map(|(across, down)| across * down).sum();
    u64::from(width) * u64::from(height) * shares / (widest * highest)
}

fn unsupported(name: &str) -> Refusal {
    Refusal::Unsupported { format: Some(name.to_owned()) }
}

/// An ICC profile in numbered parts (ICC.1:2022, annex B.4).
#[derive(Default)]
struct Profile<'a> {
    /// How many parts the first one states.
    parts_stated: u8,
    /// One-based number and content.
    parts: Vec<(u8, &'a [u8])>,
}

impl<'a> Profile<'a> {
    fn take(&mut self, content: &'a [u8]) {
        if let Some([number, parts, part @ ..]) = content.strip_prefix(b"ICC_PROFILE\0") {
            if self.parts.is_empty() {
                self.parts_stated = *parts;
            }
            if !self.parts.iter().any(|(taken, _)| taken == number) {
                self.parts.push((*number, part));
            }
        }
    }

    fn whole(mut self) -> Option<Vec<u8>> {
        self.parts.sort_unstable_by_key(|&(number, _)| number);
        let is_complete =
            self.parts_stated > 0 && self.parts.iter().map(|&(number, _)| number).eq(1..=self.parts_stated);
        let bytes: usize = self.parts.iter().map(|(_, part)| part.len()).sum();
        (is_complete && bytes <= MAX_PROFILE_BYTES)
            .then(|| self.parts.iter().flat_map(|(_, part)| part.iter().copied()).collect())
    }
}

struct Segment<'a> {
    marker: u8,
    /// From the marker on.
    bytes_to_end: usize,
    /// As far as it is there.
    content: &'a [u8],
}

/// Marker segments in order up to the end of the first picture; compressed data is passed over.
struct Segments<'a>(&'a [u8]);

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        loop {
            let at = self.0.iter().position(|&byte| byte == 0xff)?;
            let bytes_to_end = self.0.len() - at;
            let (&marker, rest) = self.0.get(at + 1..)?.split_first()?;
            match marker {
                0xff => self.0 = &self.0[at + 1..],
                // Stuffing and restarts belong to compressed data.
                0x00 | 0x01 | 0xd0..=0xd8 => self.0 = rest,
                0xd9 => return None,
                _ => {
                    let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?)).max(2);
                    let (segment, after) = rest.split_at(length.min(rest.len()));
                    self.0 = after;
                    return Some(Segment {
                        marker,
                        bytes_to_end,
                        content: segment.get(2..).unwrap_or_default(),
                    });
                }
            }
        }
    }
}
