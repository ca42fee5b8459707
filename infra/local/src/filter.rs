//! Filter patterns of stream mappings and patterns of EventBridge rules, which go by the same rules.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use serde_json::{Map, Value};

/// Why a pattern cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the filter pattern {pattern}: {what}")]
pub struct FilterError {
    pattern: String,
    what: String,
}

/// One pattern: every field it names has to fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Vec<Field>);

#[derive(Debug, Clone, PartialEq)]
struct Field {
    name: String,
    rule: FieldRule,
}

#[derive(Debug, Clone, PartialEq)]
enum FieldRule {
    /// An object whose fields have to fit.
    Inside(Filter),
    /// A value that has to fit one of these.
    AnyOf(Vec<Match>),
}

#[derive(Debug, Clone, PartialEq)]
enum Match {
    Equals(Value),
    Exists(bool),
    Prefix(String),
    AnythingBut(Vec<Value>),
}

impl Filter {
    /// Reads a pattern from its JSON text.
    ///
    /// # Errors
    /// When it is not JSON, or uses a rule that is not known here.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let failed = |what: String| FilterError {
            pattern: text.to_owned(),
            what,
        };
        let pattern: Map<String, Value> =
            serde_json::from_str(text).map_err(|error| failed(error.to_string()))?;
        fields(&pattern).map_err(failed)
    }

    /// Whether the record fits.
    #[must_use]
    pub fn fits(&self, record: &Value) -> bool {
        self.0.iter().all(|field| {
            let value = record.get(&field.name);
            match &field.rule {
                FieldRule::Inside(filter) => filter.fits(value.unwrap_or(&Value::Null)),
                FieldRule::AnyOf(matches) => matches.iter().any(|one| one.fits(value)),
            }
        })
    }
}

impl Match {
    fn fits(&self, value: Option<&Value>) -> bool {
        // Rules are about leaves: an object in their place counts as nothing there, and of an array one
        // element has to fit.
        let leaf = value.filter(|value| !value.is_object());
        if let (Some(Value::Array(elements)), false) = (leaf, matches!(self, Self::Exists(_))) {
            return elements.iter().any(|element| self.fits(Some(element)));
        }
        match self {
            Self::Exists(wanted) => leaf.is_some() == *wanted,
            Self::Equals(wanted) => leaf == Some(wanted),
            Self::Prefix(prefix) => leaf
                .and_then(Value::as_str)
                .is_some_and(|text| text.starts_with(prefix)),
            Self::AnythingBut(unwanted) => leaf.is_some_and(|value| !unwanted.contains(value)),
        }
    }
}

fn fields(pattern: &Map<String, Value>) -> Result<Filter, String> {
    let mut fields_found = Vec::with_capacity(pattern.len());
    for (name, value) in pattern {
        let rule = match value {
            Value::Object(inner) => FieldRule::Inside(fields(inner)?),
            Value::Array(rules) => {
                FieldRule::AnyOf(rules.iter().map(rule).collect::<Result<_, _>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(format!("the value of {name} has to be in a list"));
            }
        };
        fields_found.push(Field {
            name: name.clone(),
            rule,
        });
    }
    Ok(Filter(fields_found))
}

fn rule(rule: &Value) -> Result<Match, String> {
    let unknown = || Err(format!("the rule {rule} is not known on this machine"));
    let Value::Object(object) = rule else {
        return Ok(Match::Equals(rule.clone()));
    };
    match object.iter().next().filter(|_| object.len() == 1) {
        Some((name, Value::Bool(wanted))) if name == "exists" => Ok(Match::Exists(*wanted)),
        Some((name, Value::String(prefix))) if name == "prefix" => {
            Ok(Match::Prefix(prefix.clone()))
        }
        Some((name, Value::Array(unwanted))) if name == "anything-but" => {
            Ok(Match::AnythingBut(unwanted.clone()))
        }
        Some(_) | None => unknown(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fits(pattern: Value, record: Value) -> bool {
        Filter::parse(&pattern.to_string()).unwrap().fits(&record)
    }

    #[test]
    fn an_attribute_exists_or_not() {
        let pattern = json!({"dynamodb": {"NewImage": {"mail_due": {"N": [{"exists": true}]}}}});
        assert!(fits(
            pattern.clone(),
            json!({"dynamodb": {"NewImage": {"mail_due": {"N": "5"}}}})
        ));
        assert!(!fits(
            pattern.clone(),
            json!({"dynamodb": {"NewImage": {"other": {"N": "5"}}}})
        ));
        assert!(!fits(
            pattern.clone(),
            json!({"dynamodb": {"NewImage": {"mail_due": {"S": "5"}}}})
        ));
        assert!(!fits(pattern, json!({"dynamodb": {"Keys": {}}})));
    }

    #[test]
    fn exists_looks_at_leaves_only_as_on_aws() {
        let pattern = json!({"dynamodb": {"NewImage": {"mail_due": [{"exists": true}]}}});
        assert!(!fits(
            pattern,
            json!({"dynamodb": {"NewImage": {"mail_due": {"N": "5"}}}})
        ));
    }

    #[test]
    fn values_prefixes_and_exclusions() {
        let record = json!({"eventName": "MODIFY"});
        assert!(fits(
            json!({"eventName": ["INSERT", "MODIFY"]}),
            record.clone()
        ));
        assert!(!fits(json!({"eventName": ["REMOVE"]}), record.clone()));
        assert!(fits(
            json!({"eventName": [{"prefix": "MOD"}]}),
            record.clone()
        ));
        assert!(!fits(
            json!({"eventName": [{"anything-but": ["MODIFY"]}]}),
            record.clone()
        ));
        assert!(fits(json!({"gone": [{"exists": false}]}), record));
    }

    #[test]
    fn of_an_array_one_element_has_to_fit() {
        let pattern = || json!({"tags": {"set": ["mine"], "also": [{"prefix": "a"}]}});
        let tagged =
            |set: Value, also: Value| fits(pattern(), json!({"tags": {"set": set, "also": also}}));
        assert!(tagged(json!(["theirs", "mine"]), json!(["b", "ab"])));
        assert!(!tagged(json!(["theirs"]), json!(["ab"])));
        assert!(!tagged(json!([]), json!(["ab"])));
        assert!(fits(
            json!({"tags": [{"exists": true}]}),
            json!({"tags": []})
        ));
    }

    #[test]
    fn what_is_not_known_is_an_error_and_not_a_surprise() {
        let error = Filter::parse(r#"{"a": [{"numeric": [">", 1]}]}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("numeric"), "{error}");
        assert!(Filter::parse(r#"{"a": "b"}"#).is_err());
        assert!(Filter::parse("nonsense").is_err());
    }
}
