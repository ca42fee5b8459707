//! Puts the document together: the calls as they are annotated beside their handlers, and what all of
//! them have in common.
//!
//! A new function with calls goes into [`calls`]. A call names the problems that only it can answer as
//! the extension `x-problems`; those of every call, of every body and of every POST are added here.

use std::collections::{BTreeMap, BTreeSet};

use paylink_http::ProblemType;
use serde_json::{Map, Value, json};
use utoipa::OpenApi as _;

use ProblemType as P;

/// The calls of all functions, as they are annotated.
fn calls() -> Value {
    let mut all = baskets::Api::openapi();
    all.merge(create_link::Api::openapi());
    all.merge(settings::Api::openapi());
    serde_json::to_value(all).unwrap()
}

/// The whole document. `examples` has `{"request", "status", "answer"}` by operation id.
pub fn document(examples: &Value) -> Value {
    let mut document = calls();
    document["info"] = json!({
        "title": "Paylink API",
        "version": "1",
        "summary": "Payment links for baskets.",
        "description": DESCRIPTION,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    });
    document["servers"] = json!([{"url": "/"}]);
    document["security"] = json!([{"bearer": []}]);
    document["tags"] = json!([
        {"name": "Baskets", "description": "A basket is one booking: what it costs, who buys, what was paid."},
        {"name": "Payment links", "description": "A payment link asks a guest for what is outstanding on a basket."},
        {"name": "Payments", "description": "What came, what went back, and the export for the books."},
        {"name": "Settings", "description": "Who the merchant is and how its money is taken."},
        {"name": "Team", "description": "Who may sign in to the desk, and what they may do."},
        {"name": "API keys", "description": "What machines sign in with. A key is shown once."},
        {"name": "Webhook endpoints", "description": "Where events are sent, and what became of them."},
        {"name": "Description", "description": "This document."},
    ]);
    document["x-problem-types"] = P::ALL
        .iter()
        .map(|kind| json!({"code": kind.code(), "status": kind.status().as_u16(), "title": kind.title()}))
        .collect();
    components(&mut document["components"]);
    let mut bodies = BTreeSet::new();
    for (path, item) in document["paths"].as_object_mut().unwrap() {
        for (method, call) in item.as_object_mut().unwrap() {
            complete(path, method, call, examples);
            note_references(&call["requestBody"], &mut bodies);
        }
    }
    close(&mut document["components"]["schemas"], bodies);
    document
}

const DESCRIPTION: &str = "Amounts are whole minor units of an ISO 4217 currency: `48000` is CHF 480.00. \
    Times are RFC 3339 in UTC. Fields and values may be added to answers; unknown fields in requests are \
    refused. Errors are problem documents (RFC 9457) whose `code` is stable. Every answer has a header \
    `x-request-id`; tell it when you ask about a request. API Gateway itself may answer 413, 429 and 503 \
    with a JSON object that has only a `message`.";

fn components(components: &mut Value) {
    components["securitySchemes"] = json!({"bearer": {
        "type": "http", "scheme": "bearer",
        "description": "An API key, `sk_...`, or an access token of the merchant's sign-in.",
    }});
    components["headers"] = json!({
        "RequestId": {
            "description": "The id of the request.", "schema": {"type": "string"},
        },
        "RetryAfter": {
            "description": "Seconds after which trying again makes sense.",
            "schema": {"type": "integer", "minimum": 0},
        },
    });
    components["parameters"] = json!({"IdempotencyKey": {
        "name": "Idempotency-Key", "in": "header",
        "description": "Makes the call safe to repeat for 7 days: the same key and body do it once and \
                        answer the same. 1 to 255 visible ASCII characters.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    }});
    let codes: Vec<&str> = P::ALL.iter().map(|kind| kind.code()).collect();
    let schemas = &mut components["schemas"];
    schemas["Problem"] = json!({
        "type": "object",
        "description": "A problem document (RFC 9457). Some types have further members, such as `outstanding`.",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": {"type": "string", "description": "Where the type is described."},
            "title": {"type": "string", "description": "The type in words."},
            "status": {"type": "integer", "description": "The status of the answer."},
            "code": {"type": "string", "enum": codes, "description": "The stable code of the type."},
            "detail": {"type": "string", "description": "What is wrong this time, and what to do."},
            "errors": {
                "type": "array", "items": {"$ref": "#/components/schemas/FieldError"},
                "description": "Which fields are not as they must be.",
            },
            "request_id": {"type": "string", "description": "The id of the request."},
            "retry_at": {
                "type": "string", "format": "date-time",
                "description": "When trying again makes sense, where that is known.",
            },
        },
    });
    schemas["FieldError"] = json!({
        "type": "object",
        "description": "What is wrong with one field.",
        "required": ["pointer", "detail"],
        "properties": {
            "pointer": {
                "type": "string",
                "description": "A JSON pointer (RFC 6901) into the body, or the name of a parameter or header.",
            },
            "detail": {"type": "string", "description": "What."},
        },
    });
    schemas["GatewayMessage"] = json!({
        "type": "object",
        "description": "What API Gateway answers by itself.",
        "required": ["message"],
        "properties": {"message": {"type": "string", "description": "In words."}},
    });
}

/// Adds to a call what all calls have.
fn complete(path: &str, method: &str, call: &mut Value, examples: &Value) {
    let id = call["operationId"].as_str().unwrap().to_owned();
    let open = call["security"] == json!([{}]);
    let own = call.as_object_mut().unwrap().remove("x-problems");
    let own: Vec<String> = serde_json::from_value(own.unwrap_or(json!([]))).unwrap();
    let own = own.iter().map(|code| {
        let known = P::ALL.into_iter().find(|kind| kind.code() == code);
        known.unwrap_or_else(|| panic!("{id}: there is no problem {code}"))
    });
    let has_body = !call["requestBody"].is_null();
    let writes = method != "get";
    let mut problems: Vec<P> = own.collect();
    if !open {
        problems.extend([
            P::Unauthorized,
            P::TooManyRequests,
            P::Internal,
            P::Unavailable,
        ]);
    }
    if path.contains('{') {
        problems.push(P::NotFound);
    }
    if path.starts_with("/v1/merchant/") || path == "/v1/merchant" {
        problems.push(P::NotFound);
    }
    if writes {
        problems.push(P::Forbidden);
    }
    if ["post", "put"].contains(&method) {
        problems.extend([P::Validation, P::PayloadTooLarge, P::UnsupportedMediaType]);
    }
    let parameters = call["parameters"].as_array().cloned().unwrap_or_default();
    if parameters
        .iter()
        .any(|parameter| parameter["in"] == "query")
    {
        problems.push(P::Validation);
    }
    if method == "post" {
        problems.extend([P::IdempotencyKeyReused, P::IdempotencyInFlight]);
        let mut parameters = parameters;
        parameters.push(json!({"$ref": "#/components/parameters/IdempotencyKey"}));
        call["parameters"] = parameters.into();
    }
    if has_body {
        let body = &mut call["requestBody"];
        let content = body["content"]["application/json"].as_object_mut().unwrap();
        // A body that may be left out is annotated as an option; a JSON `null` is not one.
        if let Some(schema) = content["schema"]
            .get("oneOf")
            .map(|either| either[0].clone())
        {
            content.insert("schema".to_owned(), schema);
        }
        if let Some(request) = examples[&id]
            .get("request")
            .filter(|request| !request.is_null())
        {
            content.insert("example".to_owned(), request.clone());
        }
    }
    let responses = call["responses"].as_object_mut().unwrap();
    for (status, response) in responses.iter_mut() {
        let example = &examples[&id];
        if example["status"].as_u64() == status.parse().ok() {
            for (kind, content) in response["content"].as_object_mut().into_iter().flatten() {
                if kind == "application/json" && example["answer"].is_object() {
                    content["example"] = example["answer"].clone();
                }
            }
        }
        response["headers"]["x-request-id"] = json!({"$ref": "#/components/headers/RequestId"});
    }
    for (status, kinds) in by_status(problems) {
        responses.insert(status.to_string(), problem(status, &kinds));
    }
}

fn by_status(kinds: Vec<P>) -> BTreeMap<u16, Vec<P>> {
    let mut by_status: BTreeMap<u16, Vec<P>> = BTreeMap::new();
    for kind in kinds {
        let kinds = by_status.entry(kind.status().as_u16()).or_default();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    by_status
}

fn problem(status: u16, kinds: &[P]) -> Value {
    let lines: Vec<String> = kinds
        .iter()
        .map(|kind| format!("`{}`: {}.", kind.code(), kind.title()))
        .collect();
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    let mut headers = json!({"x-request-id": {"$ref": "#/components/headers/RequestId"}});
    if kinds.iter().any(|kind| kind.retry_after().is_some()) {
        headers["Retry-After"] = json!({"$ref": "#/components/headers/RetryAfter"});
    }
    let mut content = Map::new();
    content.insert(
        "application/problem+json".to_owned(),
        json!({"schema": {"$ref": "#/components/schemas/Problem"}}),
    );
    if [413, 429, 503].contains(&status) {
        content.insert(
            "application/json".to_owned(),
            json!({"schema": {"$ref": "#/components/schemas/GatewayMessage"}}),
        );
    }
    json!({
        "description": lines.join("\n"),
        "headers": headers,
        "content": content,
        "x-problem-codes": codes,
    })
}

fn note_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str) {
                found.insert(name.rsplit('/').next().unwrap().to_owned());
            }
            map.values().for_each(|value| note_references(value, found));
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| note_references(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Bodies take no unknown fields, so their schemas say so, and those of what is in them.
fn close(schemas: &mut Value, mut names: BTreeSet<String>) {
    let mut closed = BTreeSet::new();
    while let Some(name) = names.pop_first() {
        if !closed.insert(name.clone()) {
            continue;
        }
        let schema = &mut schemas[&name];
        if schema["type"] == "object" {
            schema["additionalProperties"] = json!(false);
        }
        note_references(schema, &mut names);
    }
}
