//! Reads JSON bodies into domain types. All field errors are found at once, each with its JSON
//! pointer, and unknown fields are refused. `serde` stops at the first error, hence this reader.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::problem::{FieldError, Problem};
pub use paylink_domain::text::check_text;

/// Metadata entries, and the length of a key and of a value.
const METADATA: (usize, usize, usize) = (20, 40, 500);

/// Reads a body with `read`, which answers `None` where it noted an error.
///
/// # Errors
/// A `validation` problem with every field error.
pub fn read_object<T>(
    value: &Value,
    read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
) -> Result<T, Problem> {
    let errors = RefCell::default();
    let result = if let Value::Object(map) = value {
        let mut fields = Fields::new(map, String::new(), &errors);
        let result = read(&mut fields);
        fields.finish();
        result
    } else {
        note(&errors, "", "must be a JSON object");
        None
    };
    match (result, errors.into_inner()) {
        (Some(value), errors) if errors.is_empty() => Ok(value),
        (_, errors) => Err(Problem::validation(errors)),
    }
}

/// The fields of one JSON object.
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    pointer: String,
    known: BTreeSet<&'static str>,
    errors: &'a RefCell<Vec<FieldError>>,
}

fn note(errors: &RefCell<Vec<FieldError>>, pointer: &str, detail: &str) {
    errors.borrow_mut().push(FieldError {
        pointer: pointer.to_owned(),
        detail: detail.to_owned(),
    });
}

impl<'a> Fields<'a> {
    fn new(
        map: &'a Map<String, Value>,
        pointer: String,
        errors: &'a RefCell<Vec<FieldError>>,
    ) -> Self {
        Self {
            map,
            pointer,
            known: BTreeSet::new(),
            errors,
        }
    }

    /// Notes what is wrong with a field.
    pub fn error(&self, name: &str, detail: &str) {
        note(self.errors, &self.pointer_of(name), detail);
    }

    /// A text that must be there. Control characters and marks that turn the direction of writing
    /// are refused; space around it is cut off.
    pub fn text(&mut self, name: &'static str, length: RangeInclusive<usize>) -> Option<String> {
        let value = self.required(name)?;
        self.as_text(name, value, &length)
    }

    /// A text that may be missing or null.
    pub fn optional_text(&mut self, name: &'static str, max: usize) -> Option<String> {
        let value = self.optional(name)?;
        self.as_text(name, value, &(1..=max))
    }

    /// A text of one line or several that may be missing or null.
    pub fn optional_long_text(&mut self, name: &'static str, max: usize) -> Option<String> {
        let value = self.optional(name)?;
        let text = value
            .as_str()
            .map(|text| text.replace("\r\n", "\n").replace('\n', " "));
        match text {
            Some(text) => self.as_text(name, &Value::String(text), &(1..=max)),
            None => self.fail(name, "must be a text"),
        }
    }

    /// A text that `parse` understands; where it does not, `wanted` says what it must be.
    pub fn parsed<T>(
        &mut self,
        name: &'static str,
        wanted: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(name)?;
        self.as_parsed(name, value, wanted, parse)
    }

    /// As [`Self::parsed`], where the field may be missing or null.
    pub fn optional_parsed<T>(
        &mut self,
        name: &'static str,
        wanted: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional(name)?;
        self.as_parsed(name, value, wanted, parse)
    }

    /// A whole number that must be there.
    pub fn integer(&mut self, name: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.required(name)?;
        self.as_integer(name, value, &range)
    }

    /// A whole number that may be missing or null.
    pub fn optional_integer(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = self.optional(name)?;
        self.as_integer(name, value, &range)
    }

    /// A truth value; `false` where it is missing or null.
    pub fn flag(&mut self, name: &'static str) -> bool {
        match self.optional(name) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.error(name, "must be true or false");
                false
            }
        }
    }

    /// An object that must be there.
    pub fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(name)?;
        self.read_at(self.pointer_of(name), value, read)
    }

    /// A list of objects that must be there.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        length: RangeInclusive<usize>,
        mut read: impl FnMut(&mut Fields<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Value::Array(values) = self.required(name)? else {
            return self.fail(name, "must be a list");
        };
        if !length.contains(&values.len()) {
            let detail = format!("must have {} to {} entries", length.start(), length.end());
            return self.fail(name, &detail);
        }
        let pointer = self.pointer_of(name);
        // Every entry is read, so that all errors are found, before the first one fails the list.
        let read: Vec<Option<T>> = values
            .iter()
            .enumerate()
            .map(|(at, value)| self.read_at(format!("{pointer}/{at}"), value, &mut read))
            .collect();
        read.into_iter().collect()
    }

    /// A list of short texts; empty where it is missing or null.
    pub fn texts(&mut self, name: &'static str, entries: usize, length: usize) -> Vec<String> {
        let Some(value) = self.optional(name) else {
            return Vec::new();
        };
        let Value::Array(values) = value else {
            self.error(name, "must be a list of texts");
            return Vec::new();
        };
        if values.len() > entries {
            self.error(name, &format!("must have at most {entries} entries"));
            return Vec::new();
        }
        values
            .iter()
            .enumerate()
            .filter_map(|(at, value)| self.as_text(&format!("{name}/{at}"), value, &(1..=length)))
            .collect()
    }

    /// A list of whole numbers that must be there.
    pub fn integers(
        &mut self,
        name: &'static str,
        entries: usize,
        range: RangeInclusive<i64>,
    ) -> Option<Vec<i64>> {
        let Value::Array(values) = self.required(name)? else {
            return self.fail(name, "must be a list of numbers");
        };
        if values.len() > entries {
            return self.fail(name, &format!("must have at most {entries} entries"));
        }
        let read: Vec<Option<i64>> = values
            .iter()
            .enumerate()
            .map(|(at, value)| self.as_integer(&format!("{name}/{at}"), value, &range))
            .collect();
        read.into_iter().collect()
    }

    /// The integrator's own data: texts by name; empty where it is missing or null.
    pub fn metadata(&mut self, name: &'static str) -> BTreeMap<String, String> {
        let (entries, key_length, length) = METADATA;
        let Some(value) = self.optional(name) else {
            return BTreeMap::new();
        };
        let Value::Object(map) = value else {
            self.error(name, "must be an object of texts");
            return BTreeMap::new();
        };
        if map.len() > entries {
            self.error(name, &format!("must have at most {entries} entries"));
            return BTreeMap::new();
        }
        let mut metadata = BTreeMap::new();
        for (key, value) in map {
            let at = format!("{name}/{}", escape(key));
            if check_text(key, &(1..=key_length)).is_err() {
                self.error(
                    &at,
                    &format!("its name must be 1 to {key_length} printable characters"),
                );
            } else if let Some(text) = self.as_text(&at, value, &(0..=length)) {
                metadata.insert(key.clone(), text);
            }
        }
        metadata
    }

    /// Whether a field that can be left out is there and not null.
    pub fn is_given(&mut self, name: &'static str) -> bool {
        self.optional(name).is_some()
    }

    /// Whether the field is there and not null.
    pub fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    fn finish(self) {
        for name in self.map.keys() {
            if !self.known.contains(name.as_str()) {
                self.error(&escape(name), "is not a known field");
            }
        }
    }

    fn pointer_of(&self, name: &str) -> String {
        format!("{}/{name}", self.pointer)
    }

    fn fail<T>(&self, name: &str, detail: &str) -> Option<T> {
        self.error(name, detail);
        None
    }

    fn optional(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.insert(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn required(&mut self, name: &'static str) -> Option<&'a Value> {
        let value = self.optional(name);
        if value.is_none() {
            self.error(name, "is required");
        }
        value
    }

    fn as_text(&self, name: &str, value: &Value, length: &RangeInclusive<usize>) -> Option<String> {
        let Value::String(text) = value else {
            return self.fail(name, "must be a text");
        };
        match check_text(text, length) {
            Ok(text) => Some(text.to_owned()),
            Err(detail) => self.fail(name, &detail),
        }
    }

    fn as_parsed<T>(
        &self,
        name: &str,
        value: &Value,
        wanted: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = value.as_str().and_then(parse);
        if parsed.is_none() {
            self.error(name, &format!("must be {wanted}"));
        }
        parsed
    }

    fn as_integer(&self, name: &str, value: &Value, range: &RangeInclusive<i64>) -> Option<i64> {
        let Value::Number(number) = value else {
            return self.fail(name, "must be a number");
        };
        match number.as_i64() {
            Some(number) if range.contains(&number) => Some(number),
            None if number.is_f64() && number.as_f64().is_some_and(|n| n.abs() < 9e18) => {
                self.fail(name, "must be a whole number")
            }
            _ => {
                let detail = format!("must be {} to {}", range.start(), range.end());
                self.fail(name, &detail)
            }
        }
    }

    fn read_at<T>(
        &self,
        pointer: String,
        value: &Value,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let Value::Object(map) = value else {
            note(self.errors, &pointer, "must be an object");
            return None;
        };
        let mut fields = Fields::new(map, pointer, self.errors);
        let result = read(&mut fields);
        fields.finish();
        result
    }
}

/// A name as a part of a JSON pointer.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_field_errors_are_told_at_once_with_their_pointers() {
        let body = json!({
            "name": "a\u{0}b", "amount": 1.5, "big": 1e30, "flag": "yes", "extra/field": 1,
            "items": [{"n": 1}, {"n": 0}, 3], "metadata": {"k": 1}, "days": [1, 0, "2"],
        });
        let problem = read_object(&body, |fields| {
            let name = fields.text("name", 1..=10);
            let amount = fields.integer("amount", 1..=10);
            let big = fields.integer("big", 1..=10);
            fields.flag("flag");
            let items = fields.list("items", 1..=5, |item| item.integer("n", 1..=9));
            fields.metadata("metadata");
            let days = fields.integers("days", 3, 1..=9);
            let missing = fields.text("missing", 1..=10);
            Some((name?, amount?, big?, items?, days?, missing?))
        })
        .unwrap_err();
        let told: Vec<String> = problem
            .errors
            .iter()
            .map(|e| format!("{} {}", e.pointer, e.detail))
            .collect();
        assert_eq!(
            told,
            [
                "/name must not have control characters",
                "/amount must be a whole number",
                "/big must be 1 to 10",
                "/flag must be true or false",
                "/items/1/n must be 1 to 9",
                "/items/2 must be an object",
                "/metadata/k must be a text",
                "/days/1 must be 1 to 9",
                "/days/2 must be a number",
                "/missing is required",
                "/extra~1field is not a known field",
            ]
        );
    }

    #[test]
    fn a_good_body_is_read() {
        let body = json!({"name": " Anna ", "note": null});
        let read = read_object(&body, |fields| {
            Some((
                fields.text("name", 1..=10)?,
                fields.optional_text("note", 10),
            ))
        });
        assert_eq!(read, Ok(("Anna".to_owned(), None)));
    }
}
