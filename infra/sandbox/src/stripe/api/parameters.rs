//! Parameters that several calls have.

use super::super::error::ApiError;
use super::super::form::Form;
use super::super::object::Object;

/// An absolute http or https address, or Stripe's refusal.
pub fn web_address<'f>(text: &'f str, param: &str) -> Result<&'f str, ApiError> {
    let is_address = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['));
    if !is_address
        || text.chars().any(|c| c.is_whitespace() || c.is_control())
        || text.len() > 5_000
    {
        return Err(ApiError::invalid("Not a valid URL")
            .code("url_invalid")
            .param(param));
    }
    Ok(text)
}

/// Something that could be an email address, or Stripe's refusal.
pub fn email_address<'f>(text: &'f str, param: &str) -> Result<&'f str, ApiError> {
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control()) && text.len() <= 512;
    match text.rsplit_once('@') {
        Some((name, domain)) if is_plain && !name.is_empty() && domain.contains('.') => Ok(text),
        _ => Err(ApiError::invalid(format!("Invalid email address: {text}"))
            .code("email_invalid")
            .param(param)),
    }
}

/// Reads `metadata[...]` at `name`, within Stripe's limits: 50 keys of 40 characters, values of 500.
pub fn read_metadata(form: &Form, name: &str) -> Result<Object, ApiError> {
    let mut metadata = Object::default();
    let keys = form.keys(name);
    if keys.len() > 50 {
        return Err(ApiError::invalid("Metadata can have up to 50 keys.").param(name));
    }
    for key in keys {
        let param = format!("{name}[{key}]");
        if key.chars().count() > 40 {
            return Err(ApiError::invalid(format!(
                "Metadata keys can have up to 40 characters, but you passed in a key that is {} characters.",
                key.chars().count()
            ))
            .param(param));
        }
        let value = form.raw(&param).unwrap_or_default();
        if value.chars().count() > 500 {
            return Err(ApiError::invalid(format!(
                "Metadata values can have up to 500 characters, but you passed in a value that is {} characters.",
                value.chars().count()
            ))
            .param(param));
        }
        // An empty value unsets a key, so on a new object the key does not come to be.
        if !value.is_empty() {
            metadata.set(&key, value);
        }
    }
    Ok(metadata)
}
