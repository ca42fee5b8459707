//! Logs: one JSON object a line, without personal data.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::{Format, Json, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::metrics;

/// Starts logging to standard output, where the platform picks it up. `RUST_LOG` sets the level, `info`
/// otherwise, or levels by module as in `warn,paylink=debug`; release builds have nothing below `info`.
/// `METRICS_NAMESPACE` is the namespace of metrics.
///
/// Each line lists the spans that it belongs to, among them the request with its id, which
/// `paylink-http` opens.
pub fn init() {
    metrics::read_namespace();
    let _ = tracing::subscriber::set_global_default(logger(levels("info"), std::io::stdout));
}

/// The levels that `RUST_LOG` sets; where it sets none that can be read, those of `default`.
///
/// These are targets and levels only: the filters that can also look at fields bring an engine of
/// regular expressions into every function.
pub fn levels(default: &str) -> Targets {
    let wanted = std::env::var("RUST_LOG").ok();
    wanted
        .and_then(|levels| levels.parse().ok())
        .or_else(|| default.parse().ok())
        .unwrap_or_default()
}

/// What writes the lines.
pub fn logger<W>(levels: Targets, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let json = tracing_subscriber::fmt::format()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(true)
        .with_ansi(false);
    let lines = tracing_subscriber::fmt::layer()
        .event_format(Lines(json))
        .fmt_fields(JsonFields::new())
        .with_writer(writer);
    Registry::default().with(lines).with(levels)
}

/// Each event as one line of JSON. Metrics come as a whole line, since CloudWatch looks for its fields at
/// the root.
struct Lines(Format<Json>);

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() != metrics::TARGET {
            return self.0.format_event(context, writer, event);
        }
        let mut line = Line(String::new());
        event.record(&mut line);
        writeln!(writer, "{}", line.0)
    }
}

/// The text of the field `line`.
struct Line(String);

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "line" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use serde_json::Value;

    use super::*;
    use crate::metrics::{Metric, count, count_now, counted};

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Log {
        /// The lines so far, which are forgotten.
        fn lines(&self) -> Vec<Value> {
            let bytes = std::mem::take(&mut *self.0.lock().unwrap());
            let text = String::from_utf8(bytes).unwrap();
            let lines = text.lines();
            lines
                .map(|line| serde_json::from_str(line).unwrap())
                .collect()
        }
    }

    #[tokio::test]
    async fn an_invocation_logs_one_line_of_metrics_after_its_own() {
        let log = Log::default();
        let writer = log.clone();
        let logger = logger(levels("info"), move || writer.clone());
        let _guard = tracing::subscriber::set_default(logger);
        let answer = counted(async {
            count(|counts| counts.add(Metric::LinksMade, 1));
            tracing::error_span!("request", request_id = "r1")
                .in_scope(|| tracing::warn!(basket = "b", "a \"line\""));
            count(|counts| counts.add(Metric::MailsSent, 2));
            count(|counts| counts.add(Metric::LinksMade, 1));
            7
        })
        .await;
        assert_eq!(answer, 7);
        let lines = log.lines();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["message"], "a \"line\"");
        assert_eq!(lines[0]["basket"], "b");
        assert_eq!(lines[0]["spans"][0]["request_id"], "r1");
        assert_eq!(lines[0].get("_aws"), None);
        assert_eq!(lines[1]["LinksMade"], 2);
        assert_eq!(lines[1]["MailsSent"], 2);
        let directive = &lines[1]["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "Paylink");
        assert_eq!(lines[1].as_object().unwrap().len(), 3, "and nothing else");

        counted(async {}).await;
        assert_eq!(log.lines(), Vec::<Value>::new());
        count(|counts| counts.add(Metric::LinksMade, 1));
        assert_eq!(log.lines().len(), 1, "outside of an invocation");
        counted(async {
            count_now(|counts| counts.add(Metric::UnmatchedFacts, 1));
            assert_eq!(log.lines()[0]["UnmatchedFacts"], 1, "at once");
        })
        .await;
        assert_eq!(log.lines(), Vec::<Value>::new());
    }
}
