//! Logs: one JSON object a line, without personal data.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard output, where the platform picks it up. `RUST_LOG` sets the level;
/// `info` otherwise.
///
/// Each line lists the spans that it belongs to, among them the request with its id (see
/// [`crate::http::headers::answer`]).
pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(true)
        .with_ansi(false)
        .with_env_filter(filter)
        .try_init();
}
