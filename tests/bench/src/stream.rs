//! The stream of baskets, as Lambda reads it: records that fit a function's filter in the template.

use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use serde_json::{Value, json};

use crate::database::{BASKETS, Database};
use crate::runtime_api::Event;

const TEMPLATE: &str = include_str!("../../../infra/template.yaml");
/// The template's batch size.
const BATCH: usize = 10;

/// Reads the stream for a function.
#[derive(Debug)]
pub struct Stream {
    database: Database,
    filtered_by: String,
    arn: String,
    position: String,
}

impl Stream {
    /// Begins with what is written from now on.
    pub fn new(database: &Database, function: &str) -> Self {
        let engine = database.engine();
        let table = DescribeTableRequest {
            table_name: BASKETS.to_owned(),
        };
        let arn = engine.describe_table(table).unwrap();
        let arn = arn.table.latest_stream_arn.unwrap();
        let described = engine
            .describe_stream(DescribeStreamRequest {
                stream_arn: arn.clone(),
                ..Default::default()
            })
            .unwrap();
        let iterator = GetShardIteratorRequest {
            stream_arn: arn.clone(),
            shard_id: described.stream_description.shards[0].shard_id.clone(),
            shard_iterator_type: "LATEST".to_owned(),
            sequence_number: None,
        };
        let position = engine.get_shard_iterator(iterator).unwrap();
        Self {
            database: database.clone(),
            filtered_by: filtered_by(function),
            arn,
            position: position.shard_iterator.unwrap(),
        }
    }

    /// The events that the function gets of what was written since the last time.
    pub fn take(&mut self) -> Vec<Event> {
        let mut all = Vec::new();
        loop {
            let request = GetRecordsRequest {
                shard_iterator: self.position.clone(),
                limit: None,
            };
            let found = self.database.engine().get_records(request).unwrap();
            if let Some(next) = found.next_shard_iterator {
                self.position = next;
            }
            if found.records.is_empty() {
                return events(&self.filtered_by, &all);
            }
            for record in found.records {
                let mut record = serde_json::to_value(record).unwrap();
                record["eventSourceARN"] = self.arn.clone().into();
                all.push(record);
            }
        }
    }
}

/// The attribute whose being there lets a record through to a function.
///
/// # Panics
/// Where the template has another kind of filter for it, which would have to be learned here.
fn filtered_by(function: &str) -> String {
    let (_, after) = TEMPLATE
        .split_once(&format!("Binary: {function} }}"))
        .expect("a function of the template");
    let (_, after) = after
        .split_once("- Pattern: '")
        .expect("a filter in the template");
    let pattern: Value = serde_json::from_str(after.split('\'').next().unwrap()).unwrap();
    let image = pattern["dynamodb"]["NewImage"].as_object().unwrap();
    let name = image.keys().next().unwrap().clone();
    let known = json!({"dynamodb": {"NewImage": {name.clone(): {"BOOL": [{"exists": true}]}}}});
    assert_eq!(pattern, known, "a filter of another kind");
    name
}

/// Those records that fit, in batches.
fn events(attribute: &str, records: &[Value]) -> Vec<Event> {
    let fitting: Vec<&Value> = records
        .iter()
        .filter(|record| record["dynamodb"]["NewImage"][attribute]["BOOL"].is_boolean())
        .collect();
    fitting
        .chunks(BATCH)
        .map(|batch| json!({"Records": batch}).to_string().into_bytes().into())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_those_of_the_template() {
        assert_eq!(filtered_by("send-email"), "mail_due");
        assert_eq!(filtered_by("send-webhook"), "webhook_due");
        let due = json!({"dynamodb": {"NewImage": {"mail_due": {"BOOL": true}}}});
        let other = json!({"dynamodb": {"NewImage": {"doc": {"M": {}}}}});
        assert_eq!(events("mail_due", &[due, other]).len(), 1);
    }
}
