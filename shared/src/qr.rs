//! QR codes of links.

use qrcode::QrCode;
use qrcode::render::svg;

/// A QR code as an SVG picture, black on white with a quiet zone; `None` where the text is too long.
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    Some(
        code.render::<svg::Color<'_>>()
            .min_dimensions(240, 240)
            .dark_color(svg::Color("#000000"))
            .light_color(svg::Color("#ffffff"))
            .build(),
    )
}
