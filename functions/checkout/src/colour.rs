//! The merchant's colour, and a text colour that can be read on it.

use askama::Template;
use paylink_text::colour::Colour;

/// What stands in for a colour that is not `#rrggbb`, and what is read on it.
const DEFAULT: (&str, &str) = ("#0b5cad", "#fff");

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
        match Colour::from_hex(colour) {
            Some(read) => Self {
                accent: colour.to_ascii_lowercase(),
                on_accent: read.text_on(),
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
        let (colour, on_accent) = DEFAULT;
        Self {
            accent: colour.to_owned(),
            on_accent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_a_colour_like_any_other() {
        assert_eq!(Accent::of(DEFAULT.0), Accent::default());
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
