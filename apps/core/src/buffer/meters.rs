use observatory_telemetry::Metrics;
use observatory_telemetry::prometheus::{IntCounter, IntCounterVec, IntGauge, Opts};

/// The numbers of a buffer, kept once for both `/metrics` and `/v1/stats`.
pub(super) struct Meters {
    pub(super) accepted: IntCounter,
    pub(super) expired: IntCounter,
    /// Spans of batches that did not fit.
    pub(super) refused: IntCounter,
    /// Spans that are no spans.
    pub(super) invalid: IntCounter,
    rejected: IntCounterVec,
    buffered: IntGauge,
    capacity: IntGauge,
}

impl Meters {
    pub(super) fn new(capacity: usize) -> Self {
        let rejected = IntCounterVec::new(
            Opts::new("core_spans_rejected_total", "Spans that were sent and not taken."),
            &["reason"],
        )
        .expect("name and label are valid");
        let meters = Self {
            accepted: counter("core_spans_accepted_total", "Spans taken into the buffer."),
            expired: counter(
                "core_spans_expired_total",
                "Spans that left the buffer because of their age.",
            ),
            refused: rejected.with_label_values(&["buffer_full"]),
            invalid: rejected.with_label_values(&["invalid"]),
            rejected,
            buffered: gauge("core_spans_buffered", "Spans in the buffer."),
            capacity: gauge("core_buffer_capacity_spans", "Spans that the buffer holds at most."),
        };
        meters.capacity.set(signed(capacity));
        meters
    }

    pub(super) fn register(&self, metrics: &Metrics) {
        metrics.register(self.accepted.clone());
        metrics.register(self.expired.clone());
        metrics.register(self.rejected.clone());
        metrics.register(self.buffered.clone());
        metrics.register(self.capacity.clone());
    }

    pub(super) fn set_buffered(&self, spans: usize) {
        self.buffered.set(signed(spans));
    }
}

fn counter(name: &str, help: &str) -> IntCounter {
    IntCounter::new(name, help).expect("the name is valid")
}

fn gauge(name: &str, help: &str) -> IntGauge {
    IntGauge::new(name, help).expect("the name is valid")
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
