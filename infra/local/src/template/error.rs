//! Why a template cannot be used.

/// Why a template cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// It is not YAML.
    #[error("infra/template.yaml cannot be read: {0}")]
    Yaml(String),
    /// Something in it is missing, wrong, or cannot be resolved outside AWS.
    #[error("infra/template.yaml, {place}: {what}")]
    Content {
        /// Path of the element, such as `Resources.DeskFunction.Properties.Events`.
        place: String,
        /// What is wrong, or not understood.
        what: String,
    },
}

/// What is wrong at a place of the template.
pub(super) fn problem(place: &str, what: &str) -> TemplateError {
    TemplateError::Content {
        place: place.to_owned(),
        what: what.to_owned(),
    }
}
