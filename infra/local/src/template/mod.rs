//! The deployed template, read for what a laptop needs: functions with their routes, stream, schedule and environment,
//! and tables.
//!
//! It is read strictly. What cannot be understood or resolved is an error that says where it stands, because a stack
//! that quietly left something out would no longer show what is deployed.

mod api;
mod error;
mod function;
mod intrinsic;
mod names;
mod table;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::api::add_routes_of_apis;
pub use self::error::TemplateError;
use self::error::problem;
use self::function::read_function;
pub use self::function::{Function, StreamMapping};
use self::intrinsic::{Scope, object};
use self::names::parameters;
pub use self::names::{REGION, STACK_NAME};
pub use self::table::Table;
use self::table::read_table;

/// The template that is deployed, as it was when this program was built.
pub const DEPLOYED: &str = include_str!("../../../template.yaml");

/// Functions and tables of a template, with the expressions in them resolved.
#[derive(Debug, Clone)]
pub struct Template {
    /// Sorted by their names in the template.
    pub functions: Vec<Function>,
    /// Sorted by their names in the template.
    pub tables: Vec<Table>,
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
                    functions.push(read_function(
                        &scope, defaults, logical_id, resource, properties,
                    )?);
                }
                Some("AWS::DynamoDB::Table") => {
                    tables.push(read_table(&scope, logical_id, properties)?)
                }
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
