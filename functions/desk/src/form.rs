//! Names and values that a browser sends, in a form or in the query of an address.

use std::convert::Infallible;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use paylink_http::request::{FORM_MEDIA_TYPE, has_media_type, too_large};
use paylink_http::{BODY_LIMIT, Problem, ProblemType};

/// The form field with the session's token (R26).
pub const TOKEN_FIELD: &str = "form_token";
/// The form field with the token of one rendering: a form that is sent twice does its work once.
pub const OPERATION_FIELD: &str = "operation";

/// What a browser sent with a form.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// Where it is no form or too large.
    pub async fn read(request: Request) -> Result<Self, Problem> {
        if !has_media_type(request.headers(), FORM_MEDIA_TYPE) {
            let detail = "Send the form as a browser does.";
            return Err(Problem::new(ProblemType::UnsupportedMediaType, detail));
        }
        let bytes: Bytes = to_bytes(request.into_body(), BODY_LIMIT)
            .await
            .map_err(|_| too_large())?;
        Ok(Self::parse(&bytes))
    }

    /// Reads an encoded form.
    pub fn parse(bytes: &[u8]) -> Self {
        Self {
            pairs: form_urlencoded::parse(bytes).into_owned().collect(),
        }
    }

    /// The value of a field; empty where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(this, _)| this == name)
            .map_or("", |(_, value)| value)
    }

    /// Whether a field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(this, _)| this == name)
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// All fields in one text, but for the form token, which says nothing of what is to be done.
    pub fn fingerprint(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs.iter().filter(|(name, _)| name != TOKEN_FIELD) {
            text.append_pair(name, value);
        }
        text.finish()
    }
}

/// The query of an address. Reading it never fails.
#[derive(Debug, Clone, Default)]
pub struct Asked(pub Form);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(Form::parse(
            parts.uri.query().unwrap_or_default().as_bytes(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_part_of_the_operation_but_the_token_is_not() {
        let form = |text: &str| Form::parse(text.as_bytes()).fingerprint();
        assert_eq!(
            form("form_token=a&operation=1&amount=5"),
            form("form_token=b&operation=1&amount=5")
        );
        assert_ne!(form("operation=1&amount=5"), form("operation=1&amount=6"));
    }
}
