//! The part of CloudFormation's functions that names, environments and conditions need.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::error::{TemplateError, problem};
use super::names::generated_name;

/// What expressions of a template can refer to.
pub(super) struct Scope<'a> {
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) conditions: &'a Map<String, Value>,
    pub(super) resources: &'a Map<String, Value>,
}

/// Conditions may refer to conditions; a template that nests them deeper than this goes in a circle.
const MAX_DEPTH: usize = 50;

impl Scope<'_> {
    /// Resolves an expression; `None` is `AWS::NoValue`. `place` says where it stands, for errors.
    pub(super) fn resolve(
        &self,
        value: &Value,
        place: &str,
    ) -> Result<Option<Value>, TemplateError> {
        self.resolve_at(value, place, 0)
    }

    /// Resolves an expression that has to be text, a number or a boolean, as text.
    pub(super) fn text(&self, value: &Value, place: &str) -> Result<Option<String>, TemplateError> {
        self.text_at(value, place, 0)
    }

    /// Whether the condition of this name holds.
    pub(super) fn condition(&self, name: &str, place: &str) -> Result<bool, TemplateError> {
        self.condition_at(name, place, 0)
    }

    fn resolve_at(
        &self,
        value: &Value,
        place: &str,
        depth: usize,
    ) -> Result<Option<Value>, TemplateError> {
        if depth > MAX_DEPTH {
            return Err(problem(
                place,
                "expressions refer to each other in a circle",
            ));
        }
        match value {
            Value::Array(items) => {
                let mut resolved = Vec::with_capacity(items.len());
                for item in items {
                    resolved.extend(self.resolve_at(item, place, depth + 1)?);
                }
                Ok(Some(Value::Array(resolved)))
            }
            Value::Object(object) => match call(object) {
                Some((function, argument)) => self.call(function, argument, place, depth + 1),
                None => {
                    let mut resolved = Map::new();
                    for (key, value) in object {
                        if let Some(value) = self.resolve_at(value, place, depth + 1)? {
                            resolved.insert(key.clone(), value);
                        }
                    }
                    Ok(Some(Value::Object(resolved)))
                }
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Ok(Some(value.clone()))
            }
        }
    }

    fn text_at(
        &self,
        value: &Value,
        place: &str,
        depth: usize,
    ) -> Result<Option<String>, TemplateError> {
        match self.resolve_at(value, place, depth)? {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(Value::Bool(value)) => Ok(Some(value.to_string())),
            Some(Value::Null | Value::Array(_) | Value::Object(_)) => {
                Err(problem(place, "expected text"))
            }
        }
    }

    fn call(
        &self,
        function: &str,
        argument: &Value,
        place: &str,
        depth: usize,
    ) -> Result<Option<Value>, TemplateError> {
        let flag = |value: bool| Ok(Some(Value::Bool(value)));
        match function {
            "Ref" => {
                let Value::String(name) = argument else {
                    return Err(problem(place, "Ref takes a name"));
                };
                Ok(self.reference(name, place, depth)?.map(Value::String))
            }
            "Fn::Sub" => Ok(Some(Value::String(
                self.substitute(argument, place, depth)?,
            ))),
            "Fn::If" => match list(argument, function, place)? {
                [Value::String(name), yes, no] => {
                    let chosen = if self.condition_at(name, place, depth)? {
                        yes
                    } else {
                        no
                    };
                    self.resolve_at(chosen, place, depth)
                }
                _ => Err(problem(place, "Fn::If takes a condition and two values")),
            },
            "Fn::Equals" => match list(argument, function, place)? {
                [left, right] => {
                    flag(self.text_at(left, place, depth)? == self.text_at(right, place, depth)?)
                }
                _ => Err(problem(place, "Fn::Equals takes two values")),
            },
            "Fn::Not" => match list(argument, function, place)? {
                [value] => flag(!self.truth(value, place, depth)?),
                _ => Err(problem(place, "Fn::Not takes one condition")),
            },
            "Fn::And" | "Fn::Or" => {
                let mut truths = Vec::new();
                for value in list(argument, function, place)? {
                    truths.push(self.truth(value, place, depth)?);
                }
                flag(if function == "Fn::And" {
                    truths.iter().all(|truth| *truth)
                } else {
                    truths.iter().any(|truth| *truth)
                })
            }
            "Condition" => {
                let name = argument
                    .as_str()
                    .ok_or_else(|| problem(place, "Condition takes a name"))?;
                flag(self.condition_at(name, place, depth)?)
            }
            other => Err(problem(
                place,
                &format!("{other} cannot be resolved outside AWS"),
            )),
        }
    }

    fn truth(&self, value: &Value, place: &str, depth: usize) -> Result<bool, TemplateError> {
        let resolved = self.resolve_at(value, place, depth)?;
        resolved
            .as_ref()
            .and_then(Value::as_bool)
            .ok_or_else(|| problem(place, "expected a condition"))
    }

    fn condition_at(&self, name: &str, place: &str, depth: usize) -> Result<bool, TemplateError> {
        let expression = self
            .conditions
            .get(name)
            .ok_or_else(|| problem(place, &format!("there is no condition {name}")))?;
        self.truth(expression, &format!("Conditions.{name}"), depth)
    }

    fn reference(
        &self,
        name: &str,
        place: &str,
        depth: usize,
    ) -> Result<Option<String>, TemplateError> {
        if name == "AWS::NoValue" {
            return Ok(None);
        }
        if let Some(value) = self.parameters.get(name) {
            return Ok(Some(value.clone()));
        }
        let Some(resource) = self.resources.get(name) else {
            return Err(problem(
                place,
                &format!("{name} is no resource, and no parameter with a value on this machine"),
            ));
        };
        if let Some(Value::String(condition)) = resource.get("Condition")
            && !self.condition_at(condition, place, depth)?
        {
            return Err(problem(
                place,
                &format!("{name} is not made, because {condition} does not hold"),
            ));
        }
        // What `Ref` gives on AWS is a name or an ARN. Here the name does for both.
        let named = ["TableName", "FunctionName", "QueueName", "Name"]
            .iter()
            .find_map(|key| {
                resource
                    .get("Properties")
                    .and_then(|properties| properties.get(*key))
            });
        match named {
            Some(expression) => self.text_at(expression, &format!("Resources.{name}"), depth + 1),
            None if resource.get("Type") == Some(&Value::from("AWS::DynamoDB::Table")) => {
                Ok(Some(generated_name(name)))
            }
            None => Ok(Some(name.to_owned())),
        }
    }

    /// `Fn::Sub`: `${Name}` in a text, with an optional map of names of its own; `${!x}` stays as it is.
    fn substitute(
        &self,
        argument: &Value,
        place: &str,
        depth: usize,
    ) -> Result<String, TemplateError> {
        let empty = Map::new();
        let (text, own) = match argument {
            Value::String(text) => (text, &empty),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(text), Value::Object(own)] => (text, own),
                _ => return Err(problem(place, "Fn::Sub takes a text and a map")),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
                return Err(problem(place, "Fn::Sub takes a text"));
            }
        };
        let mut result = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else {
                return Err(problem(place, "Fn::Sub has a ${ without its }"));
            };
            result.push_str(before);
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                result.push_str("${");
                result.push_str(literal);
                result.push('}');
                continue;
            }
            let value = match own.get(name) {
                Some(expression) => self.text_at(expression, place, depth)?,
                None if name.contains('.') => {
                    return Err(problem(
                        place,
                        &format!("${{{name}}} cannot be resolved outside AWS"),
                    ));
                }
                None => self.reference(name, place, depth)?,
            };
            match value {
                Some(value) => result.push_str(&value),
                None => return Err(problem(place, &format!("${{{name}}} has no value"))),
            }
        }
        result.push_str(rest);
        Ok(result)
    }
}

/// The function call that an object is, if it is one.
fn call(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = object.iter().next().filter(|_| object.len() == 1)?;
    // `Condition: [...]` with anything but a name is a policy's condition, not a reference.
    let called =
        name == "Ref" || name.starts_with("Fn::") || (name == "Condition" && argument.is_string());
    called.then_some((name.as_str(), argument))
}

fn list<'a>(
    argument: &'a Value,
    function: &str,
    place: &str,
) -> Result<&'a [Value], TemplateError> {
    match argument {
        Value::Array(items) => Ok(items),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Err(problem(place, &format!("{function} takes a list")))
        }
    }
}

/// The fields of a value, if it has fields.
pub(super) fn object(value: Option<&Value>) -> Option<&Map<String, Value>> {
    value.and_then(Value::as_object)
}
