//! Answers that are files: the assets, the icon that every site is asked for, and `robots.txt`.

use axum::extract::{Path, RawQuery, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::assets::{self, ICON};
use crate::pages;

/// Answers an asset. Only under the address with its own hash may it be kept for good.
pub async fn asset(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some(asset) = assets::find(&name) else {
        return pages::not_found(request).await;
    };
    let wanted = query.as_deref().and_then(|query| query.strip_prefix("v="));
    let cache = if wanted == Some(assets::version(&asset).as_str()) {
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
