//! How many tokens pictures and texts are, before a service has counted them. All of it is estimate: the vendors'
//! formulas as far as they publish them, and a rule of thumb for text.

use super::parameters::Detail;

/// How a family counts a picture of so many pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PictureTokens {
    /// Not published, or by rules that only the host knows.
    Unknown,
    /// The same for every picture.
    Each(u64),
    /// A token for each cell of a grid with this side, after the long edge was made to fit.
    Grid {
        /// Pixels.
        side: u32,
        /// Pixels.
        long_edge: u32,
    },
    /// A token for so many pixels.
    Area {
        /// Pixels a token.
        pixels: u64,
    },
    /// Llama 3.2: 1601 for each of at most four tiles of 560 px.
    LlamaTiles,
    /// `OpenAI`: within 2048 px, the short side within 768 px, so many for each tile of 512 px and for the whole.
    Tiles {
        /// For the whole; all there is at low detail.
        base: u64,
        /// For each tile.
        tile: u64,
    },
    /// `OpenAI`'s smaller models: patches of 32 px, at most 1536, times a factor.
    Patches {
        /// The factor.
        hundredths: u64,
    },
    /// Claude: a token for 750 px, at most 1600.
    ClaudeArea,
    /// Gemini: 258 for a picture within 384 px, else for each tile of 768 px.
    GeminiTiles,
    /// Grok: 256 for each tile of 448 px and for one more, at most seven.
    GrokTiles,
}

impl PictureTokens {
    /// The tokens of a picture as it is sent; none where nothing is known.
    #[must_use]
    pub fn of(self, width: u32, height: u32, detail: Option<Detail>) -> Option<u64> {
        let (width, height) = (width.max(1), height.max(1));
        let cells = |side: u32| u64::from(width.div_ceil(side)) * u64::from(height.div_ceil(side));
        let area = u64::from(width) * u64::from(height);
        Some(match self {
            Self::Unknown => return None,
            Self::Each(tokens) => tokens,
            Self::Grid { side, long_edge } => {
                let (width, height) = within(width, height, long_edge);
                u64::from(width.div_ceil(side)) * u64::from(height.div_ceil(side))
            }
            Self::Area { pixels } => area.div_ceil(pixels),
            Self::LlamaTiles => 1601 * llama_tiles(width, height),
            Self::Tiles { base, .. } if detail == Some(Detail::Low) => base,
            Self::Tiles { base, tile } => base + tile * openai_tiles(width, height),
            Self::Patches { hundredths } => (openai_patches(width, height) * hundredths).div_ceil(100),
            Self::ClaudeArea => area.div_ceil(750).min(1600),
            Self::GeminiTiles if width <= 384 && height <= 384 => 258,
            Self::GeminiTiles => 258 * cells(768),
            Self::GrokTiles => 256 * (cells(448) + 1).min(7),
        })
    }
}

/// The tokens of a text, roughly: four letters of the Latin alphabet, or one character of a script that writes words
/// with one or two.
#[must_use]
pub fn of_text(text: &str) -> u64 {
    let (mut letters, mut characters) = (0_u64, 0_u64);
    for letter in text.chars() {
        if letter.is_ascii() { letters += 1 } else { characters += 1 }
    }
    letters.div_ceil(4) + characters
}

/// The size once its long edge fits.
fn within(width: u32, height: u32, long_edge: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= long_edge {
        return (width, height);
    }
    let smaller = |side: u32| u64::from(side) * u64::from(long_edge) / u64::from(longer);
    let side = |side: u32| u32::try_from(smaller(side)).unwrap_or(long_edge).max(1);
    (side(width), side(height))
}

/// The tiles of the canvas that is chosen for a picture: of those it need not be made smaller for, the one it is
/// enlarged least for; else the one it is made smaller least for; of equals the smallest.
fn llama_tiles(width: u32, height: u32) -> u64 {
    const TILE: f64 = 560.0;
    let scale = |columns: u32, rows: u32| {
        (f64::from(columns) * TILE / f64::from(width)).min(f64::from(rows) * TILE / f64::from(height))
    };
    let (mut tiles, mut chosen) = (1, scale(1, 1));
    for (columns, rows) in [(1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 1), (2, 2)] {
        let scale = scale(columns, rows);
        let is_better = match (chosen >= 1.0, scale >= 1.0) {
            (true, true) => scale < chosen,
            (false, false) => scale > chosen,
            (holds, would_hold) => would_hold && !holds,
        };
        if is_better {
            (tiles, chosen) = (columns * rows, scale);
        }
    }
    u64::from(tiles)
}

fn openai_tiles(width: u32, height: u32) -> u64 {
    let (width, height) = within(width, height, 2048);
    let shorter = width.min(height);
    let side = |side: u32| {
        let side = u64::from(side);
        if shorter > 768 { (side * 768).div_ceil(u64::from(shorter)) } else { side }
    };
    side(width).div_ceil(512) * side(height).div_ceil(512)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most 1536 patches
fn openai_patches(width: u32, height: u32) -> u64 {
    const MOST: f64 = 1536.0;
    let patches = u64::from(width.div_ceil(32)) * u64::from(height.div_ceil(32));
    if patches <= 1536 {
        return patches;
    }
    let (width, height) = (f64::from(width), f64::from(height));
    let ratio = (32.0 * 32.0 * MOST / (width * height)).sqrt();
    let (columns, rows) = (width * ratio / 32.0, height * ratio / 32.0);
    let ratio = ratio * (columns.floor().max(1.0) / columns).min(rows.floor().max(1.0) / rows);
    let patches = (width * ratio / 32.0).round().max(1.0) * (height * ratio / 32.0).round().max(1.0);
    patches.min(MOST) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tokens: PictureTokens, cases: &[(u32, u32, u64)]) {
        for (width, height, expected) in cases {
            assert_eq!(tokens.of(*width, *height, None), Some(*expected), "{tokens:?} {width}x{height}");
        }
    }

    #[test]
    fn a_picture_counts_as_its_vendor_says() {
        check(
            PictureTokens::LlamaTiles,
            &[
                (560, 560, 1601),
                (100, 40, 1601),
                (1120, 1120, 6404),
                (1120, 840, 6404),
                (1120, 280, 3202),
                (2240, 400, 6404),
            ],
        );
        // The examples of OpenAI's guide.
        let gpt_4o = PictureTokens::Tiles { base: 85, tile: 170 };
        check(gpt_4o, &[(1024, 1024, 765), (2048, 4096, 1105), (512, 512, 255)]);
        assert_eq!(gpt_4o.of(4096, 8192, Some(Detail::Low)), Some(85));
        check(PictureTokens::Patches { hundredths: 100 }, &[(1024, 1024, 1024), (1800, 2400, 1452)]);
        check(PictureTokens::Patches { hundredths: 162 }, &[(1024, 1024, 1659)]);
        // Those of Anthropic's and Google's.
        check(PictureTokens::ClaudeArea, &[(200, 200, 54), (1000, 1000, 1334), (1568, 1568, 1600)]);
        check(PictureTokens::GeminiTiles, &[(384, 384, 258), (385, 10, 258), (1568, 1000, 258 * 6)]);
        // Those of SiliconFlow's page on Qwen-VL.
        check(PictureTokens::Grid { side: 28, long_edge: u32::MAX }, &[(224, 448, 128), (1024, 1024, 1369)]);
        check(PictureTokens::Grid { side: 16, long_edge: 1024 }, &[(1024, 1024, 4096), (2048, 1024, 2048)]);
        check(PictureTokens::GrokTiles, &[(448, 448, 512), (1568, 1568, 1792)]);
        check(PictureTokens::Each(256), &[(1, 1, 256)]);
        check(PictureTokens::Area { pixels: 650 }, &[(900, 900, 1247), (1300, 1300, 2600)]);
        assert_eq!(PictureTokens::Unknown.of(10, 10, None), None);
    }

    #[test]
    fn no_size_is_too_strange() {
        let all = [
            PictureTokens::Each(1),
            PictureTokens::Grid { side: 16, long_edge: 1024 },
            PictureTokens::Area { pixels: 650 },
            PictureTokens::LlamaTiles,
            PictureTokens::Tiles { base: 85, tile: 170 },
            PictureTokens::Patches { hundredths: 172 },
            PictureTokens::ClaudeArea,
            PictureTokens::GeminiTiles,
            PictureTokens::GrokTiles,
        ];
        for tokens in all {
            for (width, height) in [(0, 0), (1, u32::MAX), (u32::MAX, 1), (1, 100_000), (100_000, 3)] {
                assert!(
                    tokens.of(width, height, None).is_some_and(|count| count > 0),
                    "{tokens:?} {width}x{height}"
                );
            }
        }
    }

    #[test]
    fn text_is_counted_by_the_script_it_is_in() {
        assert_eq!(of_text(""), 0);
        assert_eq!(of_text("What is this?"), 4);
        assert_eq!(of_text("这是什么？"), 5);
    }
}
