//! Style sheet, script and icon: compiled in, and named with a hash so that browsers may keep them.

use std::sync::LazyLock;

use axum::extract::{Path, RawQuery, Request, State as Extract};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use paylink_platform::hash::sha256_hex;

use crate::{State, pages};

/// A file that pages refer to.
struct Asset {
    name: &'static str,
    media_type: &'static str,
    content: &'static str,
}

const CSS: Asset = Asset {
    name: "desk.css",
    media_type: "text/css; charset=utf-8",
    content: include_str!("../assets/desk.css"),
};
const SCRIPT: Asset = Asset {
    name: "desk.js",
    media_type: "text/javascript; charset=utf-8",
    content: include_str!("../assets/desk.js"),
};
const ICON: Asset = Asset {
    name: "icon.svg",
    media_type: "image/svg+xml",
    content: include_str!("../assets/icon.svg"),
};

/// The addresses of all assets; each changes with the asset.
#[derive(Debug)]
pub struct Addresses {
    /// The style sheet.
    pub css: String,
    /// The script.
    pub script: String,
    /// The icon.
    pub icon: String,
}

static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| Addresses {
    css: address(&CSS),
    script: address(&SCRIPT),
    icon: address(&ICON),
});

/// The addresses of all assets.
pub fn addresses() -> &'static Addresses {
    &ADDRESSES
}

fn address(asset: &Asset) -> String {
    format!("/desk/assets/{}?v={}", asset.name, version(asset))
}

fn version(asset: &Asset) -> String {
    sha256_hex(asset.content.as_bytes())
        .chars()
        .take(16)
        .collect()
}

/// Answers an asset. Only under the address with its own hash may it be kept for good.
pub async fn serve(
    Extract(state): Extract<State>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some(asset) = [CSS, SCRIPT, ICON]
        .into_iter()
        .find(|asset| asset.name == name)
    else {
        return pages::not_found(Extract(state), request).await;
    };
    let wanted = query.as_deref().and_then(|query| query.strip_prefix("v="));
    let cache = if wanted == Some(version(&asset).as_str()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, cache),
    ];
    (headers, asset.content).into_response()
}

/// Browsers ask for this on every site, guests' pages included.
pub async fn favicon() -> Response {
    let headers = [
        (header::CONTENT_TYPE, ICON.media_type),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, ICON.content).into_response()
}

/// Nothing here is for search engines.
pub async fn robots() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, "User-agent: *\nDisallow: /\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_the_hash_of_the_content() {
        let css = &addresses().css;
        assert!(css.starts_with("/desk/assets/desk.css?v="), "{css}");
        assert_eq!(css.rsplit('=').next().unwrap().len(), 16);
    }
}
