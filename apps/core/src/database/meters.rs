use std::time::Duration;

use observatory_telemetry::Metrics;
use observatory_telemetry::prometheus::core::Collector;
use observatory_telemetry::prometheus::{Histogram, HistogramOpts, IntCounter, IntGauge};

const DURATION_BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

const SPANS_BUCKETS: [f64; 10] = [1.0, 10.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0];

/// The numbers of the way into the database.
#[derive(Clone)]
pub(super) struct Meters {
    pub(super) up: IntGauge,
    pub(super) queued: IntGauge,
    stored: IntCounter,
    duplicate: IntCounter,
    copy_spans: Histogram,
    copy_duration: Histogram,
}

impl Meters {
    pub(super) fn new(metrics: &Metrics, capacity: usize) -> Self {
        let gauge = |name, help| registered(metrics, IntGauge::new(name, help).expect("the name is valid"));
        let counter = |name, help| registered(metrics, IntCounter::new(name, help).expect("the name is valid"));
        let histogram = |name: &str, help: &str, buckets: &[f64]| {
            let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
            registered(
                metrics,
                Histogram::with_opts(options).expect("name and buckets are valid"),
            )
        };
        gauge("core_queue_capacity_spans", "Spans that may wait to be stored.")
            .set(i64::try_from(capacity).unwrap_or(i64::MAX));
        Self {
            up: gauge("core_database_up", "Whether the database can be used."),
            queued: gauge("core_queue_spans", "Spans that wait to be stored, or are just being."),
            stored: counter("core_spans_stored_total", "Spans committed that were not there before."),
            duplicate: counter(
                "core_spans_duplicate_total",
                "Spans taken that were there already, as a client's second try.",
            ),
            copy_spans: histogram("core_copy_spans", "Spans in each transaction.", &SPANS_BUCKETS),
            copy_duration: histogram(
                "core_copy_duration_seconds",
                "Time from the beginning of a transaction to the end of its commit.",
                &DURATION_BUCKETS,
            ),
        }
    }

    /// Counts a transaction that committed, `stored` of whose spans are new.
    pub(super) fn committed(&self, spans: usize, stored: u64, took: Duration) {
        self.stored.inc_by(stored);
        self.duplicate.inc_by((spans as u64).saturating_sub(stored));
        #[expect(clippy::cast_precision_loss, reason = "no transaction has 2^52 spans")]
        self.copy_spans.observe(spans as f64);
        self.copy_duration.observe(took.as_secs_f64());
    }
}

fn registered<C: Collector + Clone + 'static>(metrics: &Metrics, collector: C) -> C {
    metrics.register(collector.clone());
    collector
}
