//! What a JPEG file says of itself, read from its markers (ITU-T T.81, annex B) without decoding.

use crate::Refusal;
use crate::orient::Orientation;

/// The first picture of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Pixels, as stored.
    pub(super) width: u32,
    /// Pixels, as stored.
    pub(super) height: u32,
    /// Passes over the picture; 1 unless it is progressive or its colours are stored one after the other.
    pub(super) scans: usize,
    /// Where the last scan's marker stands, in bytes from the file's start.
    pub(super) last_scan_start: usize,
    pub(super) orientation: Orientation,
}

impl Header {
    /// # Errors
    /// [`Refusal::Broken`] when there is no frame, [`Refusal::Unsupported`] for the kinds of JPEG that no browser
    /// opens.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut frame = None;
        let mut orientation = None;
        let mut scans = 0;
        let mut last_scan_start = 0;
        for segment in Segments(bytes.get(2..).unwrap_or_default()) {
            match (segment.marker, segment.content) {
                // A frame: baseline, extended, progressive, lossless; from 0xc9 on with arithmetic coding.
                (0xc0..=0xc3 | 0xc9..=0xcb, [precision, h1, h0, w1, w0, ..]) if frame.is_none() => {
                    if segment.marker >= 0xc9 {
                        return Err(unsupported("arithmetic JPEG"));
                    }
                    if *precision > 8 && segment.marker != 0xc3 {
                        return Err(unsupported("12-bit JPEG"));
                    }
                    let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
                    frame = Some((side(*w1, *w0), side(*h1, *h0)));
                }
                (0xe1, exif) if orientation.is_none() && exif.starts_with(b"Exif\0") => {
                    orientation = exif.get(6..).map(Orientation::of_exif);
                }
                (0xda, _) => {
                    scans += 1;
                    last_scan_start = bytes.len() - segment.bytes_to_end;
                }
                _ => {}
            }
        }
        let (width, height) = frame.ok_or(Refusal::Broken)?;
        if scans == 0 {
            return Err(Refusal::Broken);
        }
        Ok(Self { width, height, scans, last_scan_start, orientation: orientation.unwrap_or_default() })
    }
}

fn unsupported(name: &str) -> Refusal {
    Refusal::Unsupported { format: Some(name.to_owned()) }
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
