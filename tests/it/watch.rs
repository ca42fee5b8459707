//! What watches the deployed system, compared with the code and the runbook: alarms, dashboard, metrics.

use std::collections::BTreeSet;
use std::path::Path;

use paylink_local::template::DEPLOYED;
use paylink_platform::metrics::{AMOUNT_RECORDED, CURRENCY, Metric};

const RUNBOOK: &str = include_str!("../../docs/runbook.md");

/// The resources of the template as its text has them: name, type and lines.
fn resources() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let start = DEPLOYED.find("\nResources:\n").unwrap();
    let end = DEPLOYED.find("\nOutputs:\n").unwrap();
    let mut found: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for line in DEPLOYED[start..end].lines().skip(2) {
        let is_name = line.starts_with("  ") && !line[2..].starts_with([' ', '#']);
        if is_name && line.ends_with(':') {
            found.push((line.trim().trim_end_matches(':'), "", Vec::new()));
        } else if let Some((_, kind, lines)) = found.last_mut() {
            if let Some(named) = line.strip_prefix("    Type: ") {
                *kind = named;
            }
            lines.push(line.trim());
        }
    }
    assert!(found.len() > 50, "{}", found.len());
    found
}

fn of_type(wanted: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let all = resources().into_iter();
    all.filter(|(_, kind, _)| *kind == wanted)
        .map(|(name, _, lines)| (name, lines))
        .collect()
}

fn value<'a>(lines: &[&'a str], key: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.strip_prefix(key))
}

/// What the text holds between these two, wherever it does.
fn between<'a>(text: &'a str, before: &str, after: &str) -> BTreeSet<&'a str> {
    let parts = text.split(before).skip(1);
    parts.filter_map(|part| part.split(after).next()).collect()
}

fn own_metrics() -> BTreeSet<&'static str> {
    Metric::ALL.into_iter().map(Metric::name).collect()
}

#[test]
fn every_alarm_has_its_section_in_the_runbook_and_rings() {
    let alarms = of_type("AWS::CloudWatch::Alarm");
    let mut names = BTreeSet::new();
    for (id, lines) in &alarms {
        let name = value(lines, "AlarmName: !Sub ${AWS::StackName} ").unwrap();
        assert!(names.insert(name), "two alarms are named {name}");
        assert!(lines.contains(&"AlarmActions: [!Ref AlarmTopic]"), "{id}");
        assert!(value(lines, "AlarmDescription: ").is_some(), "{id}");
        assert!(value(lines, "TreatMissingData: ").is_some(), "{id}");
    }
    let sections: Vec<(&str, &str)> = RUNBOOK
        .split("\n## ")
        .skip(2)
        .map(|section| section.split_once('\n').unwrap())
        .collect();
    let described: BTreeSet<&str> = sections.iter().map(|(name, _)| *name).collect();
    assert_eq!(described, names);
    for (name, text) in sections {
        for part in [
            "**What it means.**",
            "**What the guest sees.**",
            "**What to do.**",
            "**How to replay.**",
        ] {
            assert_eq!(text.matches(part).count(), 1, "{name}: {part}");
        }
    }
}

#[test]
fn what_alarms_and_dashboard_show_is_counted() {
    let mut alarmed = BTreeSet::new();
    for (_, lines) in of_type("AWS::CloudWatch::Alarm") {
        if value(&lines, "Namespace: !Sub Paylink/${AWS::StackName}").is_some() {
            alarmed.insert(value(&lines, "MetricName: ").unwrap());
        }
    }
    let raised = [
        Metric::UnmatchedFacts,
        Metric::ReconciliationMismatches,
        Metric::TickFailures,
        Metric::DueBaskets,
        Metric::MailsFailed,
        Metric::RecordingLatency,
    ];
    assert_eq!(alarmed, raised.into_iter().map(Metric::name).collect());

    let (_, lines) = of_type("AWS::CloudWatch::Dashboard").remove(0);
    let body = lines.join("\n");
    let shown = between(&body, "[\"Paylink/${AWS::StackName}\",\"", "\"");
    assert_eq!(shown, own_metrics());
    assert!(body.contains(&format!("MetricName=\\\"{AMOUNT_RECORDED}\\\"")));
    assert!(body.contains(&format!("\\\"Paylink/${{AWS::StackName}}\\\",{CURRENCY}}}")));
    let json = body.split_once("DashboardBody: !Sub |").unwrap().1;
    let body: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(body["widgets"].as_array().unwrap().len(), 12);
    let namespace = "METRICS_NAMESPACE: !Sub Paylink/${AWS::StackName}";
    assert_eq!(DEPLOYED.matches(namespace).count(), 1);
}

#[test]
fn every_function_is_watched_and_logs_for_ninety_days() {
    let functions = of_type("AWS::Serverless::Function");
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions");
    assert_eq!(functions.len(), std::fs::read_dir(folders).unwrap().count());
    let alarms = of_type("AWS::CloudWatch::Alarm");
    let (_, dashboard) = of_type("AWS::CloudWatch::Dashboard").remove(0);
    let dashboard = dashboard.join("\n");
    for (id, lines) in functions {
        for metric in ["Errors", "Throttles"] {
            let watched = alarms.iter().any(|(_, alarm)| {
                let named = format!("Dimensions: [{{ Name: FunctionName, Value: !Ref {id} }}]");
                let metric = format!("MetricName: {metric}");
                alarm.windows(2).any(|two| two == [metric.as_str(), &named])
            });
            assert!(watched, "{id}: {metric}");
            let shown = format!("[\"AWS/Lambda\",\"{metric}\",\"FunctionName\",\"${{{id}}}\"]");
            assert!(dashboard.contains(&shown), "{id}: {metric}");
        }
        let group = id.replace("Function", "LogGroup");
        let logs = format!("LoggingConfig: {{ LogGroup: !Ref {group} }}");
        assert!(lines.contains(&logs.as_str()), "{id}");
    }
    let groups = of_type("AWS::Logs::LogGroup");
    for (id, lines) in groups {
        assert_eq!(value(&lines, "RetentionInDays: "), Some("90"), "{id}");
    }
}

/// Whatever keeps what could not be done has an alarm; but for turns of `tick`, of which the next one
/// does what one did not, and only several in a row ring.
#[test]
fn every_queue_of_failures_rings() {
    let alarms = of_type("AWS::CloudWatch::Alarm");
    let mut queues = of_type("AWS::SQS::Queue");
    assert_eq!(queues.len(), 3);
    queues.retain(|(id, _)| *id != "ScheduleFailures");
    assert_eq!(queues.len(), 2);
    for (id, _) in queues {
        let named = format!("Dimensions: [{{ Name: QueueName, Value: !GetAtt {id}.QueueName }}]");
        let rings = |(_, lines): &(&str, Vec<&str>)| lines.contains(&named.as_str());
        assert!(alarms.iter().any(rings), "{id}");
    }
}
