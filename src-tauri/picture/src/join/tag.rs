//! A picture's number, white on black, over its upper left corner.

use crate::raster::{Layout, Raster};

const DIGIT_WIDTH: u32 = 5;
const DIGIT_HEIGHT: u32 = 7;
/// Around the digits, in dots.
const MARGIN: u32 = 2;

/// Five dots a row, the leftmost in bit 4.
const DIGITS: [[u8; DIGIT_HEIGHT as usize]; 10] = [
    [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
    [0b00100, 0b01100, 0b10100, 0b00100, 0b00100, 0b00100, 0b11111],
    [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
    [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
    [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
    [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
];

/// A tag's height in pixels, with `scale` pixels a dot.
pub(super) fn height(scale: u32) -> u32 {
    (DIGIT_HEIGHT + 2 * MARGIN) * scale
}

/// The picture (RGB) below its tag.
pub(super) fn over(picture: &Raster, number: usize, scale: u32) -> Raster {
    let tag = tag(number, scale);
    let width = picture.width.max(tag.width);
    let mut both = Raster::filled(width, picture.height + tag.height, Layout::Rgb, u8::MAX);
    both.place(&tag, 0, 0);
    both.place(picture, 0, tag.height);
    both
}

fn tag(number: usize, scale: u32) -> Raster {
    let text = number.to_string();
    let digits = u32::try_from(text.len()).unwrap_or_default();
    let mut tag =
        Raster::filled((digits * (DIGIT_WIDTH + 1) - 1 + 2 * MARGIN) * scale, height(scale), Layout::Rgb, 0);
    let dot = Raster::filled(scale, scale, Layout::Rgb, u8::MAX);
    for (place, digit) in (0..).zip(text.bytes()) {
        for (y, row) in (0..).zip(DIGITS[usize::from(digit - b'0')]) {
            for x in (0..DIGIT_WIDTH).filter(|x| row & (0b10000 >> x) != 0) {
                tag.place(&dot, (MARGIN + place * (DIGIT_WIDTH + 1) + x) * scale, (MARGIN + y) * scale);
            }
        }
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_drawn_dot_by_dot() {
        let tag = tag(17, 1);
        let drawn: Vec<String> = tag
            .pixels
            .chunks(tag.stride())
            .map(|row| row.chunks(3).map(|pixel| if pixel[0] == 0 { ' ' } else { '#' }).collect())
            .collect();
        assert_eq!(drawn[2], "    #   #####  ");
        assert_eq!(drawn[8], "  #####  #     ");
        assert!(drawn[0].trim().is_empty());
    }

    #[test]
    fn the_picture_stays_whole_below_its_tag() {
        let picture = Raster::filled(4, 3, Layout::Rgb, 77);
        let both = over(&picture, 12, 2);
        assert_eq!(both.height, 3 + height(2));
        let below = &both.pixels[both.stride() * height(2) as usize..];
        assert!(below.chunks(both.stride()).all(|row| row[..picture.stride()] == [77; 12]));
    }
}
