//! Lists that are answered whole.

use paylink_http::views;

/// A list without a next page: a merchant can have only a few of these.
pub fn whole<T>(values: Vec<impl Into<T>>) -> views::Page<T> {
    views::Page {
        data: values.into_iter().map(Into::into).collect(),
        next_cursor: None,
    }
}
