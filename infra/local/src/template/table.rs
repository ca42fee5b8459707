//! Tables: the requests that create them.

use serde_json::{Map, Value};

use super::error::TemplateError;
use super::intrinsic::Scope;
use super::names::generated_name;

/// A DynamoDB table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name in the template.
    pub logical_id: String,
    /// Its name in DynamoDB.
    pub name: String,
    /// The request that creates it.
    pub create: Value,
    /// The attribute that holds when an item expires.
    pub ttl_attribute: Option<String>,
}

/// Properties of a table that are the same in the request that creates it.
const CREATE_TABLE: [&str; 5] = [
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
];

/// Reads a table from its properties.
pub(super) fn read_table(
    scope: &Scope<'_>,
    logical_id: &str,
    properties: &Map<String, Value>,
) -> Result<Table, TemplateError> {
    let place = format!("Resources.{logical_id}");
    let name = properties
        .get("TableName")
        .map_or(Ok(None), |name| scope.text(name, &place))?
        .unwrap_or_else(|| generated_name(logical_id));
    let mut create = Map::from_iter([("TableName".to_owned(), Value::String(name.clone()))]);
    for key in CREATE_TABLE {
        if let Some(value) = properties
            .get(key)
            .map_or(Ok(None), |value| scope.resolve(value, &place))?
        {
            create.insert(key.to_owned(), value);
        }
    }
    if let Some(view) = properties
        .get("StreamSpecification")
        .and_then(|stream| stream.get("StreamViewType"))
    {
        create.insert(
            "StreamSpecification".to_owned(),
            serde_json::json!({ "StreamEnabled": true, "StreamViewType": view }),
        );
    }
    let ttl = properties.get("TimeToLiveSpecification");
    let enabled = ttl
        .and_then(|ttl| ttl.get("Enabled"))
        .and_then(Value::as_bool)
        .unwrap_or(false);
    let attribute = ttl
        .and_then(|ttl| ttl.get("AttributeName"))
        .and_then(Value::as_str);
    Ok(Table {
        logical_id: logical_id.to_owned(),
        name,
        create: Value::Object(create),
        ttl_attribute: attribute.filter(|_| enabled).map(str::to_owned),
    })
}
