//! The merchant's colour, and a text colour that can be read on it.

use askama::Template;

/// What stands in for a colour that is not `#rrggbb`.
const DEFAULT: (&str, [u8; 3]) = ("#0b5cad", [0x0b, 0x5c, 0xad]);

/// The linear light of the sRGB channel values 0, 16, 32, ... 256, in ten thousandths. Between them
/// the curve is as good as straight.
const LINEAR: [u32; 17] = [
    0, 52, 144, 296, 513, 802, 1170, 1620, 2159, 2789, 3515, 4342, 5271, 6308, 7454, 8714, 10_089,
];

/// The luminance at which black and white text contrast equally, in ten thousandths: where
/// `(L + 0.05)² = 1.05 × 0.05`. Either is at 4.5 : 1 or better on its side of it.
const MIDDLE: u32 = 1791;

/// A colour of a merchant that is safe to stand in a style sheet.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "accent.css", escape = "none")]
pub struct Accent {
    accent: String,
    on_accent: &'static str,
}

impl Accent {
    /// The colour of a profile; the default where it is not six hexadecimal digits after a `#`.
    pub fn of(colour: &str) -> Self {
        match channels(colour) {
            Some(channels) => Self {
                accent: colour.to_ascii_lowercase(),
                on_accent: text_on(channels),
            },
            None => Self::default(),
        }
    }

    /// The style sheet that sets the colour.
    pub fn style(&self) -> String {
        self.render().unwrap_or_default()
    }
}

impl Default for Accent {
    fn default() -> Self {
        let (colour, channels) = DEFAULT;
        Self {
            accent: colour.to_owned(),
            on_accent: text_on(channels),
        }
    }
}

fn channels(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

/// Black or white, whichever contrasts more (WCAG 2.2, relative luminance).
fn text_on([red, green, blue]: [u8; 3]) -> &'static str {
    let luminance = 2126 * linear(red) + 7152 * linear(green) + 722 * linear(blue);
    if luminance / 10_000 > MIDDLE {
        "#000"
    } else {
        "#fff"
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
                    let light = luminance([red, green, blue]);
                    let contrast = match text_on([red, green, blue]) {
                        "#fff" => 1.05 / (light + 0.05),
                        _ => (light + 0.05) / 0.05,
                    };
                    assert!(contrast >= 4.5, "{red} {green} {blue}: {contrast}");
                }
            }
        }
    }

    #[test]
    fn only_six_hexadecimal_digits_come_into_a_style_sheet() {
        let style = |colour| Accent::of(colour).style();
        assert_eq!(style("#FFCC00"), ":root{--accent:#ffcc00;--on-accent:#000}");
        assert_eq!(style("#000000"), ":root{--accent:#000000;--on-accent:#fff}");
        for hostile in [
            "",
            "#fff",
            "red",
            "#12345g",
            "#+12345",
            "#1234567",
            "#ffffff;}body{display:none",
            "</style><script>",
            "#ａｂ",
        ] {
            assert_eq!(style(hostile), Accent::default().style(), "{hostile}");
        }
    }
}
