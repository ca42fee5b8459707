//! Lists that need no pages.

use paylink::http::views;

/// A list that is always answered whole: what a merchant can have of these is limited.
pub fn whole<T>(values: Vec<impl Into<T>>) -> views::Page<T> {
    views::Page {
        data: values.into_iter().map(Into::into).collect(),
        next_cursor: None,
    }
}
