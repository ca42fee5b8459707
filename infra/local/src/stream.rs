//! Tables' streams, read as Lambda reads them: records that fit a filter go to the function in batches, and what fails is
//! tried again a bounded number of times.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

use std::collections::VecDeque;
use std::time::Duration;

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::streams::DynamoDbEventResponse;
use dynoxide::Database;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::handler::{StreamHandler, guarded};
use crate::template::StreamMapping;

/// The pause before a batch is tried again, times the number of failures.
const PAUSE: Duration = Duration::from_millis(50);

/// Reads one stream for one function.
pub(crate) struct Consumer {
    function: String,
    mapping: StreamMapping,
    handler: StreamHandler,
    database: Database,
    stream_arn: String,
    position: Mutex<String>,
}

/// What a look at the stream found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Polled {
    /// Records in the stream.
    pub(crate) read: usize,
    /// Records that fit the filter and that the function took.
    pub(crate) delivered: usize,
}

impl Consumer {
    /// A consumer that begins with what is written from now on. What was written while the stack was down is not lost:
    /// what is due is found by its index.
    pub(crate) fn new(
        function: String,
        mapping: StreamMapping,
        handler: StreamHandler,
        database: Database,
    ) -> Result<Self, String> {
        let table = database
            .describe_table(DescribeTableRequest {
                table_name: mapping.table.clone(),
            })
            .map_err(|error| error.to_string())?;
        let stream_arn = table
            .table
            .latest_stream_arn
            .ok_or_else(|| format!("the table {} has no stream", mapping.table))?;
        let position = latest(&database, &stream_arn)?;
        Ok(Self {
            function,
            mapping,
            handler,
            database,
            stream_arn,
            position: Mutex::new(position),
        })
    }

    /// Reads what is new and gives it to the function.
    pub(crate) async fn poll(&self) -> Result<Polled, String> {
        let mut position = self.position.lock().await;
        let request = GetRecordsRequest {
            shard_iterator: position.clone(),
            limit: None,
        };
        let found = self
            .database
            .get_records(request)
            .map_err(|error| error.to_string())?;
        let mut polled = Polled {
            read: found.records.len(),
            delivered: 0,
        };
        let mut batch = Vec::new();
        for record in found.records {
            let mut record = serde_json::to_value(record).map_err(|error| error.to_string())?;
            if let Some(record) = record.as_object_mut() {
                record.insert(
                    "eventSourceARN".to_owned(),
                    Value::String(self.stream_arn.clone()),
                );
            }
            if !self.mapping.filters.is_empty()
                && !self
                    .mapping
                    .filters
                    .iter()
                    .any(|filter| filter.fits(&record))
            {
                continue;
            }
            batch.push(record);
            if batch.len() >= self.mapping.batch_size {
                polled.delivered += self.deliver(std::mem::take(&mut batch)).await;
            }
        }
        if !batch.is_empty() {
            polled.delivered += self.deliver(batch).await;
        }
        if let Some(next) = found.next_shard_iterator {
            *position = next;
        }
        Ok(polled)
    }

    /// Calls the function until it took the batch, or parts of it were given up on. Gives how many it took.
    async fn deliver(&self, batch: Vec<Value>) -> usize {
        let mut delivered = 0;
        let mut waiting = VecDeque::from([(batch, 0_usize)]);
        while let Some((mut batch, failures)) = waiting.pop_front() {
            let error = match self.invoke(&batch).await {
                Ok(None) => {
                    delivered += batch.len();
                    continue;
                }
                Ok(Some(first_failed)) => {
                    delivered += first_failed;
                    batch = batch.split_off(first_failed);
                    "it reported failed records".to_owned()
                }
                Err(error) => error,
            };
            if failures >= self.mapping.retries {
                let numbers: Vec<&str> = batch.iter().filter_map(sequence_number).collect();
                tracing::error!(
                    function = self.function,
                    error,
                    ?numbers,
                    "gave up on records of the stream"
                );
                continue;
            }
            tracing::warn!(
                function = self.function,
                error,
                records = batch.len(),
                "will try records again"
            );
            if let Ok(failures) = u32::try_from(failures + 1) {
                tokio::time::sleep(PAUSE * failures).await;
            }
            if self.mapping.bisect && batch.len() > 1 {
                let second = batch.split_off(batch.len() / 2);
                waiting.push_front((second, failures + 1));
            }
            waiting.push_front((batch, failures + 1));
        }
        delivered
    }

    /// The position of the first record that failed, if any.
    async fn invoke(&self, batch: &[Value]) -> Result<Option<usize>, String> {
        let event: Event = serde_json::from_value(json!({ "Records": batch }))
            .map_err(|error| error.to_string())?;
        let answer = guarded((self.handler)(event)).await?;
        Ok(if self.mapping.reports_failures {
            first_failed(batch, &answer)
        } else {
            None
        })
    }
}

/// Lambda goes on at the lowest number reported. A report it cannot understand means the whole batch.
fn first_failed(batch: &[Value], answer: &DynamoDbEventResponse) -> Option<usize> {
    answer
        .batch_item_failures
        .iter()
        .map(|failure| {
            let number = failure.item_identifier.as_deref();
            batch
                .iter()
                .position(|record| sequence_number(record) == number && number.is_some())
                .unwrap_or(0)
        })
        .min()
}

fn sequence_number(record: &Value) -> Option<&str> {
    record
        .pointer("/dynamodb/SequenceNumber")
        .and_then(Value::as_str)
}

/// The iterator behind the last record of the stream.
fn latest(database: &Database, stream_arn: &str) -> Result<String, String> {
    let request = DescribeStreamRequest {
        stream_arn: stream_arn.to_owned(),
        ..Default::default()
    };
    let stream = database
        .describe_stream(request)
        .map_err(|error| error.to_string())?
        .stream_description;
    let shard = stream.shards.first().ok_or("the stream has no shard")?;
    let request = GetShardIteratorRequest {
        stream_arn: stream_arn.to_owned(),
        shard_id: shard.shard_id.clone(),
        shard_iterator_type: "LATEST".to_owned(),
        sequence_number: None,
    };
    let iterator = database
        .get_shard_iterator(request)
        .map_err(|error| error.to_string())?;
    iterator
        .shard_iterator
        .ok_or_else(|| "the stream has no position".to_owned())
}
