use observatory_telemetry::Metrics;
use observatory_telemetry::prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts};

use crate::storage::Rejection;

/// From a lone span to more than fits into a request of the usual size.
const SIZE_BUCKETS: [f64; 12] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 512.0, 1000.0, 2000.0, 5000.0,
];

/// What is counted of all requests, the same with and without a database.
#[derive(Clone)]
pub(super) struct Meters {
    sizes: Histogram,
    accepted: IntCounter,
    invalid: IntCounter,
    full: IntCounter,
    unavailable: IntCounter,
    unfit: IntCounter,
}

impl Meters {
    pub(super) fn new(metrics: &Metrics) -> Self {
        let sizes = Histogram::with_opts(
            HistogramOpts::new("core_request_spans", "Spans in each request that could be read.")
                .buckets(SIZE_BUCKETS.to_vec()),
        )
        .expect("name and buckets are valid");
        let accepted = IntCounter::new(
            "core_spans_accepted_total",
            "Spans taken, which is to say acknowledged.",
        )
        .expect("the name is valid");
        let rejected = IntCounterVec::new(
            Opts::new("core_spans_rejected_total", "Spans that were sent and not taken."),
            &["reason"],
        )
        .expect("name and label are valid");
        metrics.register(sizes.clone());
        metrics.register(accepted.clone());
        metrics.register(rejected.clone());
        // Each is there from the start, at zero, since a rate has to begin somewhere.
        Self {
            sizes,
            accepted,
            invalid: rejected.with_label_values(&["invalid"]),
            full: rejected.with_label_values(&["buffer_full"]),
            unavailable: rejected.with_label_values(&["database_unavailable"]),
            unfit: rejected.with_label_values(&["database_refused"]),
        }
    }

    pub(super) fn request(&self, spans: usize) {
        #[expect(clippy::cast_precision_loss, reason = "no request has 2^52 spans")]
        self.sizes.observe(spans as f64);
    }

    pub(super) fn accepted(&self, valid: usize, invalid: usize) {
        self.accepted.inc_by(valid as u64);
        self.invalid.inc_by(invalid as u64);
    }

    pub(super) fn rejected(&self, rejection: &Rejection, spans: usize) {
        let counter = match rejection {
            Rejection::Full(_) => &self.full,
            Rejection::Unavailable(_) => &self.unavailable,
            Rejection::Unfit(_) => &self.unfit,
        };
        counter.inc_by(spans as u64);
    }

    pub(super) fn accepted_total(&self) -> u64 {
        self.accepted.get()
    }

    pub(super) fn rejected_total(&self) -> u64 {
        [&self.invalid, &self.full, &self.unavailable, &self.unfit]
            .map(IntCounter::get)
            .into_iter()
            .sum()
    }
}
