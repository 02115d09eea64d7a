//! Real files of every kind that is opened, each showing the same four quarters.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Cursor;
use std::path::Path;

use whatsit_picture::budget::Budget;
use whatsit_picture::format::Format;
use whatsit_picture::look::{Color, look};
use whatsit_picture::prepare::{MediaType, Prepared, prepare};

const RED: [u8; 3] = [220, 30, 30];
const GREEN: [u8; 3] = [30, 160, 30];
const BLUE: [u8; 3] = [30, 30, 220];
const YELLOW: [u8; 3] = [240, 220, 30];

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name)).unwrap()
}

/// RGBA rows of what would be sent.
fn pixels(sent: &Prepared) -> Vec<[u8; 4]> {
    match sent.media_type {
        MediaType::Png => {
            let mut decoder = png::Decoder::new(Cursor::new(&sent.bytes));
            decoder.set_transformations(png::Transformations::normalize_to_color8());
            let mut reader = decoder.read_info().unwrap();
            let mut raw = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut raw).unwrap();
            if info.color_type == png::ColorType::Rgba {
                raw.as_chunks().0.to_vec()
            } else {
                raw.as_chunks::<3>().0.iter().map(|&[r, g, b]| [r, g, b, 255]).collect()
            }
        }
        MediaType::Jpeg => {
            let raw = jpeg_decoder::Decoder::new(Cursor::new(&sent.bytes)).decode().unwrap();
            raw.as_chunks::<3>().0.iter().map(|&[r, g, b]| [r, g, b, 255]).collect()
        }
    }
}

/// The middle of each quarter, in reading order.
fn quarters(sent: &Prepared) -> [[u8; 4]; 4] {
    let pixels = pixels(sent);
    let (width, height) = (sent.width as usize, sent.height as usize);
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| pixels[height * y / 4 * width + width * x / 4])
}

fn is_near(found: [u8; 4], wanted: [u8; 3], tolerance: u8) -> bool {
    found[3] == 255 && found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) <= tolerance)
}

fn assert_shows_the_quarters(name: &str, tolerance: u8) -> Prepared {
    let sent = prepare(&file(name), &Budget::default()).unwrap();
    assert_eq!((sent.width, sent.height), (64, 48), "{name}");
    assert_eq!((sent.source.width, sent.source.height), (64, 48), "{name}");
    for (found, wanted) in quarters(&sent).into_iter().zip([RED, GREEN, BLUE, YELLOW]) {
        assert!(is_near(found, wanted, tolerance), "{name}: {found:?} for {wanted:?}");
    }
    sent
}

#[test]
fn every_orientation_of_every_format_comes_out_upright() {
    for orientation in 1..=8 {
        assert_shows_the_quarters(&format!("orientation-{orientation}.jpg"), 12);
    }
    assert_shows_the_quarters("orientation-6.png", 2);
    assert_shows_the_quarters("orientation-6.webp", 12);
}

#[test]
fn every_kind_of_jpeg_is_opened() {
    for name in ["progressive.jpg", "sampling-411.jpg", "sampling-440.jpg"] {
        assert_eq!(assert_shows_the_quarters(name, 12).source.format, Format::Jpeg);
    }
    assert_shows_the_quarters("cmyk.jpg", 20);
}

/// A segment's marker and its length in bytes from the marker on, in order, up to the first scan.
fn segments(jpeg: &[u8]) -> Vec<(u8, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 2;
    while found.last().is_none_or(|(marker, _)| *marker != 0xda) {
        let end = at + 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        found.push((jpeg[at + 1], at..end));
        at = end;
    }
    found
}

fn assert_is_the_quarters(name: &str, bytes: &[u8]) {
    let sent = prepare(bytes, &Budget::default()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
    assert_eq!((sent.width, sent.height), (64, 48), "{name}");
    for (found, wanted) in quarters(&sent).into_iter().zip([RED, GREEN, BLUE, YELLOW]) {
        assert!(is_near(found, wanted, 12), "{name}: {found:?} for {wanted:?}");
    }
}

#[test]
fn a_jpeg_that_starts_twice_is_opened() {
    assert_is_the_quarters("twice", &[b"\xff\xd8", &file("orientation-1.jpg")[..]].concat());
}

#[test]
fn a_jpeg_without_huffman_tables_gets_those_of_motion_jpeg() {
    assert_is_the_quarters("motion", &file("no-tables.jpg"));
}

#[test]
fn a_jpeg_that_states_its_height_after_the_scan_is_opened() {
    let mut late = file("orientation-1.jpg");
    let (_, frame) = segments(&late).into_iter().find(|(marker, _)| *marker == 0xc0).unwrap();
    let height = [late[frame.start + 5], late[frame.start + 6]];
    late[frame.start + 5..frame.start + 7].fill(0);
    assert!(prepare(&late, &Budget::default()).is_err());
    let end = late.len() - 2;
    late.splice(end..end, [0xff, 0xdc, 0, 4, height[0], height[1]]);
    assert_is_the_quarters("late height", &late);
}

#[test]
fn a_jpeg_broken_off_by_another_marker_is_shown_as_far_as_it_goes() {
    let mut broken = file("orientation-1.jpg");
    let (_, scan) = segments(&broken).pop().unwrap();
    let middle = usize::midpoint(scan.end, broken.len());
    broken[middle..middle + 2].copy_from_slice(&[0xff, 0xee]);
    let sent = prepare(&broken, &Budget::default()).unwrap();
    assert!(is_near(quarters(&sent)[0], RED, 20));
}

#[test]
fn colours_are_shown_by_the_profile_that_is_embedded() {
    for name in ["display-p3.jpg", "display-p3.png", "display-p3.webp"] {
        assert_shows_the_quarters(name, 12);
    }
}

#[test]
fn a_profile_in_several_parts_is_put_together_in_their_order() {
    let whole = file("display-p3.jpg");
    let (_, place) = segments(&whole).into_iter().find(|(marker, _)| *marker == 0xe2).unwrap();
    let profile = &whole[place.start + 18..place.end];
    let part = |number: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 16).unwrap().to_be_bytes();
        [b"\xff\xe2", &length[..], b"ICC_PROFILE\0", &[number, 2], content].concat()
    };
    let (first, second) = profile.split_at(100);
    let with = |parts: &[Vec<u8>]| [&whole[..place.start], &parts.concat(), &whole[place.end..]].concat();
    assert_is_the_quarters("two parts", &with(&[part(2, second), part(1, first)]));
    // Half a profile is none: the picture is opened, with its numbers taken for sRGB.
    let half = prepare(&with(&[part(1, first)]), &Budget::default()).unwrap();
    assert!(!is_near(quarters(&half)[1], GREEN, 12));
}

#[test]
fn an_animation_that_cannot_be_read_is_its_still_picture() {
    let mut animated = file("orientation-6.png");
    // After the signature and the header: two frames, the first of which is larger than the picture.
    let control = [&[0, 0, 0, 8][..], b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0], &[0; 4]].concat();
    let frame =
        [&[0, 0, 0, 26][..], b"fcTL", &[0, 0, 0, 0, 0, 0, 9, 9, 0, 0, 9, 9], &[0; 14], &[0; 4]].concat();
    animated.splice(33..33, [control, frame].concat());
    assert_is_the_quarters("still", &animated);
}

#[test]
fn every_kind_of_png_is_opened_exactly() {
    for name in ["rgb16.png", "interlaced.png", "palette.png"] {
        assert_eq!(assert_shows_the_quarters(name, 0).source.format, Format::Png);
    }
}

#[test]
fn both_kinds_of_webp_are_opened() {
    assert_eq!(assert_shows_the_quarters("lossy.webp", 12).source.format, Format::WebP);
    assert_shows_the_quarters("lossless.webp", 0);
}

#[test]
fn an_animation_is_its_first_frame_and_its_frames_are_counted() {
    let animated = assert_shows_the_quarters("animated.gif", 4);
    assert_eq!((animated.source.format, animated.source.frames), (Format::Gif, 3));
    assert_eq!(assert_shows_the_quarters("interlaced.gif", 4).source.frames, 1);
}

#[test]
fn transparency_is_kept() {
    for name in ["hole.png", "hole.webp"] {
        let sent = prepare(&file(name), &Budget::default()).unwrap();
        assert_eq!(sent.media_type, MediaType::Png);
        let [red, hole, blue, yellow] = quarters(&sent);
        assert_eq!(hole, [255, 255, 255, 0], "{name}");
        for (found, wanted) in [(red, RED), (blue, BLUE), (yellow, YELLOW)] {
            assert!(is_near(found, wanted, 12), "{name}: {found:?} for {wanted:?}");
        }
    }
}

#[test]
fn no_metadata_leaves() {
    for name in ["orientation-6.jpg", "orientation-6.png", "orientation-6.webp"] {
        let sent = prepare(&file(name), &Budget::default()).unwrap().bytes;
        for trace in [&b"Exif"[..], b"eXIf", b"EXIF", b"II*\0", b"MM\0*", b"ICC_PROFILE", b"iCCP", b"tEXt"] {
            assert!(
                !sent.windows(trace.len()).any(|window| window == trace),
                "{name}: {}",
                trace.escape_ascii()
            );
        }
    }
}

#[test]
fn a_picture_without_its_end_is_shown_as_far_as_it_goes() {
    for name in ["progressive.jpg", "orientation-1.jpg", "lossy.webp", "rgb16.png", "animated.gif"] {
        let whole = file(name);
        let sent = prepare(&whole[..whole.len() - 4], &Budget::default());
        let sent = sent.unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert!(is_near(quarters(&sent)[0], RED, 20), "{name}");
    }
}

#[test]
fn measuring_finds_the_four_quarters() {
    let look = look(&file("orientation-6.jpg")).unwrap();
    assert_eq!((look.format, look.width, look.height), (Format::Jpeg, 64, 48));
    let mut colors: Vec<Color> = look.colors.iter().map(|share| share.color).collect();
    colors.sort_by_key(|color| Color::ALL.iter().position(|known| known == color));
    assert_eq!(colors, [Color::Red, Color::Yellow, Color::Green, Color::Blue]);
    assert!(look.colors.iter().all(|share| (24..=26).contains(&share.percent)), "{:?}", look.colors);
    assert!((30..=50).contains(&look.brightness), "{}", look.brightness);
}
