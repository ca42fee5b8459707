//! Routes that an API's own definition holds, which name their function in the address of the integration.

use serde_json::Value;

use super::error::{TemplateError, problem};
use super::function::Function;
use super::intrinsic::{Scope, object};
use crate::route::Route;

/// Gives each route to the function that it names.
pub(super) fn add_routes_of_apis(
    scope: &Scope<'_>,
    functions: &mut [Function],
) -> Result<(), TemplateError> {
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
                let wanted = integrated_function(scope, operation, &place)?;
                let route = route(method, path, &place)?;
                let mut found = false;
                for function in functions.iter_mut() {
                    if function_name(scope, &function.logical_id)?.as_ref() == Some(&wanted) {
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

/// The name of the function that answers an operation.
fn integrated_function(
    scope: &Scope<'_>,
    operation: &Value,
    place: &str,
) -> Result<String, TemplateError> {
    let uri = operation
        .get("x-amazon-apigateway-integration")
        .and_then(|integration| integration.get("uri"))
        .ok_or_else(|| problem(place, "it has no integration with a uri"))?;
    let uri = scope.text(uri, place)?.unwrap_or_default();
    uri.strip_suffix("/invocations")
        .and_then(|arn| arn.rsplit_once(":function:"))
        .map(|(_, name)| name.to_owned())
        .ok_or_else(|| problem(place, "the uri of its integration does not name a function"))
}

fn route(method: &str, path: &str, place: &str) -> Result<Route, TemplateError> {
    if path == "/$default" {
        return Ok(Route::DEFAULT);
    }
    let method = if method == "x-amazon-apigateway-any-method" {
        "ANY"
    } else {
        method
    };
    Route::new(method, path).map_err(|what| problem(place, &what))
}

/// The name that the template gives to a function.
fn function_name(scope: &Scope<'_>, logical_id: &str) -> Result<Option<String>, TemplateError> {
    let name = scope
        .resources
        .get(logical_id)
        .and_then(|resource| resource.pointer("/Properties/FunctionName"));
    name.map_or(Ok(None), |name| {
        scope.text(name, &format!("Resources.{logical_id}"))
    })
}
