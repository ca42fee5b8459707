//! What the page reads of the document.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub struct Document {
    pub info: Info,
    #[serde(default)]
    pub tags: Vec<Tag>,
    pub paths: BTreeMap<String, BTreeMap<String, Call>>,
    pub components: Components,
    #[serde(rename = "x-problem-types", default)]
    pub problem_types: Vec<ProblemType>,
}

#[derive(Debug, Deserialize)]
pub struct Info {
    pub description: String,
}

#[derive(Debug, Deserialize)]
pub struct Tag {
    pub name: String,
    pub description: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ProblemType {
    pub code: String,
    pub status: u16,
    pub title: String,
}

#[derive(Debug, Deserialize)]
pub struct Call {
    #[serde(rename = "operationId")]
    pub id: String,
    #[serde(default)]
    pub tags: Vec<String>,
    pub summary: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub parameters: Vec<Value>,
    #[serde(rename = "requestBody", default)]
    pub body: Option<Body>,
    pub responses: BTreeMap<String, Answer>,
}

#[derive(Debug, Deserialize)]
pub struct Body {
    pub content: BTreeMap<String, Media>,
}

#[derive(Debug, Deserialize)]
pub struct Media {
    #[serde(default)]
    pub schema: Value,
    #[serde(default)]
    pub example: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub struct Answer {
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub content: BTreeMap<String, Media>,
    #[serde(rename = "x-problem-codes", default)]
    pub codes: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Components {
    pub schemas: BTreeMap<String, Value>,
    #[serde(default)]
    pub parameters: BTreeMap<String, Value>,
}
