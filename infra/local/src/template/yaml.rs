//! CloudFormation's YAML as plain JSON, with short tags in their long form (`!Ref X` becomes `{"Ref": "X"}`).

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Number, Value};

use super::error::TemplateError;

/// Reads one YAML document.
pub(super) fn parse(text: &str) -> Result<Value, TemplateError> {
    let documents =
        Yaml::load_from_str(text).map_err(|error| TemplateError::Yaml(error.to_string()))?;
    match documents.as_slice() {
        [document] => convert(document),
        others => Err(TemplateError::Yaml(format!(
            "expected one document, found {}",
            others.len()
        ))),
    }
}

fn convert(node: &Yaml<'_>) -> Result<Value, TemplateError> {
    Ok(match node {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => Value::Bool(*value),
        Yaml::Value(Scalar::Integer(value)) => Value::Number(Number::from(*value)),
        Yaml::Value(Scalar::FloatingPoint(value)) => {
            Number::from_f64(value.into_inner()).map_or(Value::Null, Value::Number)
        }
        Yaml::Value(Scalar::String(value)) => Value::String(value.to_string()),
        Yaml::Sequence(items) => Value::Array(items.iter().map(convert).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => {
            let mut object = Map::new();
            for (key, value) in entries {
                let Value::String(key) = scalar_text(convert(key)?) else {
                    return Err(TemplateError::Yaml("a key is not a plain word".to_owned()));
                };
                object.insert(key, convert(value)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tag, inner) if tag.handle == "!" => long_form(&tag.suffix, convert(inner)?),
        Yaml::Tagged(_, inner) => convert(inner)?,
        Yaml::Representation(text, _, _) => Value::String(text.to_string()),
        Yaml::Alias(_) => {
            return Err(TemplateError::Yaml(
                "CloudFormation has no YAML aliases".to_owned(),
            ));
        }
        Yaml::BadValue => {
            return Err(TemplateError::Yaml(
                "a value does not fit its tag".to_owned(),
            ));
        }
    })
}

/// A key such as `404` is a number in YAML and text in CloudFormation.
fn scalar_text(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(value) => Value::String(value.to_string()),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => value,
    }
}

fn long_form(name: &str, argument: Value) -> Value {
    let (key, argument) = match (name, argument) {
        ("Ref" | "Condition", argument) => (name.to_owned(), argument),
        ("GetAtt", Value::String(path)) => {
            let parts = path
                .splitn(2, '.')
                .map(|part| Value::String(part.to_owned()))
                .collect();
            ("Fn::GetAtt".to_owned(), Value::Array(parts))
        }
        (_, argument) => (format!("Fn::{name}"), argument),
    };
    Value::Object(Map::from_iter([(key, argument)]))
}
