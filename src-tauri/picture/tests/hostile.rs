//! Files that want something else than to be looked at.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use proptest::prelude::*;
use whatsit_picture::Refusal;
use whatsit_picture::budget::Budget;
use whatsit_picture::look::look;
use whatsit_picture::prepare::{Prepared, prepare};

fn sent(bytes: &[u8]) -> Result<Prepared, Refusal> {
    prepare(bytes, &Budget::default())
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &name, content, &[0; 4]].concat()
}

fn png_of(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(*b"IHDR", &header));
    png.extend(chunks.concat());
    png
}

#[test]
fn a_png_that_claims_two_thousand_million_pixels_a_side_is_refused() {
    let bomb = png_of(0x7fff_ffff, 0x7fff_ffff, &[chunk(*b"IDAT", &[0x78, 0x9c])]);
    assert_eq!(sent(&bomb), Err(Refusal::TooManyPixels));
}

#[test]
fn a_webp_of_28_bytes_that_claims_268_megapixels_is_refused() {
    let mut bomb = b"RIFF\x14\0\0\0WEBPVP8L\x07\0\0\0\x2f".to_vec();
    bomb.extend((0x3ffe_u32 | 0x3ffe << 14).to_le_bytes());
    bomb.extend([0x88, 0x88, 0x08]);
    assert_eq!(bomb.len(), 28);
    assert_eq!(sent(&bomb), Err(Refusal::TooManyPixels));
}

#[test]
fn a_webp_whose_frame_is_larger_than_its_canvas_says_is_refused() {
    let mut bomb = b"RIFF\x30\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    bomb.extend(b"VP8 \x0c\0\0\0\x10\0\0\x9d\x01\x2a\xff\x3f\xff\x3f\0\0");
    assert_eq!(sent(&bomb), Err(Refusal::TooManyPixels));
}

#[test]
fn a_gif_with_a_huge_canvas_is_refused() {
    let bomb =
        b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;";
    assert_eq!(sent(bomb), Err(Refusal::TooManyPixels));
}

#[test]
fn a_jpeg_that_claims_65535_pixels_a_side_is_refused() {
    let bomb =
        b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9";
    assert_eq!(sent(bomb), Err(Refusal::TooManyPixels));
}

#[test]
fn a_jpeg_of_thousands_of_scans_is_given_up_at_once() {
    let mut bomb = b"\xff\xd8\xff\xc2\0\x0b\x08\x20\0\x20\0\x01\x01\x11\0".to_vec();
    bomb.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0".repeat(5000));
    assert_eq!(sent(&bomb), Err(Refusal::TookTooLong));
}

#[test]
fn a_progressive_jpeg_that_needs_more_memory_than_there_may_be_is_refused() {
    let bomb =
        b"\xff\xd8\xff\xc2\0\x11\x08\x27\x10\x27\x10\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda\0\x08\x01\x01\0\0\0\0\xff\xd9";
    assert_eq!(sent(bomb), Err(Refusal::TooManyPixels));
}

#[test]
fn a_profile_that_inflates_without_end_is_passed_over() {
    let mut picture =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/rgb16.png")).unwrap();
    let expected = sent(&picture);
    // 16 MiB of zeros.
    let zeros = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 16 << 20], 9);
    let profile = chunk(*b"iCCP", &[b"bomb\0\0", &zeros[..]].concat());
    picture.splice(33..33, profile);
    assert_eq!(sent(&picture), expected);
}

#[test]
fn kinds_of_jpeg_that_nobody_opens_are_named() {
    let named = |bytes: &[u8]| match sent(bytes) {
        Err(Refusal::Unsupported { format }) => format,
        other => panic!("{other:?}"),
    };
    let arithmetic =
        b"\xff\xd8\xff\xc9\0\x0b\x08\0\x10\0\x10\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9";
    assert_eq!(named(arithmetic).as_deref(), Some("arithmetic JPEG"));
    let twelve_bits =
        b"\xff\xd8\xff\xc1\0\x0b\x0c\0\x10\0\x10\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9";
    assert_eq!(named(twelve_bits).as_deref(), Some("12-bit JPEG"));
}

#[test]
fn a_header_without_a_row_of_pixels_is_broken() {
    assert_eq!(sent(&png_of(10, 10, &[])), Err(Refusal::Broken));
    assert_eq!(sent(&png_of(0, 10, &[chunk(*b"IDAT", &[])])), Err(Refusal::Broken));
    for start in [&b"\xff\xd8\xff"[..], b"GIF89a", b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n"] {
        assert_eq!(sent(start), Err(Refusal::Broken));
    }
}

fn fixtures() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "md"));
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn every_cut_of_every_picture_has_an_outcome() {
    for picture in fixtures() {
        for cut in 0..picture.len() {
            if let Ok(prepared) = sent(&picture[..cut]) {
                assert!(!prepared.bytes.is_empty());
            }
        }
    }
}

proptest! {
    #[test]
    fn noise_behind_any_signature_has_an_outcome(
        start in prop::sample::select(vec![
            &b""[..], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"II*\0",
            b"\0\0\0\x18ftyp", b"PK\x03\x04", b"<svg",
        ]),
        noise in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let _ = sent(&[start, &noise].concat());
    }

    #[test]
    fn a_picture_with_changed_bytes_has_an_outcome(
        picture in prop::sample::select(fixtures()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut picture = picture;
        for (place, byte) in changes {
            let at = place.index(picture.len());
            picture[at] = byte;
        }
        if let Ok(prepared) = sent(&picture) {
            prop_assert!(Budget::default().long_edge >= prepared.width.max(prepared.height));
            prop_assert!(look(&picture).is_ok());
        }
    }
}
