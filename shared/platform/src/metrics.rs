//! What is counted: links, mails, payments and how long recording them takes.
//!
//! A metric is a log line in CloudWatch's embedded metric format, which CloudWatch reads as it takes the
//! log in: no call is made and no permission needed. Counts hold no personal data, and their only
//! dimension is a currency.
//!
//! What a change of a basket counts is read off the states before and after its write, at the one place
//! that saves it, so whatever caused it is counted once.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::OnceLock;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use paylink_domain::basket::Basket;
use paylink_domain::money::Currency;
use paylink_domain::payment::{Payment, Source};
use paylink_domain::webhook::Event;

/// The target of the log events that are metrics (see [`crate::telemetry`]).
pub const TARGET: &str = "crate::metrics";

/// The namespace in CloudWatch where the environment names none.
const NAMESPACE: &str = "Paylink";

static FROM_ENVIRONMENT: OnceLock<String> = OnceLock::new();

/// The most values that a metric has in one line; the format allows 100.
const VALUES: usize = 100;

/// Takes the namespace from `METRICS_NAMESPACE`, once for the process.
pub(crate) fn read_namespace() {
    if let Ok(namespace) = std::env::var("METRICS_NAMESPACE") {
        let _ = FROM_ENVIRONMENT.set(namespace);
    }
}

/// The namespace of metrics in CloudWatch.
fn namespace() -> &'static str {
    FROM_ENVIRONMENT.get().map_or(NAMESPACE, String::as_str)
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Payment links that were made.
    LinksMade,
    /// Mails that the mail service took.
    MailsSent,
    /// Mails that were given up, or did not arrive (R22).
    MailsFailed,
    /// Payments that were recorded, by the gateway or by staff.
    PaymentsRecorded,
    /// Milliseconds from when the gateway took money until it was recorded.
    RecordingLatency,
    /// Facts that no basket can take (R15).
    UnmatchedFacts,
    /// Differences between the ledger and the gateway (R16).
    ReconciliationMismatches,
    /// Baskets that were due in a turn of the schedule.
    DueBaskets,
    /// Things that were due and did not work.
    TickFailures,
}

impl Metric {
    /// Every metric but the amounts, which have a currency.
    pub const ALL: [Self; 9] = [
        Self::LinksMade,
        Self::MailsSent,
        Self::MailsFailed,
        Self::PaymentsRecorded,
        Self::RecordingLatency,
        Self::UnmatchedFacts,
        Self::ReconciliationMismatches,
        Self::DueBaskets,
        Self::TickFailures,
    ];

    /// Its name in CloudWatch.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LinksMade => "LinksMade",
            Self::MailsSent => "MailsSent",
            Self::MailsFailed => "MailsFailed",
            Self::PaymentsRecorded => "PaymentsRecorded",
            Self::RecordingLatency => "RecordingLatency",
            Self::UnmatchedFacts => "UnmatchedFacts",
            Self::ReconciliationMismatches => "ReconciliationMismatches",
            Self::DueBaskets => "DueBaskets",
            Self::TickFailures => "TickFailures",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::RecordingLatency => "Milliseconds",
            Self::LinksMade
            | Self::MailsSent
            | Self::MailsFailed
            | Self::PaymentsRecorded
            | Self::UnmatchedFacts
            | Self::ReconciliationMismatches
            | Self::DueBaskets
            | Self::TickFailures => "Count",
        }
    }
}

/// The name of the metric of recorded amounts, in minor units, by [`CURRENCY`].
pub const AMOUNT_RECORDED: &str = "AmountRecorded";
/// The one dimension.
pub const CURRENCY: &str = "Currency";

/// What was counted and is still to be logged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    values: BTreeMap<Metric, Vec<i64>>,
    amounts: BTreeMap<&'static str, i64>,
}

impl Counts {
    /// Adds to a metric. Times stay apart, so that percentiles can be told; all else is summed.
    pub fn add(&mut self, metric: Metric, value: i64) {
        let values = self.values.entry(metric).or_default();
        if metric == Metric::RecordingLatency {
            if values.len() < VALUES {
                values.push(value);
            }
            return;
        }
        match values.first_mut() {
            Some(sum) => *sum = sum.saturating_add(value),
            None => values.push(value),
        }
    }

    /// Adds an amount in minor units.
    pub fn add_amount(&mut self, currency: Currency, minor: i64) {
        let sum = self.amounts.entry(currency.code()).or_default();
        *sum = sum.saturating_add(minor);
    }

    /// Adds what a change of a basket counts.
    pub fn add_change(
        &mut self,
        before: &Basket,
        after: &Basket,
        events: &[Event],
        now: Timestamp,
    ) {
        let sent = after.mails.iter().filter(|mail| {
            let waited = before.outbox.iter().any(|row| row.id == mail.id);
            waited && after.outbox.iter().all(|row| row.id != mail.id)
        });
        for _ in sent {
            self.add(Metric::MailsSent, 1);
        }
        for event in events {
            match event {
                Event::PaymentLinkCreated { .. } => self.add(Metric::LinksMade, 1),
                Event::EmailFailed { .. } => self.add(Metric::MailsFailed, 1),
                Event::PaymentRecorded { payment_id } => {
                    if let Some(payment) = after.payment(*payment_id) {
                        self.add_payment(payment, now);
                    }
                }
                Event::PaymentLinkCancelled { .. }
                | Event::PaymentLinkExpired { .. }
                | Event::PaymentRefunded { .. }
                | Event::RefundFailed { .. }
                | Event::PaymentDisputed { .. }
                | Event::BasketPaid
                | Event::BasketOverpaid
                | Event::TicketsSent { .. } => {}
            }
        }
    }

    fn add_payment(&mut self, payment: &Payment, now: Timestamp) {
        self.add(Metric::PaymentsRecorded, 1);
        self.add_amount(payment.currency, payment.amount.minor());
        match &payment.source {
            Source::Gateway { .. } => {
                // Clocks differ by a little.
                let took = now.duration_since(payment.received_at).as_millis().max(0);
                self.add(
                    Metric::RecordingLatency,
                    i64::try_from(took).unwrap_or(i64::MAX),
                );
            }
            // Staff say by hand when it came.
            Source::Manual { .. } => {}
        }
    }

    /// The lines that say so: none where nothing was counted, else one, and one more for each further
    /// currency, since a line has one value of a dimension.
    pub fn lines(&self, namespace: &str, now: Timestamp) -> Vec<String> {
        let mut lines = Vec::new();
        let mut amounts = self.amounts.iter();
        let mut values = self.values.clone();
        loop {
            let amount = amounts.next();
            if values.is_empty() && amount.is_none() {
                return lines;
            }
            lines.push(line(namespace, now, &std::mem::take(&mut values), amount));
        }
    }
}

fn line(
    namespace: &str,
    now: Timestamp,
    values: &BTreeMap<Metric, Vec<i64>>,
    amount: Option<(&&'static str, &i64)>,
) -> String {
    let mut directives = Vec::new();
    let mut root = Map::new();
    if !values.is_empty() {
        let metrics: Vec<Value> = values
            .keys()
            .map(|metric| json!({"Name": metric.name(), "Unit": metric.unit()}))
            .collect();
        directives.push(json!({"Namespace": namespace, "Dimensions": [[]], "Metrics": metrics}));
        for (metric, values) in values {
            root.insert(metric.name().to_owned(), one_or_many(values));
        }
    }
    if let Some((currency, sum)) = amount {
        directives.push(json!({
            "Namespace": namespace,
            "Dimensions": [[CURRENCY]],
            "Metrics": [{"Name": AMOUNT_RECORDED, "Unit": "None"}],
        }));
        root.insert(CURRENCY.to_owned(), Value::from(*currency));
        root.insert(AMOUNT_RECORDED.to_owned(), Value::from(*sum));
    }
    root.insert(
        "_aws".to_owned(),
        json!({"Timestamp": now.as_millisecond(), "CloudWatchMetrics": directives}),
    );
    Value::Object(root).to_string()
}

fn one_or_many(values: &[i64]) -> Value {
    match values {
        [one] => Value::from(*one),
        many => Value::from(many),
    }
}

tokio::task_local! {
    static COUNTED: RefCell<Counts>;
}

/// Runs one invocation, and logs at its end what it counted: before its answer, since a function is
/// frozen after that.
pub async fn counted<T>(invocation: impl Future<Output = T>) -> T {
    COUNTED
        .scope(RefCell::default(), async {
            let output = invocation.await;
            let counts = COUNTED.try_with(|counts| counts.take()).unwrap_or_default();
            log(&counts);
            output
        })
        .await
}

/// Counts something in the invocation that is under way; outside of one it is logged at once.
pub fn count(add: impl Fn(&mut Counts)) {
    let collected = COUNTED.try_with(|counts| add(&mut counts.borrow_mut()));
    if collected.is_err() {
        count_now(add);
    }
}

/// Counts something that must not be lost if the invocation ends here, since it raises an alarm.
pub fn count_now(add: impl Fn(&mut Counts)) {
    let mut counts = Counts::default();
    add(&mut counts);
    log(&counts);
}

fn log(counts: &Counts) {
    for line in counts.lines(namespace(), Timestamp::now()) {
        tracing::info!(target: TARGET, line);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

    use super::*;
    use paylink_domain::apply::{Fact, apply};
    use paylink_domain::decide::create_link::AmountRequest;
    use paylink_domain::decide::{Command, decide};
    use paylink_domain::events::events_between;
    use paylink_domain::test_support::{
        at, basket, link, mail, opened, paid_fact, staff, with_link,
    };

    fn of_change(before: &Basket, after: &Basket, minutes: i64) -> Vec<Value> {
        let mut counts = Counts::default();
        let events = events_between(before, after);
        counts.add_change(before, after, &events, at(minutes));
        let lines = counts.lines("Paylink/test", at(minutes));
        let parsed = lines.iter().map(|line| serde_json::from_str(line).unwrap());
        parsed.collect()
    }

    fn expected(metrics: &[(&str, &str)]) -> Value {
        let metrics: Vec<Value> = metrics
            .iter()
            .map(|(name, unit)| json!({"Name": name, "Unit": unit}))
            .collect();
        json!({"Namespace": "Paylink/test", "Dimensions": [[]], "Metrics": metrics})
    }

    #[test]
    fn a_link_and_its_mail_are_counted() {
        let before = basket();
        let made = with_link(&before, 1, AmountRequest::Follow);
        let lines = of_change(&before, &made, 0);
        assert_eq!(
            lines,
            [json!({
                "LinksMade": 1,
                "_aws": {
                    "Timestamp": at(0).as_millisecond(),
                    "CloudWatchMetrics": [expected(&[("LinksMade", "Count")])],
                },
            })]
        );
        let send = Command::SendLink {
            link_id: link(1),
            mail_id: mail(1),
        };
        let queued = decide(&made, &send, &staff(0)).unwrap();
        assert_eq!(of_change(&made, &queued, 0), Vec::<Value>::new());
        let sent = apply(&queued, &Fact::MailSent { mail_id: mail(1) }, at(1));
        assert_eq!(of_change(&queued, &sent, 1)[0]["MailsSent"], 1);
        assert_eq!(of_change(&sent, &sent, 1), Vec::<Value>::new());
        let failed = Fact::MailNotSent {
            mail_id: mail(1),
            retry: false,
            reason: "no".to_owned(),
            notice: mail(9),
        };
        let failed = apply(&queued, &failed, at(1));
        let lines = of_change(&queued, &failed, 1);
        assert_eq!(lines[0]["MailsFailed"], 1);
        assert_eq!(lines[0].get("MailsSent"), None);
    }

    #[test]
    fn a_payment_is_counted_with_its_amount_and_how_long_it_took() {
        let open = opened(
            &with_link(&basket(), 1, AmountRequest::Follow),
            1,
            link(1),
            1,
        );
        let fact = paid_fact(1, link(1), 10_000);
        let Fact::PaymentSucceeded(payment) = &fact else {
            unreachable!()
        };
        let received = payment.received_at;
        let paid = apply(&open, &fact, at(30));
        let lines = of_change(&open, &paid, 30);
        let [line] = lines.as_slice() else {
            unreachable!("{lines:?}")
        };
        assert_eq!(line["PaymentsRecorded"], 1);
        assert_eq!(line["AmountRecorded"], 10_000);
        assert_eq!(line["Currency"], "CHF");
        let took = at(30).duration_since(received).as_millis();
        assert_eq!(line["RecordingLatency"], i64::try_from(took).unwrap());
        let directives = &line["_aws"]["CloudWatchMetrics"];
        assert_eq!(
            directives[0],
            expected(&[
                ("PaymentsRecorded", "Count"),
                ("RecordingLatency", "Milliseconds")
            ])
        );
        assert_eq!(directives[1]["Dimensions"], json!([["Currency"]]));
        // The clock of the gateway is ahead.
        let early = of_change(&open, &paid, -60);
        assert_eq!(early[0]["RecordingLatency"], 0);
        // Neither ids nor names.
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        let wanted = [
            "AmountRecorded",
            "Currency",
            "PaymentsRecorded",
            "RecordingLatency",
            "_aws",
        ];
        assert_eq!(keys, wanted);
    }

    #[test]
    fn one_line_holds_all_and_a_further_currency_has_its_own() {
        let mut counts = Counts::default();
        assert_eq!(counts.lines("n", at(0)), Vec::<String>::new());
        for (n, metric) in (1_i64..).zip(Metric::ALL) {
            counts.add(metric, n);
            counts.add(metric, n);
        }
        let chf: Currency = Currency::from_code("CHF").unwrap();
        let jpy: Currency = Currency::from_code("JPY").unwrap();
        counts.add_amount(chf, 5);
        counts.add_amount(chf, 6);
        counts.add_amount(jpy, 7);
        let lines = counts.lines("n", at(0));
        let lines: Vec<Value> = lines
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2);
        for (n, metric) in (1_i64..).zip(Metric::ALL) {
            let wanted = if metric == Metric::RecordingLatency {
                json!([n, n])
            } else {
                json!(2 * n)
            };
            assert_eq!(lines[0][metric.name()], wanted);
        }
        assert_eq!(lines[0]["AmountRecorded"], 11);
        assert_eq!(lines[1]["AmountRecorded"], 7);
        assert_eq!(lines[1]["Currency"], "JPY");
        assert_eq!(
            lines[1]["_aws"]["CloudWatchMetrics"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn a_line_never_has_more_values_than_the_format_allows() {
        let mut counts = Counts::default();
        for n in 0..150 {
            counts.add(Metric::RecordingLatency, n);
        }
        let lines = counts.lines("n", at(0));
        let line: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(line["RecordingLatency"].as_array().unwrap().len(), 100);
    }
}
