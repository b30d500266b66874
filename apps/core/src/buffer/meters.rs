use observatory_telemetry::Metrics;
use observatory_telemetry::prometheus::{IntCounter, IntGauge};

/// The numbers of a buffer.
pub(super) struct Meters {
    pub(super) expired: IntCounter,
    buffered: IntGauge,
    capacity: IntGauge,
}

impl Meters {
    pub(super) fn new(capacity: usize) -> Self {
        let meters = Self {
            expired: IntCounter::new(
                "core_spans_expired_total",
                "Spans that left the buffer because of their age.",
            )
            .expect("the name is valid"),
            buffered: gauge("core_spans_buffered", "Spans in the buffer."),
            capacity: gauge("core_buffer_capacity_spans", "Spans that the buffer holds at most."),
        };
        meters.capacity.set(signed(capacity));
        meters
    }

    pub(super) fn register(&self, metrics: &Metrics) {
        metrics.register(self.expired.clone());
        metrics.register(self.buffered.clone());
        metrics.register(self.capacity.clone());
    }

    pub(super) fn set_buffered(&self, spans: usize) {
        self.buffered.set(signed(spans));
    }
}

fn gauge(name: &str, help: &str) -> IntGauge {
    IntGauge::new(name, help).expect("the name is valid")
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
