//! S: one GetItem of a basket, answered as JSON. The least that a function does which reads an item
//! with the AWS SDK.
//!
//! `BASKET_ID` names the item. `PROJECTION` is what to read of it; all of it where that is missing.

use std::env;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use lambda_http::http::header::CONTENT_TYPE;
use lambda_http::{Error, Request, Response, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let credentials = Credentials::new(
        env::var("AWS_ACCESS_KEY_ID")?,
        env::var("AWS_SECRET_ACCESS_KEY")?,
        env::var("AWS_SESSION_TOKEN").ok(),
        None,
        "environment",
    );
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(env::var("AWS_REGION")?))
        .credentials_provider(credentials);
    config.set_endpoint_url(env::var("AWS_ENDPOINT_URL_DYNAMODB").ok());
    let client = &Client::from_conf(config.build());
    let table = &env::var("BASKETS_TABLE")?;
    let id = &env::var("BASKET_ID")?;
    let projection = &env::var("PROJECTION").ok();

    lambda_http::run(service_fn(move |_: Request| async move {
        let answer = client
            .get_item()
            .table_name(table)
            .key("basket_id", AttributeValue::S(id.clone()))
            .set_projection_expression(projection.clone())
            .consistent_read(true)
            .send()
            .await?;
        let item = answer.item.ok_or("there is no such item")?;
        let item: serde_json::Value = serde_dynamo::from_item(item)?;
        let response = Response::builder().header(CONTENT_TYPE, "application/json");
        Ok::<_, Error>(response.body(item.to_string())?)
    }))
    .await
}
