//! What a file is, by its content and never by its name.

use crate::Refusal;

/// A format that is opened here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Network Graphics, animated ones included.
    Png,
    /// JPEG, in a JFIF, EXIF or MPO file.
    Jpeg,
    /// WebP: lossy, lossless, animated.
    WebP,
    /// GIF, 87a and 89a.
    Gif,
}

impl Format {
    /// The format's name as people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
        }
    }
}

/// Tells a file's format from its first bytes.
///
/// # Errors
/// [`Refusal::Broken`] when there are no bytes, [`Refusal::Unsupported`] for anything that is not opened here, with
/// its name when the content shows one.
pub fn sniff(bytes: &[u8]) -> Result<Format, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Broken);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(Format::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Ok(Format::Jpeg)
    } else if has(bytes, 0, b"RIFF") && has(bytes, 8, b"WEBP") {
        Ok(Format::WebP)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Ok(Format::Gif)
    } else {
        let name = signature(bytes)
            .or_else(|| iso_media(bytes))
            .or_else(|| tiff(bytes))
            .or_else(|| container(bytes))
            .or_else(|| text(bytes));
        Err(Refusal::Unsupported { format: name.map(str::to_owned) })
    }
}

fn has(bytes: &[u8], at: usize, expected: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(expected))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Offset, bytes there, name. The longer signature stands before one that begins alike.
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"\x00\x00\x01\x00", "ICO"),
    (0, b"\x00\x00\x02\x00", "CUR"),
    (0, b"8BPS", "PSD"),
    (0, b"%PDF-", "PDF"),
    (0, b"%!PS", "PostScript"),
    (0, b"\xc5\xd0\xd3\xc6", "EPS"),
    (0, b"FUJIFILMCCD-RAW", "RAF"),
    (0, b"IIU\0", "RW2"),
    (0, b"IIRO", "ORF"),
    (0, b"IIRS", "ORF"),
    (0, b"MMOR", "ORF"),
    (0, b"FOVb", "X3F"),
    (0, b"\0MRM", "MRW"),
    (0, b"II\xbc\x01", "JPEG XR"),
    (0, b"qoif", "QOI"),
    (0, b"DDS ", "DDS"),
    (0, b"#?RADIANCE", "HDR"),
    (0, b"\x76\x2f\x31\x01", "OpenEXR"),
    (0, b"farbfeld", "farbfeld"),
    (0, b"gimp xcf", "XCF"),
    (0, b"BPG\xfb", "BPG"),
    (0, b"\x1aE\xdf\xa3", "Matroska"),
    (0, b"OggS", "Ogg"),
    (0, b"ID3", "MP3"),
    (0, b"fLaC", "FLAC"),
    (0, b"FLV\x01", "FLV"),
    (0, b"\x00\x00\x01\xba", "MPEG"),
    (0, b"\x00\x00\x01\xb3", "MPEG"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (0, b"\x1f\x8b", "GZIP"),
    (0, b"BZh", "BZIP2"),
    (0, b"\xfd7zXZ\0", "XZ"),
    (0, b"\x28\xb5\x2f\xfd", "ZSTD"),
    (257, b"ustar", "TAR"),
    (0, b"{\\rtf", "RTF"),
    (0, b"\x7fELF", "ELF"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O"),
    (0, b"\xca\xfe\xba\xbe", "Mach-O"),
    (0, b"SQLite format 3\0", "SQLite"),
    (0, b"wOFF", "WOFF"),
    (0, b"wOF2", "WOFF"),
];

fn signature(bytes: &[u8]) -> Option<&'static str> {
    if has(bytes, 0, b"\x1aE\xdf\xa3") && contains(&bytes[..bytes.len().min(64)], b"webm") {
        return Some("WebM");
    }
    if let Some((_, _, name)) = SIGNATURES.iter().find(|(at, expected, _)| has(bytes, *at, expected)) {
        return Some(name);
    }
    // Two letters are weak evidence: something of the header behind them has to agree.
    match bytes {
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some("BMP"),
        [b'M', b'Z', ..] if bytes.len() >= 64 => Some("EXE"),
        [0xff, second, third, ..] if second & 0xe6 == 0xe2 && third & 0xf0 != 0xf0 => Some("MP3"),
        [0xff, 0xf1 | 0xf9, ..] => Some("AAC"),
        [b'P', b'1'..=b'7', b' ' | b'\n' | b'\r' | b'\t', ..] => Some("PNM"),
        _ => None,
    }
}

/// Files made of ISO base media boxes (ISO/IEC 14496-12): the brand tells what is inside.
fn iso_media(bytes: &[u8]) -> Option<&'static str> {
    if !has(bytes, 4, b"ftyp") {
        return ["moov", "mdat", "wide", "free"]
            .iter()
            .any(|name| has(bytes, 4, name.as_bytes()))
            .then_some("MOV");
    }
    let length = u32::from_be_bytes(*bytes.first_chunk()?) as usize;
    let brands = bytes.get(8..length.clamp(12, 256).min(bytes.len()))?;
    let has_brand = |brand: &[u8; 4]| brands.as_chunks::<4>().0.contains(brand);
    if has_brand(b"avif") || has_brand(b"avis") {
        return Some("AVIF");
    }
    match brands.first_chunk()? {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some("HEIC"),
        b"mif1" | b"msf1" => Some(if has_brand(b"heic") || has_brand(b"heix") { "HEIC" } else { "HEIF" }),
        b"crx " => Some("CR3"),
        b"qt  " => Some("MOV"),
        b"M4A " | b"M4B " => Some("M4A"),
        [b'3', b'g', ..] => Some("3GP"),
        _ => Some("MP4"),
    }
}

/// TIFF, and the raw formats of cameras that are built like it.
fn tiff(bytes: &[u8]) -> Option<&'static str> {
    if !(has(bytes, 0, b"II*\0")
        || has(bytes, 0, b"MM\0*")
        || has(bytes, 0, b"II+\0")
        || has(bytes, 0, b"MM\0+"))
    {
        return None;
    }
    let start = &bytes[..bytes.len().min(4096)];
    let dng_version = if start[0] == b'I' { b"\x12\xc6\x01\x00" } else { b"\xc6\x12\x00\x01" };
    Some(if has(bytes, 8, b"CR\x02") {
        "CR2"
    } else if contains(start, dng_version) {
        "DNG"
    } else if contains(start, b"NIKON CORPORATION") {
        "NEF"
    } else if contains(start, b"SONY\0") && contains(start, b"ILCE") {
        "ARW"
    } else {
        "TIFF"
    })
}

/// RIFF, ZIP and Microsoft's compound files: what they contain tells what they are.
fn container(bytes: &[u8]) -> Option<&'static str> {
    if has(bytes, 0, b"RIFF") {
        return match bytes.get(8..12)? {
            b"AVI " => Some("AVI"),
            b"WAVE" => Some("WAV"),
            b"ACON" => Some("ANI"),
            _ => None,
        };
    }
    if has(bytes, 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some("DOC");
    }
    if !(has(bytes, 0, b"PK\x03\x04") || has(bytes, 0, b"PK\x05\x06")) {
        return None;
    }
    let start = &bytes[..bytes.len().min(64 * 1024)];
    let inside: [(&[u8], &str); 7] = [
        (b"mimetypeapplication/epub+zip", "EPUB"),
        (b"mimetypeapplication/vnd.oasis.opendocument.", "OpenDocument"),
        (b"mimetypeimage/openraster", "OpenRaster"),
        (b"word/", "DOCX"),
        (b"xl/", "XLSX"),
        (b"ppt/", "PPTX"),
        (b"AndroidManifest.xml", "APK"),
    ];
    let found = inside.iter().find(|(name, _)| contains(start, name));
    Some(found.map_or("ZIP", |(_, name)| name))
}

/// Markup by its first tag, and text by holding nothing that text does not hold.
fn text(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some("plain text");
    }
    let start = &bytes[..bytes.len().min(4096)];
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.iter().any(|&byte| byte < b' ' && !b"\t\n\r\x0c\x1b".contains(&byte)) {
        return None;
    }
    let whole = match str::from_utf8(start) {
        Ok(whole) => whole,
        // A character may be cut where the sample ends.
        Err(error) if error.error_len().is_none() => str::from_utf8(&start[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let lower = whole.trim_start().to_ascii_lowercase();
    Some(
        if lower.starts_with("<svg")
            || (lower.starts_with('<') && lower.contains("<svg") && !lower.contains("<html"))
        {
            "SVG"
        } else if lower.starts_with("<!doctype html")
            || lower.starts_with("<html")
            || lower.starts_with("<head")
        {
            "HTML"
        } else if lower.starts_with("<?xml") {
            "XML"
        } else {
            "plain text"
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(bytes: &[u8]) -> Option<String> {
        match sniff(bytes) {
            Ok(format) => Some(format.name().to_owned()),
            Err(Refusal::Unsupported { format }) => format,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn content_names_the_format() {
        let zip = |name: &str| [b"PK\x03\x04\x14\0\0\0\0\0".as_slice(), name.as_bytes()].concat();
        let exe = [b"MZ".as_slice(), &[0; 64]].concat();
        let tar = [&[0u8; 257], b"ustar".as_slice()].concat();
        let known: &[(&[u8], &str)] = &[
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"\xff\xd8\xff\xe0", "JPEG"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
            (b"GIF89a", "GIF"),
            (b"BM\x10\0\0\0\0\0\0\0\x36\0\0\0", "BMP"),
            (b"\0\0\x01\0\x01\0", "ICO"),
            (b"II*\0\x08\0\0\0", "TIFF"),
            (b"MM\0*\0\0\0\x08", "TIFF"),
            (b"II*\0\x10\0\0\0CR\x02\0", "CR2"),
            (b"II*\0\x08\0\0\0\x01\0\x12\xc6\x01\0\x04\0\0\0", "DNG"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x1cftypavif\0\0\0\0mif1miaf", "AVIF"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
            (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "MP4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "MOV"),
            (b"\xff\x0a\xfa\x1f", "JPEG XL"),
            (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "WebM"),
            (b"8BPS\0\x01", "PSD"),
            (b"%PDF-1.7", "PDF"),
            (b"ID3\x04", "MP3"),
            (b"\xff\xfb\x90\x64", "MP3"),
            (&zip("a.txt"), "ZIP"),
            (&zip("word/document.xml"), "DOCX"),
            (&exe, "EXE"),
            (&tar, "TAR"),
            (b"{\\rtf1", "RTF"),
            (b"<?xml version=\"1.0\"?>\n<!-- made by hand --><svg xmlns=", "SVG"),
            (b"\xef\xbb\xbf  <!DOCTYPE html><html>", "HTML"),
            (b"<?xml version=\"1.0\"?><rss>", "XML"),
            ("这是什么".as_bytes(), "plain text"),
        ];
        for (bytes, name) in known {
            assert_eq!(name_of(bytes).as_deref(), Some(*name), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn noise_has_no_name() {
        for noise in [&b"\x01\x02\x03\x04"[..], b"\0", b"\xff", b"\x80\x80", b"RIFF\0\0\0\0????"] {
            assert_eq!(name_of(noise), None, "{}", noise.escape_ascii());
        }
    }

    #[test]
    fn nothing_at_all_is_broken() {
        assert_eq!(sniff(b""), Err(Refusal::Broken));
    }

    #[test]
    fn text_whose_sample_ends_within_a_character_is_text() {
        let long = "图".repeat(3000);
        assert_eq!(name_of(long.as_bytes()).as_deref(), Some("plain text"));
    }
}
