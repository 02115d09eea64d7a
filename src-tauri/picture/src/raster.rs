//! Pixels in memory: eight bits a sample, rows without padding, top row first.

/// What a pixel consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Gray,
    Rgb,
    /// Alpha is not premultiplied.
    Rgba,
}

impl Layout {
    /// Bytes a pixel.
    pub(crate) fn channels(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

/// A picture's pixels. `pixels` holds exactly `width * height * layout.channels()` bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raster {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) layout: Layout,
    pub(crate) pixels: Vec<u8>,
}

impl Raster {
    /// A raster with every sample at `sample`.
    pub(crate) fn filled(width: u32, height: u32, layout: Layout, sample: u8) -> Self {
        let bytes = width as usize * height as usize * layout.channels();
        Self { width, height, layout, pixels: vec![sample; bytes] }
    }

    /// Bytes a row.
    pub(crate) fn stride(&self) -> usize {
        self.width as usize * self.layout.channels()
    }

    /// Copies `other`, which has the same layout, so that its corner comes to `left`, `top`; what would lie
    /// outside is left out.
    pub(crate) fn place(&mut self, other: &Self, left: u32, top: u32) {
        debug_assert_eq!(self.layout, other.layout);
        if left >= self.width || top >= self.height || other.width == 0 {
            return;
        }
        let copied = other.width.min(self.width - left) as usize * self.layout.channels();
        let start = left as usize * self.layout.channels();
        let stride = self.stride();
        let rows = self.pixels.chunks_exact_mut(stride).skip(top as usize);
        for (to, from) in rows.zip(other.pixels.chunks_exact(other.stride())) {
            to[start..start + copied].copy_from_slice(&from[..copied]);
        }
    }

    /// The same picture as it looks on white, without transparency: gray stays gray, all else becomes RGB.
    pub(crate) fn on_white(self) -> Self {
        match self.layout {
            Layout::Gray | Layout::Rgb => self,
            Layout::Rgba => {
                let pixels = self
                    .pixels
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .flat_map(|&[r, g, b, a]| [r, g, b].map(|sample| over_white(sample, a)));
                Self { layout: Layout::Rgb, pixels: pixels.collect(), ..self }
            }
        }
    }

    /// The same picture with an alpha sample, opaque where it had none.
    pub(crate) fn into_rgba(self) -> Self {
        let pixels = match self.layout {
            Layout::Gray => self.pixels.iter().flat_map(|&gray| [gray, gray, gray, u8::MAX]).collect(),
            Layout::Rgb => {
                self.pixels.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, u8::MAX]).collect()
            }
            Layout::Rgba => return self,
        };
        Self { layout: Layout::Rgba, pixels, ..self }
    }

    /// The same picture with three samples a pixel, on white.
    pub(crate) fn into_rgb(self) -> Self {
        match self.layout {
            Layout::Gray => {
                let pixels = self.pixels.iter().flat_map(|&sample| [sample; 3]).collect();
                Self { layout: Layout::Rgb, pixels, ..self }
            }
            Layout::Rgb | Layout::Rgba => self.on_white(),
        }
    }
}

fn over_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    let mixed = (sample * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}
