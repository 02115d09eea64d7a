//! Names for colours, by what people call them: lightness, chroma and hue of Oklab (Björn Ottosson, 2020).

/// The colours that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Color {
    /// Red, dark red.
    Red,
    /// Orange.
    Orange,
    /// Yellow, gold.
    Yellow,
    /// Green, olive.
    Green,
    /// Teal, turquoise, cyan.
    Teal,
    /// Blue, sky blue, navy.
    Blue,
    /// Purple, violet.
    Purple,
    /// Pink, magenta.
    Pink,
    /// Brown: dark orange.
    Brown,
    /// Black.
    Black,
    /// Any gray.
    Gray,
    /// White.
    White,
}

impl Color {
    /// Every colour, once.
    pub const ALL: [Self; 12] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Teal,
        Self::Blue,
        Self::Purple,
        Self::Pink,
        Self::Brown,
        Self::Black,
        Self::Gray,
        Self::White,
    ];

    /// The name of an sRGB colour.
    #[must_use]
    pub fn of_srgb(rgb: [u8; 3]) -> Self {
        let [lightness, a, b] = oklab(rgb);
        let chroma = a.hypot(b);
        if lightness < 0.22 || (lightness < 0.32 && chroma < 0.03) {
            return Self::Black;
        }
        if chroma < 0.035 {
            return if lightness > 0.93 { Self::White } else { Self::Gray };
        }
        let hue = b.atan2(a).to_degrees().rem_euclid(360.0);
        let dark = |below: f32| lightness < below;
        match hue {
            ..12.0 => named(dark(0.66), Self::Red, Self::Pink),
            ..38.0 => named(dark(0.72), Self::Red, Self::Pink),
            ..80.0 => named(dark(0.62) || chroma < 0.09, Self::Brown, Self::Orange),
            ..100.0 => named(dark(0.6), Self::Brown, Self::Yellow),
            ..118.0 => named(dark(0.65), Self::Green, Self::Yellow),
            ..165.0 => Self::Green,
            ..215.0 => Self::Teal,
            ..282.0 => Self::Blue,
            ..322.0 => Self::Purple,
            ..345.0 => named(dark(0.55), Self::Purple, Self::Pink),
            _ => named(dark(0.5), Self::Red, Self::Pink),
        }
    }
}

fn named(first: bool, one: Color, other: Color) -> Color {
    if first { one } else { other }
}

/// Lightness 0 to 1, then the two opponent axes, about −0.4 to 0.4.
fn oklab(rgb: [u8; 3]) -> [f32; 3] {
    let [r, g, b] = rgb.map(|sample| {
        let sample = f32::from(sample) / 255.0;
        if sample <= 0.04045 { sample / 12.92 } else { ((sample + 0.055) / 1.055).powf(2.4) }
    });
    let long = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let middle = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let short = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * long + 0.793_617_8 * middle - 0.004_072_047 * short,
        1.977_998_5 * long - 2.428_592_2 * middle + 0.450_593_7 * short,
        0.025_904_037 * long + 0.782_771_77 * middle - 0.808_675_77 * short,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_called_what_people_call_them() {
        use Color::{Black, Blue, Brown, Gray, Green, Orange, Pink, Purple, Red, Teal, White, Yellow};
        let called = [
            (0xff_0000, Red),
            (0xdc_143c, Red),
            (0x8b_0000, Red),
            (0xb2_2222, Red),
            (0xe5_3935, Red),
            (0xff_a500, Orange),
            (0xff_8c00, Orange),
            (0xff_7f50, Orange),
            (0xfb_8c00, Orange),
            (0xff_ff00, Yellow),
            (0xff_d700, Yellow),
            (0xff_eb3b, Yellow),
            (0xf0_e68c, Yellow),
            (0x00_8000, Green),
            (0x00_ff00, Green),
            (0x22_8b22, Green),
            (0x9a_cd32, Green),
            (0x2e_8b57, Green),
            (0x55_6b2f, Green),
            (0x80_8000, Green),
            (0x00_8080, Teal),
            (0x00_ffff, Teal),
            (0x40_e0d0, Teal),
            (0x00_bcd4, Teal),
            (0x00_00ff, Blue),
            (0x00_0080, Blue),
            (0x87_ceeb, Blue),
            (0x41_69e1, Blue),
            (0x1e_90ff, Blue),
            (0x80_0080, Purple),
            (0x8a_2be2, Purple),
            (0x4b_0082, Purple),
            (0xba_55d3, Purple),
            (0xff_c0cb, Pink),
            (0xff_69b4, Pink),
            (0xff_1493, Pink),
            (0xff_00ff, Pink),
            (0x8b_4513, Brown),
            (0xa0_522d, Brown),
            (0x6f_4e37, Brown),
            (0xd2_b48c, Brown),
            (0x00_0000, Black),
            (0x11_1111, Black),
            (0x1a_1a1a, Black),
            (0x80_8080, Gray),
            (0xa9_a9a9, Gray),
            (0xd3_d3d3, Gray),
            (0x70_8090, Gray),
            (0x50_5050, Gray),
            (0xff_ffff, White),
            (0xf5_f5f5, White),
            (0xff_fafa, White),
        ];
        let wrong: Vec<_> = called
            .iter()
            .map(|&(code, color): &(u32, Color)| (code.to_be_bytes(), color))
            .filter(|&([_, rgb @ ..], color)| Color::of_srgb(rgb) != color)
            .map(|([_, rgb @ ..], color)| {
                format!("{rgb:02x?} is {:?}, not {color:?}; Oklab {:?}", Color::of_srgb(rgb), oklab(rgb))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
