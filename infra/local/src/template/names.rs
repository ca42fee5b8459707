//! Names and values that AWS gives where the template gives none, and the parameters of the template.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::{TemplateError, problem};

/// Name of the stack on this machine, which names of tables begin with.
pub const STACK_NAME: &str = "paylink-local";

/// Region in the names and settings on this machine.
pub const REGION: &str = "eu-central-1";

/// The name of a table that the template gives none, so that AWS makes one: here `BasketsTable` is
/// `STACK-baskets`.
pub(super) fn generated_name(logical_id: &str) -> String {
    let name = logical_id.strip_suffix("Table").unwrap_or(logical_id);
    format!("{STACK_NAME}-{}", name.to_lowercase())
}

/// The parameters given, then defaults, then what AWS itself would give.
pub(super) fn parameters(
    document: &Value,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, TemplateError> {
    let mut known: BTreeMap<String, String> = [
        ("AWS::StackName", STACK_NAME),
        ("AWS::Region", REGION),
        ("AWS::AccountId", "000000000000"),
        ("AWS::Partition", "aws"),
        ("AWS::URLSuffix", "amazonaws.com"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let declared = document.get("Parameters").and_then(Value::as_object);
    for (name, parameter) in declared.into_iter().flatten() {
        match parameter.get("Default") {
            Some(Value::String(default)) => known.insert(name.clone(), default.clone()),
            Some(default @ (Value::Number(_) | Value::Bool(_))) => {
                known.insert(name.clone(), default.to_string())
            }
            Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => None,
        };
    }
    for (name, value) in given {
        if declared.is_none_or(|declared| !declared.contains_key(name)) {
            return Err(problem(
                "Parameters",
                &format!("there is no parameter {name}"),
            ));
        }
        known.insert(name.clone(), value.clone());
    }
    Ok(known)
}
