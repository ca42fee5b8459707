//! The database: dynoxide on SQLite, with the tables of the template.

use std::path::Path;

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};

use crate::template::Table;

/// Opens the file, or a database in memory.
pub(crate) fn open(path: Option<&Path>) -> Result<Database, String> {
    match path {
        None => Database::memory(),
        Some(path) => Database::new(
            path.to_str()
                .ok_or("the path of the database is not UTF-8")?,
        ),
    }
    .map_err(|error| error.to_string())
}

/// Creates the tables that are missing. Those that are there have to be as the template says.
pub(crate) fn create_tables(database: &Database, tables: &[Table]) -> Result<(), String> {
    for table in tables {
        let request = DescribeTableRequest {
            table_name: table.name.clone(),
        };
        match database.describe_table(request) {
            Ok(found) => {
                let found =
                    serde_json::to_value(&found.table).map_err(|error| error.to_string())?;
                if shape(&found) != shape(&table.create) {
                    return Err(format!(
                        "the table {} is not as infra/template.yaml describes it now; start with --fresh",
                        table.name
                    ));
                }
            }
            Err(DynoxideError::ResourceNotFoundException(_)) => create(database, table)?,
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}

/// Deletes what expired, as DynamoDB does in its own time.
pub(crate) async fn sweep(database: Database) {
    match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "expired items could not be deleted"),
        Err(error) => tracing::warn!(%error, "expired items could not be deleted"),
    }
}

fn create(database: &Database, table: &Table) -> Result<(), String> {
    let refused = |error: &dyn std::fmt::Display| {
        let text = error.to_string();
        format!(
            "cannot create the table {}: {}",
            table.name,
            text.trim_start_matches("VALIDATION:")
        )
    };
    let request: CreateTableRequest =
        serde_json::from_value(table.create.clone()).map_err(|error| refused(&error))?;
    database
        .create_table(request)
        .map_err(|error| refused(&error))?;
    if let Some(attribute) = &table.ttl_attribute {
        let request = UpdateTimeToLiveRequest {
            table_name: table.name.clone(),
            time_to_live_specification: TimeToLiveSpecification {
                attribute_name: attribute.clone(),
                enabled: true,
            },
        };
        database
            .update_time_to_live(request)
            .map_err(|error| refused(&error))?;
    }
    Ok(())
}

/// What makes two tables the same: keys, indexes with their projections, and the stream.
fn shape(table: &Value) -> Value {
    let get = |value: &Value, name: &str| value.get(name).cloned().unwrap_or_default();
    let mut attributes: Vec<String> = items(table, "AttributeDefinitions")
        .map(Value::to_string)
        .collect();
    attributes.sort();
    let mut indexes: Vec<(String, Value)> = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"]
        .into_iter()
        .flat_map(|kind| items(table, kind))
        .map(|index| {
            let name = get(index, "IndexName").to_string();
            (
                name,
                json!([get(index, "KeySchema"), get(index, "Projection")]),
            )
        })
        .collect();
    indexes.sort_by(|(left, _), (right, _)| left.cmp(right));
    json!([
        get(table, "KeySchema"),
        attributes,
        indexes,
        get(&get(table, "StreamSpecification"), "StreamViewType")
    ])
}

fn items<'a>(table: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    table
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}
