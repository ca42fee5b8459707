//! The deployed template, read for what a laptop needs: functions with their routes, stream, schedule and environment,
//! and tables.
//!
//! It is read strictly. What cannot be understood or resolved is an error that says where it stands, because a stack
//! that quietly left something out would no longer show what is deployed.

mod intrinsic;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::intrinsic::{Scope, problem};
use crate::filter::Filter;
use crate::route::Route;

/// The template that is deployed, as it was when this program was built.
pub const DEPLOYED: &str = include_str!("../../../template.yaml");

/// Name of the stack on this machine, which names of tables begin with.
pub const STACK_NAME: &str = "paylink-local";

/// Region in the names and settings on this machine.
pub const REGION: &str = "eu-central-1";

/// Why a template cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// It is not YAML.
    #[error("infra/template.yaml cannot be read: {0}")]
    Yaml(String),
    /// Something in it is missing, wrong, or cannot be resolved outside AWS.
    #[error("infra/template.yaml, {place}: {what}")]
    Content {
        /// Path of the element, such as `Resources.DeskFunction.Properties.Events`.
        place: String,
        /// What is wrong, or not understood.
        what: String,
    },
}

/// Functions and tables of a template, with the expressions in them resolved.
#[derive(Debug, Clone)]
pub struct Template {
    /// Sorted by their names in the template.
    pub functions: Vec<Function>,
    /// Sorted by their names in the template.
    pub tables: Vec<Table>,
}

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

impl Template {
    /// Reads a template with these parameters; those not given have the template's default.
    ///
    /// # Errors
    /// When something is missing, unknown, or has no meaning outside AWS.
    pub fn parse(text: &str, given: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let document = yaml::parse(text)?;
        let empty = Map::new();
        let resources = object(document.get("Resources"))
            .ok_or_else(|| problem("Resources", "there are none"))?;
        let scope = Scope {
            parameters: parameters(&document, given)?,
            conditions: object(document.get("Conditions")).unwrap_or(&empty),
            resources,
        };
        let defaults = document
            .pointer("/Globals/Function")
            .and_then(|value| object(Some(value)))
            .unwrap_or(&empty);

        let mut functions = Vec::new();
        let mut tables = Vec::new();
        for (logical_id, resource) in resources {
            let place = format!("Resources.{logical_id}");
            if let Some(Value::String(condition)) = resource.get("Condition")
                && !scope.condition(condition, &place)?
            {
                continue;
            }
            let properties = object(resource.get("Properties")).unwrap_or(&empty);
            match resource.get("Type").and_then(Value::as_str) {
                Some("AWS::Serverless::Function") => {
                    functions.push(function(
                        &scope, defaults, logical_id, resource, properties,
                    )?);
                }
                Some("AWS::DynamoDB::Table") => tables.push(table(&scope, logical_id, properties)?),
                Some(_) => {}
                None => return Err(problem(&place, "it has no Type")),
            }
        }
        add_routes_of_apis(&scope, &mut functions)?;

        let template = Self { functions, tables };
        template.check()?;
        Ok(template)
    }

    /// The function of this binary name.
    #[must_use]
    pub fn function(&self, binary: &str) -> Option<&Function> {
        self.functions
            .iter()
            .find(|function| function.binary == binary)
    }

    /// The table whose name in the template is `logical_id`.
    #[must_use]
    pub fn table(&self, logical_id: &str) -> Option<&Table> {
        self.tables
            .iter()
            .find(|table| table.logical_id == logical_id)
    }

    fn check(&self) -> Result<(), TemplateError> {
        let mut binaries = BTreeSet::new();
        let mut routes = BTreeSet::new();
        for function in &self.functions {
            let place = format!("Resources.{}", function.logical_id);
            if !binaries.insert(&function.binary) {
                return Err(problem(
                    &place,
                    &format!("two functions are built from {}", function.binary),
                ));
            }
            for route in &function.routes {
                if !routes.insert(route.key()) {
                    return Err(problem(
                        &place,
                        &format!("two functions answer {}", route.key()),
                    ));
                }
            }
            for stream in &function.streams {
                let streamed = self.tables.iter().find(|table| table.name == stream.table);
                if streamed.is_none_or(|table| table.create.get("StreamSpecification").is_none()) {
                    return Err(problem(
                        &place,
                        &format!("the table {} has no stream", stream.table),
                    ));
                }
            }
        }
        Ok(())
    }
}

fn object(value: Option<&Value>) -> Option<&Map<String, Value>> {
    value.and_then(Value::as_object)
}

/// The parameters given, then defaults, then what AWS itself would give.
fn parameters(
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

fn function(
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

    let mut environment = BTreeMap::new();
    for source in [defaults, properties] {
        let variables = source
            .get("Environment")
            .and_then(|value| value.get("Variables"))
            .and_then(Value::as_object);
        for (name, value) in variables.into_iter().flatten() {
            let place = format!("{place}.Properties.Environment.{name}");
            environment.insert(name.clone(), scope.text(value, &place)?);
        }
    }

    let mut function = Function {
        logical_id: logical_id.to_owned(),
        binary: binary.to_owned(),
        routes: Vec::new(),
        streams: Vec::new(),
        schedules: Vec::new(),
        rules: Vec::new(),
        environment,
    };
    for (name, event) in object(properties.get("Events")).into_iter().flatten() {
        let place = format!("{place}.Properties.Events.{name}");
        let empty = Map::new();
        let details = object(event.get("Properties")).unwrap_or(&empty);
        match event.get("Type").and_then(Value::as_str) {
            Some("HttpApi") => function.routes.push(http_event(scope, details, &place)?),
            Some("DynamoDB") => function.streams.push(stream_event(scope, details, &place)?),
            Some("Schedule") => {
                let schedule = details
                    .get("Schedule")
                    .ok_or_else(|| problem(&place, "it has no Schedule"))?;
                function.schedules.extend(scope.text(schedule, &place)?);
            }
            Some("EventBridgeRule") => {
                let pattern = details
                    .get("Pattern")
                    .ok_or_else(|| problem(&place, "it has no Pattern"))?;
                let pattern = scope.resolve(pattern, &place)?.unwrap_or_default();
                let rule = Filter::parse(&pattern.to_string());
                function
                    .rules
                    .push(rule.map_err(|error| problem(&place, &error.to_string()))?);
            }
            Some(other) => {
                return Err(problem(
                    &place,
                    &format!("the stack on this machine has no events of type {other} yet"),
                ));
            }
            None => return Err(problem(&place, "it has no Type")),
        }
    }
    Ok(function)
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
    let table = match details
        .get("Stream")
        .and_then(|stream| stream.get("Fn::GetAtt"))
        .and_then(Value::as_array)
    {
        Some(parts) => match parts.as_slice() {
            [Value::String(table), Value::String(attribute)] if attribute == "StreamArn" => table,
            _ => {
                return Err(problem(
                    place,
                    "Stream has to be the StreamArn of a table of this template",
                ));
            }
        },
        None => {
            return Err(problem(
                place,
                "Stream has to be the StreamArn of a table of this template",
            ));
        }
    };
    let reference = Value::Object(Map::from_iter([(
        "Ref".to_owned(),
        Value::String(table.clone()),
    )]));
    let table = scope
        .text(&reference, place)?
        .ok_or_else(|| problem(place, "Stream has no value"))?;

    let number = |name: &str, default: usize| -> Result<usize, TemplateError> {
        match details.get(name) {
            None => Ok(default),
            Some(value) => value
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
                .ok_or_else(|| problem(place, &format!("{name} has to be a number"))),
        }
    };
    let mut filters = Vec::new();
    let patterns = details
        .get("FilterCriteria")
        .and_then(|criteria| criteria.get("Filters"))
        .and_then(Value::as_array);
    for filter in patterns.into_iter().flatten() {
        let pattern = filter
            .get("Pattern")
            .ok_or_else(|| problem(place, "a filter has no Pattern"))?;
        let pattern = scope.text(pattern, place)?.unwrap_or_default();
        filters.push(Filter::parse(&pattern).map_err(|error| problem(place, &error.to_string()))?);
    }
    Ok(StreamMapping {
        table,
        batch_size: number("BatchSize", 100)?.max(1),
        // AWS repeats without end when nothing is said; here that would hold everything up.
        retries: number("MaximumRetryAttempts", 10)?,
        bisect: details
            .get("BisectBatchOnFunctionError")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        reports_failures: details
            .get("FunctionResponseTypes")
            .and_then(Value::as_array)
            .is_some_and(|types| {
                types
                    .iter()
                    .any(|kind| kind.as_str() == Some("ReportBatchItemFailures"))
            }),
        filters,
    })
}

/// Routes that an API's own definition holds, which name their function in the address of the integration.
fn add_routes_of_apis(scope: &Scope<'_>, functions: &mut [Function]) -> Result<(), TemplateError> {
    let name_of = |logical_id: &str| -> Result<Option<String>, TemplateError> {
        let name = scope
            .resources
            .get(logical_id)
            .and_then(|resource| resource.pointer("/Properties/FunctionName"));
        name.map_or(Ok(None), |name| {
            scope.text(name, &format!("Resources.{logical_id}"))
        })
    };
    for (logical_id, resource) in scope.resources {
        if resource.get("Type").and_then(Value::as_str) != Some("AWS::Serverless::HttpApi") {
            continue;
        }
        let paths = resource
            .pointer("/Properties/DefinitionBody/paths")
            .and_then(Value::as_object);
        for (path, operations) in paths.into_iter().flatten() {
            for (method, operation) in object(Some(operations)).into_iter().flatten() {
                let place = format!(
                    "Resources.{logical_id}.Properties.DefinitionBody.paths.{path}.{method}"
                );
                let uri = operation
                    .get("x-amazon-apigateway-integration")
                    .and_then(|integration| integration.get("uri"))
                    .ok_or_else(|| problem(&place, "it has no integration with a uri"))?;
                let uri = scope.text(uri, &place)?.unwrap_or_default();
                let wanted = uri
                    .strip_suffix("/invocations")
                    .and_then(|arn| arn.rsplit_once(":function:"))
                    .map(|(_, name)| name.to_owned())
                    .ok_or_else(|| {
                        problem(
                            &place,
                            "the uri of its integration does not name a function",
                        )
                    })?;
                let method = if method == "x-amazon-apigateway-any-method" {
                    "ANY"
                } else {
                    method
                };
                let route = if path == "/$default" {
                    Route::DEFAULT
                } else {
                    Route::new(method, path).map_err(|what| problem(&place, &what))?
                };
                let mut found = false;
                for function in functions.iter_mut() {
                    if name_of(&function.logical_id)?.as_ref() == Some(&wanted) {
                        function.routes.push(route.clone());
                        found = true;
                    }
                }
                if !found {
                    return Err(problem(&place, &format!("no function is named {wanted}")));
                }
            }
        }
    }
    Ok(())
}

/// Properties of a table that are the same in the request that creates it.
const CREATE_TABLE: [&str; 5] = [
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
];

/// The name of a table that the template gives none, so that AWS makes one: here `BasketsTable` is
/// `STACK-baskets`.
pub(super) fn generated_name(logical_id: &str) -> String {
    let name = logical_id.strip_suffix("Table").unwrap_or(logical_id);
    format!("{STACK_NAME}-{}", name.to_lowercase())
}

fn table(
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
