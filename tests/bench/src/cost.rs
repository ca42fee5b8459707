//! What a million paid links cost on AWS, worked out from a measured life and a list of prices.

use std::path::Path;

use serde_json::Value;

use crate::table::print_table;

const TEMPLATE: &str = include_str!("../../../infra/template.yaml");
/// Functions behind API Gateway.
const BEHIND_API: [&str; 4] = ["baskets", "create-link", "checkout", "record-payment"];
/// Minutes of a month.
const TICKS: f64 = 43_830.0;
const MILLION: f64 = 1_000_000.0;
const GIGABYTE: f64 = 1_000_000_000.0;

/// Prints what a million lives cost, and what a month costs in which nothing happens.
pub fn run(results: &Path, prices: &Path) {
    let results = read(results);
    let prices = read(prices);
    let price = |name: &str| number_of(&prices[name], name);
    let assumed = |name: &str| number_of(&prices["assumed"][name], name);
    let life = &results["figures"]["life"];
    let steps = life["warm"].as_array().expect("a measured life");
    let sum = |of: &dyn Fn(&Value) -> f64| -> f64 { steps.iter().map(of).sum() };
    let field = |name: &'static str| move |step: &Value| number_of(&step[name], name);

    // Time that a function is billed for: what it computes, at the part of a processor that its memory
    // comes with, and what it waits for.
    let seconds = |step: &Value| -> f64 {
        let function = step["function"].as_str().unwrap_or_default();
        let part = memory(function) / assumed("megabytes_of_one_processor");
        let calls = field("calls_to_baskets")(step) + field("calls_to_merchants")(step);
        let waits = calls * assumed("database_ms")
            + field("gateway_calls")(step) * assumed("gateway_ms")
            + field("mails")(step) * assumed("mail_ms");
        let invocations = field("invocations")(step);
        let computes = median_of(life, step) / part;
        // Each invocation is billed by the whole millisecond.
        let billed = (waits / invocations + computes).ceil() * invocations;
        let starts = number_of(&life["processor"]["first_ms"][function], function) / part;
        (billed + starts * invocations * assumed("cold_share")) / 1000.0
    };
    let gigabyte_seconds = sum(&|step| {
        let function = step["function"].as_str().unwrap_or_default();
        seconds(step) * memory(function) / 1024.0
    });
    let invocations = sum(&field("invocations"));
    let requests = steps
        .iter()
        .filter(|step| BEHIND_API.contains(&step["function"].as_str().unwrap_or_default()))
        .count() as f64;
    let mails = sum(&field("mails"));
    let log_bytes = number_of(&life["log_bytes"], "log_bytes")
        + invocations * assumed("platform_log_bytes_per_invocation")
        + requests * assumed("access_log_bytes_per_request");
    let lines = [
        ("Lambda: requests", invocations, "", price("lambda_request")),
        (
            "Lambda: time",
            gigabyte_seconds,
            "GB-s",
            price("lambda_arm64_gb_second"),
        ),
        ("API Gateway", requests, "", price("http_api_request")),
        (
            "DynamoDB: write units",
            sum(&field("write_units")),
            "",
            price("dynamodb_write_unit"),
        ),
        (
            "DynamoDB: read units",
            sum(&field("read_units")),
            "",
            price("dynamodb_read_unit"),
        ),
        ("SES: mails", mails, "", price("ses_mail")),
        (
            "CloudWatch: logs",
            log_bytes,
            "bytes",
            price("log_gb") / GIGABYTE,
        ),
        (
            "X-Ray: traces",
            invocations * assumed("traced_share"),
            "",
            price("xray_trace"),
        ),
        (
            "Secrets Manager: calls of new sandboxes",
            invocations * assumed("cold_share"),
            "",
            price("secret_call"),
        ),
        (
            "data out",
            sum(&field("answer_bytes")),
            "bytes",
            price("data_out_gb") / GIGABYTE,
        ),
    ];
    let all: f64 = lines.iter().map(|(_, count, _, price)| count * price).sum();
    let mut rows: Vec<Vec<String>> = lines
        .iter()
        .map(|(what, count, unit, price)| {
            vec![
                (*what).to_owned(),
                format!("{count:.2} {unit}").trim_end().to_owned(),
                format!("{:.2}", count * price * MILLION),
                format!("{:.0} %", 100.0 * count * price / all),
            ]
        })
        .collect();
    rows.push(vec![
        "all".to_owned(),
        String::new(),
        format!("{:.2}", all * MILLION),
        String::new(),
    ]);
    let region = prices["region"].as_str().unwrap_or_default();
    println!("A million paid links in {region}:");
    print_table(&["", "for one", "dollars a million", ""], &rows);

    let kept = number_of(&life["stored_bytes"], "stored_bytes") * MILLION / GIGABYTE;
    let stored = kept * (price("dynamodb_gb_month") + price("dynamodb_backup_gb_month"));
    println!(
        "\nKeeping the million: {kept:.1} GB with indexes, {stored:.2} dollars a month with backups."
    );
    let tick = &results["figures"]["growth"]["100000"]["tick, nothing due"];
    if tick.is_object() {
        print_idle(tick, &prices);
    }
    println!(
        "\nAssumed: {}",
        prices["as_of"].as_str().unwrap_or_default()
    );
    for (name, value) in prices["assumed"].as_object().into_iter().flatten() {
        println!("  {name} = {value}");
    }
}

/// A month in which nobody does anything.
fn print_idle(tick: &Value, prices: &Value) {
    let price = |name: &str| number_of(&prices[name], name);
    let assumed = |name: &str| number_of(&prices["assumed"][name], name);
    let of = |name: &str| number_of(&tick[name], name);
    let calls = of("calls_to_baskets") + of("calls_to_merchants");
    let part = memory("tick") / assumed("megabytes_of_one_processor");
    let seconds = (calls * assumed("database_ms")
        + of("gateway_calls") * assumed("gateway_ms")
        + of("median_ms") / part)
        / 1000.0;
    let turns = price("lambda_request")
        + seconds * memory("tick") / 1024.0 * price("lambda_arm64_gb_second")
        + of("read_units") * price("dynamodb_read_unit")
        + of("write_units") * price("dynamodb_write_unit")
        + assumed("platform_log_bytes_per_invocation") * price("log_gb") / GIGABYTE;
    let secrets = TEMPLATE
        .matches("Type: AWS::SecretsManager::Secret\n")
        .count() as f64;
    let alarms = TEMPLATE.matches("Type: AWS::CloudWatch::Alarm\n").count() as f64;
    println!(
        "A month in which nothing happens: {:.2} dollars for tick, {:.2} for {secrets} secrets, \
         {:.2} for {alarms} alarms.",
        turns * TICKS,
        secrets * price("secret_month"),
        alarms * price("alarm_month")
    );
}

/// The median time on the processor of an invocation in this step.
fn median_of(life: &Value, step: &Value) -> f64 {
    let name = step["step"].as_str().unwrap_or_default();
    let name = name
        .trim_end_matches(|last: char| last.is_ascii_digit())
        .trim();
    let function = step["function"].as_str().unwrap_or_default();
    let key = format!("{function}: {name}");
    number_of(&life["processor"]["warm_ms"][&key], &key)
}

/// A function's megabytes in the template.
fn memory(function: &str) -> f64 {
    let (before, after) = TEMPLATE
        .split_once(&format!("Binary: {function} }}"))
        .expect("a function of the template");
    let own = after.split("Type: AWS::").next().unwrap_or_default();
    let of = |text: &str| -> Option<f64> {
        let (_, after) = text.split_once("MemorySize: ")?;
        after.lines().next()?.trim().parse().ok()
    };
    of(own)
        .or_else(|| of(before))
        .expect("a size in the template")
}

fn number_of(value: &Value, name: &str) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{name} is missing"))
}

fn read(file: &Path) -> Value {
    let text =
        std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_that_of_the_template() {
        assert_eq!([memory("checkout"), memory("send-email")], [256.0, 512.0]);
    }
}
