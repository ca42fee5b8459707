//! Functions: their binary, their environment, and the events that wake them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::error::{TemplateError, problem};
use super::intrinsic::{Scope, object};
use crate::filter::Filter;
use crate::route::Route;

/// A Lambda function.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name in the template.
    pub logical_id: String,
    /// Name of the binary, which is also the name of its crate.
    pub binary: String,
    /// What it answers over HTTP.
    pub routes: Vec<Route>,
    /// The table streams that wake it.
    pub streams: Vec<StreamMapping>,
    /// The schedules that wake it, as written (`rate(1 minute)`).
    pub schedules: Vec<String>,
    /// The events of the default bus that wake it: those that one of these fits.
    pub rules: Vec<Filter>,
    /// Its environment. `None` is a name that is left out with the parameters given.
    pub environment: BTreeMap<String, Option<String>>,
}

/// A stream of a table that wakes a function.
#[derive(Debug, Clone)]
pub struct StreamMapping {
    /// Name of the table.
    pub table: String,
    /// How many records the function gets at once.
    pub batch_size: usize,
    /// How often a batch that failed is tried again before it is given up on.
    pub retries: usize,
    /// Whether a batch that failed is halved.
    pub bisect: bool,
    /// Whether the function says which records failed.
    pub reports_failures: bool,
    /// A record reaches the function when one of these fits; none means all of them.
    pub filters: Vec<Filter>,
}

/// Reads a function. `defaults` is what the template says of all functions.
pub(super) fn read_function(
    scope: &Scope<'_>,
    defaults: &Map<String, Value>,
    logical_id: &str,
    resource: &Value,
    properties: &Map<String, Value>,
) -> Result<Function, TemplateError> {
    let place = format!("Resources.{logical_id}");
    let binary = resource
        .pointer("/Metadata/BuildProperties/Binary")
        .and_then(Value::as_str)
        .ok_or_else(|| {
            problem(
                &place,
                "Metadata.BuildProperties.Binary does not say which binary it is",
            )
        })?;
    let mut function = Function {
        logical_id: logical_id.to_owned(),
        binary: binary.to_owned(),
        routes: Vec::new(),
        streams: Vec::new(),
        schedules: Vec::new(),
        rules: Vec::new(),
        environment: environment(scope, [defaults, properties], &place)?,
    };
    for (name, event) in object(properties.get("Events")).into_iter().flatten() {
        let place = format!("{place}.Properties.Events.{name}");
        add_event(&mut function, scope, event, &place)?;
    }
    Ok(function)
}

/// The variables of these sources; a later one replaces those of the same name.
fn environment(
    scope: &Scope<'_>,
    sources: [&Map<String, Value>; 2],
    place: &str,
) -> Result<BTreeMap<String, Option<String>>, TemplateError> {
    let mut environment = BTreeMap::new();
    for source in sources {
        let variables = source
            .get("Environment")
            .and_then(|value| value.get("Variables"))
            .and_then(Value::as_object);
        for (name, value) in variables.into_iter().flatten() {
            let place = format!("{place}.Properties.Environment.{name}");
            environment.insert(name.clone(), scope.text(value, &place)?);
        }
    }
    Ok(environment)
}

fn add_event(
    function: &mut Function,
    scope: &Scope<'_>,
    event: &Value,
    place: &str,
) -> Result<(), TemplateError> {
    let empty = Map::new();
    let details = object(event.get("Properties")).unwrap_or(&empty);
    match event.get("Type").and_then(Value::as_str) {
        Some("HttpApi") => function.routes.push(http_event(scope, details, place)?),
        Some("DynamoDB") => function.streams.push(stream_event(scope, details, place)?),
        Some("Schedule") => {
            let schedule = details
                .get("Schedule")
                .ok_or_else(|| problem(place, "it has no Schedule"))?;
            function.schedules.extend(scope.text(schedule, place)?);
        }
        Some("EventBridgeRule") => {
            let pattern = details
                .get("Pattern")
                .ok_or_else(|| problem(place, "it has no Pattern"))?;
            let pattern = scope.resolve(pattern, place)?.unwrap_or_default();
            function.rules.push(filter(&pattern.to_string(), place)?);
        }
        Some(other) => {
            return Err(problem(
                place,
                &format!("the stack on this machine has no events of type {other} yet"),
            ));
        }
        None => return Err(problem(place, "it has no Type")),
    }
    Ok(())
}

fn filter(pattern: &str, place: &str) -> Result<Filter, TemplateError> {
    Filter::parse(pattern).map_err(|error| problem(place, &error.to_string()))
}

fn http_event(
    scope: &Scope<'_>,
    details: &Map<String, Value>,
    place: &str,
) -> Result<Route, TemplateError> {
    let part = |name: &str| -> Result<Option<String>, TemplateError> {
        details.get(name).map_or(Ok(None), |value| {
            scope.text(value, &format!("{place}.{name}"))
        })
    };
    match (part("Method")?, part("Path")?) {
        (None, None) => Ok(Route::DEFAULT),
        (Some(method), Some(path)) => {
            Route::new(&method, &path).map_err(|what| problem(place, &what))
        }
        _ => Err(problem(place, "Method and Path go together")),
    }
}

fn stream_event(
    scope: &Scope<'_>,
    details: &Map<String, Value>,
    place: &str,
) -> Result<StreamMapping, TemplateError> {
    let number = |name: &str, default: usize| -> Result<usize, TemplateError> {
        match details.get(name) {
            None => Ok(default),
            Some(value) => value
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
                .ok_or_else(|| problem(place, &format!("{name} has to be a number"))),
        }
    };
    let answers = details
        .get("FunctionResponseTypes")
        .and_then(Value::as_array);
    Ok(StreamMapping {
        table: streamed_table(scope, details, place)?,
        filters: stream_filters(scope, details, place)?,
        batch_size: number("BatchSize", 100)?.max(1),
        // AWS repeats without end when nothing is said; here that would hold everything up.
        retries: number("MaximumRetryAttempts", 10)?,
        bisect: details
            .get("BisectBatchOnFunctionError")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        reports_failures: answers
            .into_iter()
            .flatten()
            .any(|kind| kind.as_str() == Some("ReportBatchItemFailures")),
    })
}

/// The name of the table whose stream this is.
fn streamed_table(
    scope: &Scope<'_>,
    details: &Map<String, Value>,
    place: &str,
) -> Result<String, TemplateError> {
    let parts = details
        .get("Stream")
        .and_then(|stream| stream.get("Fn::GetAtt"))
        .and_then(Value::as_array);
    let Some([Value::String(table), Value::String(attribute)]) = parts.map(Vec::as_slice) else {
        return Err(no_stream_arn(place));
    };
    if attribute != "StreamArn" {
        return Err(no_stream_arn(place));
    }
    scope
        .text(&json!({ "Ref": table }), place)?
        .ok_or_else(|| problem(place, "Stream has no value"))
}

fn no_stream_arn(place: &str) -> TemplateError {
    problem(
        place,
        "Stream has to be the StreamArn of a table of this template",
    )
}

fn stream_filters(
    scope: &Scope<'_>,
    details: &Map<String, Value>,
    place: &str,
) -> Result<Vec<Filter>, TemplateError> {
    let mut filters = Vec::new();
    let patterns = details
        .get("FilterCriteria")
        .and_then(|criteria| criteria.get("Filters"))
        .and_then(Value::as_array);
    for pattern in patterns.into_iter().flatten() {
        let pattern = pattern
            .get("Pattern")
            .ok_or_else(|| problem(place, "a filter has no Pattern"))?;
        let pattern = scope.text(pattern, place)?.unwrap_or_default();
        filters.push(filter(&pattern, place)?);
    }
    Ok(filters)
}
