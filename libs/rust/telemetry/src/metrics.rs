//! What a service counts, in the form that Prometheus reads.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus::process_collector::ProcessCollector;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder};

use crate::Service;

/// From a memory lookup to the longest wait that a client bears.
const DURATION_BUCKETS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The metrics of one service. Clones share the same numbers.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
}

impl Metrics {
    /// Starts with what is the same for all services: build, process and HTTP requests.
    pub fn new(service: Service) -> Self {
        let build = valid(IntGaugeVec::new(
            Opts::new("service_info", "Which build is running."),
            &["service", "version"],
        ));
        let requests = valid(IntCounterVec::new(
            Opts::new("http_requests_total", "Requests answered."),
            &["method", "route", "status"],
        ));
        let durations = valid(HistogramVec::new(
            HistogramOpts::new("http_request_duration_seconds", "Time to the head of the answer.")
                .buckets(DURATION_BUCKETS.to_vec()),
            &["method", "route"],
        ));
        build.with_label_values(&[service.name, service.version]).set(1);

        let metrics = Self {
            registry: Registry::new(),
            requests: requests.clone(),
            durations: durations.clone(),
        };
        metrics.register(build);
        metrics.register(requests);
        metrics.register(durations);
        metrics.register(ProcessCollector::for_self());
        metrics
    }

    /// Adds what only this service counts.
    ///
    /// # Panics
    /// When a metric of that name is there already, which is a mistake in the program.
    pub fn register(&self, collector: impl prometheus::core::Collector + 'static) {
        self.registry
            .register(Box::new(collector))
            .expect("each metric has a name of its own");
    }

    /// All metrics in the text format 0.0.4.
    pub fn render(&self) -> String {
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .unwrap_or_else(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "metrics cannot be encoded");
                String::new()
            })
    }

    /// Counts one answer. `route` is the pattern that matched, so that ids in paths make no series of their own.
    pub(crate) fn count_request(&self, method: &Method, route: &str, status: StatusCode, duration: Duration) {
        let method = method_label(method);
        self.requests.with_label_values(&[method, route, status.as_str()]).inc();
        self.durations
            .with_label_values(&[method, route])
            .observe(duration.as_secs_f64());
    }
}

fn valid<T>(metric: prometheus::Result<T>) -> T {
    metric.expect("names, labels and buckets are constants, and valid ones")
}

/// Anybody may invent a method, and each would be a series for good.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: Service = Service {
        name: "probe",
        version: "1.2.3",
    };

    #[test]
    fn tells_build_and_process() {
        let text = Metrics::new(SERVICE).render();
        assert!(
            text.contains("\nservice_info{service=\"probe\",version=\"1.2.3\"} 1\n"),
            "{text}"
        );
        assert!(text.contains("\nprocess_resident_memory_bytes "), "{text}");
    }

    #[test]
    fn counts_requests_by_method_route_and_status() {
        let metrics = Metrics::new(SERVICE);
        let brew: Method = "BREW".parse().unwrap();
        metrics.count_request(&Method::GET, "/a/{id}", StatusCode::OK, Duration::from_millis(3));
        metrics.count_request(&Method::GET, "/a/{id}", StatusCode::OK, Duration::from_millis(300));
        metrics.count_request(&brew, "/a/{id}", StatusCode::IM_A_TEAPOT, Duration::ZERO);

        let text = metrics.render();
        for line in [
            r#"http_requests_total{method="GET",route="/a/{id}",status="200"} 2"#,
            r#"http_requests_total{method="other",route="/a/{id}",status="418"} 1"#,
            r#"http_request_duration_seconds_bucket{method="GET",route="/a/{id}",le="0.005"} 1"#,
            r#"http_request_duration_seconds_count{method="GET",route="/a/{id}"} 2"#,
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
