//! The document as the page shows it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Answer, Call, Document, Media, ProblemType};
use super::text::{Rich, Span, rich, spans};

/// What the page shows of the document.
#[derive(Debug)]
pub struct Content {
    pub about: Rich,
    pub sections: Vec<Section>,
    pub schemas: Vec<Schema>,
    pub problems: Vec<ProblemType>,
}

/// The calls of one tag.
#[derive(Debug)]
pub struct Section {
    pub id: String,
    pub name: String,
    pub about: Vec<Span>,
    pub calls: Vec<CallView>,
}

/// One call.
#[derive(Debug)]
pub struct CallView {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub about: Rich,
    pub parameters: Vec<Field>,
    pub body: Vec<Field>,
    pub answers: Vec<AnswerView>,
    pub problems: Vec<(String, String)>,
    pub request: Option<String>,
    pub answer: Option<String>,
}

/// What a call answers when it works.
#[derive(Debug)]
pub struct AnswerView {
    pub status: String,
    pub about: Vec<Span>,
    pub types: Vec<(String, Type)>,
}

/// A field of a body or an answer, or a parameter.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub place: String,
    pub kind: Type,
    pub required: bool,
    pub about: Vec<Span>,
    pub limits: String,
}

/// A type in words, and the schema that it leads to.
#[derive(Debug, Default)]
pub struct Type {
    pub before: String,
    pub link: Option<String>,
    pub after: String,
}

/// A named schema.
#[derive(Debug)]
pub struct Schema {
    pub name: String,
    pub about: Vec<Span>,
    pub fields: Vec<Field>,
    pub words: Vec<String>,
    pub variants: Vec<Variant>,
}

/// One of several forms that a value has.
#[derive(Debug)]
pub struct Variant {
    pub about: Vec<Span>,
    pub fields: Vec<Field>,
}

type Schemas = BTreeMap<String, Value>;

/// What the page shows of the document.
pub fn content(document: &Document) -> Content {
    let schemas = &document.components.schemas;
    let sections = document.tags.iter().map(|tag| {
        let calls = document.paths.iter().flat_map(|(path, item)| {
            item.iter()
                .filter(|(_, call)| call.tags.contains(&tag.name))
                .map(|(method, call)| call_view(document, method, path, call))
        });
        Section {
            id: tag.name.to_lowercase().replace(' ', "-"),
            name: tag.name.clone(),
            about: spans(&tag.description),
            calls: calls.collect(),
        }
    });
    Content {
        about: rich(&document.info.description),
        sections: sections
            .filter(|section| !section.calls.is_empty())
            .collect(),
        schemas: schemas
            .iter()
            .filter(|(name, _)| !name.starts_with("Page_"))
            .map(|(name, schema)| schema_view(name, schema, schemas))
            .collect(),
        problems: document.problem_types.clone(),
    }
}

fn call_view(document: &Document, method: &str, path: &str, call: &Call) -> CallView {
    let schemas = &document.components.schemas;
    let parameters = call.parameters.iter().map(|parameter| {
        let name = parameter
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(last_part);
        let parameter = name
            .and_then(|name| document.components.parameters.get(name))
            .unwrap_or(parameter);
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        Field {
            name: text(parameter, "name"),
            place: text(parameter, "in"),
            kind: kind(schema),
            required: parameter.get("required") == Some(&Value::Bool(true)),
            about: spans(&text(parameter, "description")),
            limits: limits(schema),
        }
    });
    let body = call
        .body
        .as_ref()
        .and_then(|body| body.content.get("application/json"));
    let (worked, failed): (Vec<_>, Vec<_>) = call
        .responses
        .iter()
        .partition(|(_, answer)| answer.codes.is_empty());
    let example = |media: Option<&Media>| {
        let example = media?.example.as_ref()?;
        serde_json::to_string_pretty(example).ok()
    };
    let problems = failed.iter().flat_map(|(status, answer)| {
        let codes = answer.codes.iter();
        codes.map(|code| ((*status).clone(), code.clone()))
    });
    CallView {
        id: call.id.clone(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: call.summary.trim_end_matches('.').to_owned(),
        about: rich(&call.description),
        parameters: parameters.collect(),
        body: body
            .map(|body| fields(&body.schema, schemas))
            .unwrap_or_default(),
        answers: worked
            .iter()
            .map(|(status, answer)| answer_view(status, answer))
            .collect(),
        problems: problems.collect(),
        request: example(body),
        answer: worked
            .iter()
            .find_map(|(_, answer)| example(answer.content.get("application/json"))),
    }
}

fn answer_view(status: &str, answer: &Answer) -> AnswerView {
    AnswerView {
        status: status.to_owned(),
        about: spans(&answer.description),
        types: answer
            .content
            .iter()
            .map(|(media, content)| (media.clone(), kind(&content.schema)))
            .collect(),
    }
}

fn schema_view(name: &str, schema: &Value, schemas: &Schemas) -> Schema {
    let variants = list(schema, "oneOf").iter().map(|variant| Variant {
        about: spans(&text(variant, "description")),
        fields: fields(variant, schemas),
    });
    Schema {
        name: name.to_owned(),
        about: spans(&text(schema, "description").replace("\n\n", " ")),
        fields: fields(schema, schemas),
        words: words(schema),
        variants: variants.collect(),
    }
}

/// The fields of a schema, those that are always there first.
fn fields(schema: &Value, schemas: &Schemas) -> Vec<Field> {
    let mut found = Vec::new();
    if let Some(named) = reference(schema).and_then(|name| schemas.get(name)) {
        return fields(named, schemas);
    }
    for part in list(schema, "allOf") {
        // Of what may have several forms, the forms stand where it is described.
        found.extend(fields(part, schemas));
    }
    let required = list(schema, "required");
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        found.push(Field {
            name: name.clone(),
            place: String::new(),
            kind: kind(property),
            required: required.iter().any(|required| required == name.as_str()),
            about: spans(&text(property, "description")),
            limits: limits(property),
        });
    }
    found.sort_by_key(|field| !field.required);
    found
}

/// A plain type in words; the name of the type where it has none.
fn type_word<'a>(name: &'a str, format: &str) -> &'a str {
    match (name, format) {
        ("string", "date-time") => "time",
        ("string", "email") => "email address",
        ("string", _) => "text",
        ("integer", _) => "whole number",
        ("boolean", _) => "true or false",
        ("object", _) => "object of texts",
        (other, _) => other,
    }
}

/// A type in words.
fn kind(schema: &Value) -> Type {
    if let Some(name) = reference(schema) {
        let Some(of) = name.strip_prefix("Page_") else {
            return Type {
                link: Some(name.to_owned()),
                ..Type::default()
            };
        };
        return Type {
            before: "page of ".to_owned(),
            link: Some(of.to_owned()),
            after: String::new(),
        };
    }
    let nullable = |kind: Type| Type {
        after: format!("{} or null", kind.after),
        ..kind
    };
    let either = list(schema, "oneOf");
    if let Some(other) = either.iter().find(|one| text(one, "type") != "null") {
        return if either.len() > 1 && either.iter().any(|one| text(one, "type") == "null") {
            nullable(kind(other))
        } else {
            kind(other)
        };
    }
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let first = types
        .iter()
        .find(|one| **one != "null")
        .copied()
        .unwrap_or("any value");
    let plain = if first == "array" {
        let items = kind(schema.get("items").unwrap_or(&Value::Null));
        Type {
            before: format!("list of {}", items.before),
            ..items
        }
    } else {
        Type {
            before: type_word(first, &text(schema, "format")).to_owned(),
            ..Type::default()
        }
    };
    if types.contains(&"null") {
        nullable(plain)
    } else {
        plain
    }
}

/// What a value must keep to.
fn limits(schema: &Value) -> String {
    let number = |name| schema.get(name).map(Value::to_string);
    let span = |low: Option<String>, high: Option<String>, unit: &str| match (low, high) {
        (Some(low), Some(high)) if low == high => Some(format!("{low}{unit}")),
        (Some(low), Some(high)) => Some(format!("{low} to {high}{unit}")),
        (None, Some(high)) => Some(format!("at most {high}{unit}")),
        (Some(low), None) if low != "0" => Some(format!("at least {low}{unit}")),
        _ => None,
    };
    let words: Vec<String> = words(schema);
    let parts = [
        (!words.is_empty()).then(|| words.join(", ")),
        span(number("minLength"), number("maxLength"), " characters"),
        span(number("minItems"), number("maxItems"), " entries"),
        span(number("minimum"), number("maximum"), ""),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn words(schema: &Value) -> Vec<String> {
    let words = list(schema, "enum").iter().filter_map(Value::as_str);
    words.map(str::to_owned).collect()
}

/// The schema that is meant, by itself or with something said about it.
fn reference(schema: &Value) -> Option<&str> {
    schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(last_part)
}

fn last_part(reference: &str) -> Option<&str> {
    reference.rsplit('/').next()
}

fn list<'a>(schema: &'a Value, name: &str) -> &'a [Value] {
    schema
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text(value: &Value, name: &str) -> String {
    value
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
