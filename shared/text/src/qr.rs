//! QR codes of links.

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

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

/// The quiet zone that readers need around a code, in modules.
const QUIET: usize = 4;
/// The side of a module in a picture, in pixels: sharp on screens of any density.
const SCALE: usize = 6;

/// A QR code as a PNG picture for mails, black on white with a quiet zone; `None` where the text is too
/// long. Mail programs show no SVG.
pub fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let modules = code.width();
    let colours = code.to_colors();
    let is_dark = |x: usize, y: usize| {
        let (x, y) = (x.checked_sub(QUIET)?, y.checked_sub(QUIET)?);
        let at = y.checked_mul(modules)?.checked_add(x)?;
        (x < modules && *colours.get(at)? == Color::Dark).then_some(())
    };
    let side = modules.checked_add(2 * QUIET)?;
    let pixels = side.checked_mul(SCALE)?;
    let mut data = Vec::new();
    for y in 0..pixels {
        // Eight pixels a byte, the first one in the highest bit; a set bit is white.
        for byte in 0..pixels.div_ceil(8) {
            data.push((0..8).fold(0_u8, |bits, bit| {
                let x = byte * 8 + bit;
                bits << 1 | u8::from(is_dark(x / SCALE, y / SCALE).is_none())
            }));
        }
    }
    let side = u32::try_from(pixels).ok()?;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(file)
}
