//! Colours of a merchant: read from its profile, and what can be read on them.

/// The linear light of the sRGB channel values 0, 16, 32, ... 256, in ten thousandths. Between them
/// the curve is as good as straight.
const LINEAR: [u32; 17] = [
    0, 52, 144, 296, 513, 802, 1170, 1620, 2159, 2789, 3515, 4342, 5271, 6308, 7454, 8714, 10_089,
];

/// The luminance at which black and white text contrast equally, in ten thousandths: where
/// `(L + 0.05)² = 1.05 × 0.05`. Either is at 4.5 : 1 or better on its side of it.
const MIDDLE: u32 = 1791;

/// An sRGB colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// The colour of `#rrggbb`, in capitals or not; `None` for every other text.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// Black or white, whichever contrasts more (WCAG 2.2).
    pub fn text_on(self) -> &'static str {
        if self.luminance() > MIDDLE {
            "#000"
        } else {
            "#fff"
        }
    }

    /// The contrast with white in tenths: 10 for white itself, 210 for black (WCAG 2.2).
    pub fn contrast_with_white(self) -> u32 {
        105_000 / (self.luminance() + 500)
    }

    /// The contrast of [`Self::text_on`] with the colour, in tenths.
    pub fn contrast_of_text(self) -> u32 {
        if self.luminance() > MIDDLE {
            (self.luminance() + 500) / 50
        } else {
            self.contrast_with_white()
        }
    }

    /// The relative luminance (WCAG 2.2), in ten thousandths.
    fn luminance(self) -> u32 {
        let [red, green, blue] = self.0.map(linear);
        ((2126 * red + 7152 * green + 722 * blue) / 10_000).min(10_000)
    }
}

/// The linear light of a channel, in ten thousandths.
fn linear(channel: u8) -> u32 {
    let at = usize::from(channel >> 4);
    let knot = |at: usize| LINEAR.get(at).copied().unwrap_or_default();
    let (below, above) = (knot(at), knot(at.saturating_add(1)));
    below + (above - below) * u32::from(channel & 15) / 16
}

#[cfg(test)]
#[expect(
    clippy::float_arithmetic,
    reason = "the definition that integers are compared with"
)]
mod tests {
    use super::*;

    fn luminance(channels: [u8; 3]) -> f64 {
        let [red, green, blue] = channels.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn text_is_readable_on_every_colour() {
        let steps: Vec<u8> = (0..=255).step_by(5).collect();
        for &red in &steps {
            for &green in &steps {
                for &blue in &steps {
                    let channels = [red, green, blue];
                    let light = luminance(channels);
                    let colour = Colour(channels);
                    let contrast = match colour.text_on() {
                        "#fff" => 1.05 / (light + 0.05),
                        _ => (light + 0.05) / 0.05,
                    };
                    assert!(contrast >= 4.5, "{channels:?}: {contrast}");
                    let told = f64::from(colour.contrast_of_text()) / 10.0;
                    assert!((told / contrast - 1.0).abs() < 0.05, "{channels:?}: {told}");
                    let on_white = 1.05 / (light + 0.05);
                    let told = f64::from(colour.contrast_with_white()) / 10.0;
                    assert!((told / on_white - 1.0).abs() < 0.1, "{channels:?}: {told}");
                }
            }
        }
    }

    #[test]
    fn the_ends_of_the_scale_are_exact() {
        let [white, black] = ["#ffffff", "#000000"].map(|text| Colour::from_hex(text).unwrap());
        assert_eq!((white.contrast_with_white(), white.text_on()), (10, "#000"));
        assert_eq!(
            (black.contrast_with_white(), black.text_on()),
            (210, "#fff")
        );
        assert_eq!(white.contrast_of_text(), 210);
    }

    #[test]
    fn only_six_hexadecimal_digits_after_a_hash_are_a_colour() {
        assert!(Colour::from_hex("#FFcc00").is_some());
        for other in ["", "#fff", "red", "#12345g", "#+12345", "#1234567", "#ａｂ"] {
            assert_eq!(Colour::from_hex(other), None, "{other}");
        }
    }
}
