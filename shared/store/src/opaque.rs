//! Texts of cursors.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Encodes the text of a cursor, so that clients do not build on what is in it.
pub(crate) fn opaque(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// The text that [`opaque`] encoded; an error for any other text.
pub(crate) fn read_opaque(text: &str) -> Result<String, ()> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(drop)?;
    String::from_utf8(bytes).map_err(drop)
}
