//! Several pictures in one, for a model that takes only one: in reading order, each with its number.

mod tag;

use crate::Refusal;
use crate::budget::Budget;
use crate::decode::decode;
use crate::encode::encode;
use crate::prepare::{Prepared, Source, source};
use crate::raster::{Layout, Raster};
use crate::resize::{padded, scaled};

/// Between two pictures, in pixels.
const GAP: u32 = 12;

/// Up to this many stand in one row; more make a grid.
const ONE_ROW: usize = 3;

/// Makes one picture of several: side by side on white, in a grid when there are more than three, each with its
/// number (1, 2, 3, …) on a tag over its upper left corner, where it hides nothing. The result's `source` is the
/// first picture's.
///
/// # Errors
/// As [`crate::prepare::prepare`], for the first picture that is refused; [`Refusal::Broken`] for no picture at all;
/// [`Refusal::TooManyPixels`] when they are so many that there is no room left for each.
pub fn join(pictures: &[&[u8]], budget: &Budget) -> Result<Prepared, Refusal> {
    let cell = Cell::among(pictures.len(), budget)?;
    let mut sources = Vec::with_capacity(pictures.len());
    let mut tagged = Vec::with_capacity(pictures.len());
    for (number, bytes) in (1..).zip(pictures) {
        let (picture, source) = cell.filled_with(bytes, budget)?;
        tagged.push(tag::over(&picture, number, cell.tag_scale));
        sources.push(source);
    }
    let sheet = padded(sheet(&tagged, cell.columns), budget.short_edge);
    let sent = encode(sheet, budget)?;
    let source = *sources.first().ok_or(Refusal::Broken)?;
    Ok(Prepared {
        media_type: sent.media_type,
        width: sent.width,
        height: sent.height,
        bytes: sent.bytes,
        source,
    })
}

/// The room each picture has.
struct Cell {
    columns: usize,
    width: u32,
    /// Without the tag.
    height: u32,
    /// Pixels a dot of the tag's digits.
    tag_scale: u32,
}

impl Cell {
    fn among(pictures: usize, budget: &Budget) -> Result<Self, Refusal> {
        let columns = if pictures <= ONE_ROW {
            pictures.max(1)
        } else {
            pictures.isqrt() + usize::from(pictures.isqrt().pow(2) < pictures)
        };
        let share = |parts: usize| {
            let parts = u32::try_from(parts).ok()?;
            (budget.long_edge + GAP).checked_div(parts)?.checked_sub(GAP)
        };
        let width = share(columns).ok_or(Refusal::TooManyPixels)?;
        let height = share(pictures.div_ceil(columns).max(1)).ok_or(Refusal::TooManyPixels)?;
        let tag_scale = (width.min(height) / 100).clamp(2, 5);
        let height = height.checked_sub(tag::height(tag_scale)).ok_or(Refusal::TooManyPixels)?;
        if width.min(height) < budget.short_edge {
            return Err(Refusal::TooManyPixels);
        }
        Ok(Self { columns, width, height, tag_scale })
    }

    /// A picture upright and as large as the room lets it be; enlarged only to the budget's minimum.
    fn filled_with(&self, bytes: &[u8], budget: &Budget) -> Result<(Raster, Source), Refusal> {
        let square = self.width.max(self.height);
        // Which side is up is not known before the picture is decoded: the detail of the larger side is kept.
        let decoded = decode(bytes, |width, height| {
            scaled(width, height, (f64::from(square) / f64::from(width.min(height))).min(1.0))
        })?;
        let source = source(&decoded);
        let (width, height) = self.fitted(source.width, source.height, budget.short_edge);
        let (width, height) = decoded.orientation.upright_size(width, height);
        let upright = decoded.upright(width, height)?;
        Ok((upright.into_rgb(), source))
    }

    fn fitted(&self, width: u32, height: u32, short_edge: u32) -> (u32, u32) {
        let room = (f64::from(self.width) / f64::from(width)).min(f64::from(self.height) / f64::from(height));
        let enlarged = (f64::from(short_edge) / f64::from(width.min(height))).max(1.0);
        scaled(width, height, room.min(enlarged))
    }
}

/// Rasters in rows of so many; each column as wide and each row as high as its largest.
fn sheet(rasters: &[Raster], columns: usize) -> Raster {
    let columns = columns.min(rasters.len()).max(1);
    let largest = |sides: &mut dyn Iterator<Item = u32>| sides.max().unwrap_or_default();
    let widths: Vec<u32> = (0..columns)
        .map(|column| largest(&mut rasters.iter().skip(column).step_by(columns).map(|raster| raster.width)))
        .collect();
    let heights: Vec<u32> =
        rasters.chunks(columns).map(|row| largest(&mut row.iter().map(|raster| raster.height))).collect();
    let mut sheet = Raster::filled(with_gaps(&widths), with_gaps(&heights), Layout::Rgb, u8::MAX);
    let mut top = 0;
    for (row, height) in rasters.chunks(columns).zip(&heights) {
        let mut left = 0;
        for (raster, width) in row.iter().zip(&widths) {
            sheet.place(raster, left, top);
            left += width + GAP;
        }
        top += height + GAP;
    }
    sheet
}

fn with_gaps(sides: &[u32]) -> u32 {
    (sides.iter().sum::<u32>() + GAP * u32::try_from(sides.len()).unwrap_or_default()).saturating_sub(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of one colour.
    fn plain(width: u32, height: u32, color: [u8; 3]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&color.repeat(width as usize * height as usize)).unwrap();
        writer.finish().unwrap();
        bytes
    }

    fn pixels(prepared: &Prepared) -> Raster {
        decode(&prepared.bytes, |width, height| (width, height)).unwrap().raster.into_rgb()
    }

    fn color_at(raster: &Raster, x: u32, y: u32) -> [u8; 3] {
        let at = y as usize * raster.stride() + x as usize * 3;
        [raster.pixels[at], raster.pixels[at + 1], raster.pixels[at + 2]]
    }

    fn is_near(found: [u8; 3], wanted: [u8; 3]) -> bool {
        found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) < 12)
    }

    const RED: [u8; 3] = [220, 20, 20];
    const BLUE: [u8; 3] = [20, 20, 220];

    #[test]
    fn two_pictures_stand_side_by_side_in_reading_order() {
        let (red, blue) = (plain(400, 300, RED), plain(300, 400, BLUE));
        let joined = join(&[&red, &blue], &Budget::for_model("llama3.2-90b")).unwrap();
        assert!(joined.width <= 1120 && joined.height <= 1120);
        let raster = pixels(&joined);
        assert!(is_near(color_at(&raster, 200, 200), RED));
        assert!(is_near(color_at(&raster, 550, 200), BLUE));
        assert!(is_near(color_at(&raster, 406, 200), [255; 3]), "the gap is white");
    }

    #[test]
    fn seven_pictures_make_a_grid_within_the_budget() {
        let red = plain(2000, 1500, RED);
        let joined = join(&[&red[..]; 7], &Budget::default()).unwrap();
        assert!(joined.width <= 1568 && joined.height <= 1568 && joined.width > 1500);
        let raster = pixels(&joined);
        assert!(is_near(color_at(&raster, 1400, 200), RED));
        assert!(is_near(color_at(&raster, 1400, joined.height - 20), [255; 3]), "the last row holds one");
    }

    #[test]
    fn pictures_of_every_shape_have_room() {
        let shapes = [plain(2000, 1, RED), plain(1, 2000, RED), plain(1, 1, BLUE), plain(3000, 20, BLUE)];
        for count in 1..=4 {
            let pictures: Vec<&[u8]> = shapes.iter().take(count).map(Vec::as_slice).collect();
            let joined = join(&pictures, &Budget::for_model("llama3.2-11b")).unwrap();
            assert!(joined.width.max(joined.height) <= 1120);
        }
    }

    #[test]
    fn no_picture_and_too_many_are_refused() {
        assert_eq!(join(&[], &Budget::default()), Err(Refusal::Broken));
        let dot = plain(1, 1, RED);
        assert_eq!(join(&vec![&dot[..]; 5000], &Budget::default()), Err(Refusal::TooManyPixels));
    }
}
