//! What a service gets by passing its router through `observe`, seen from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use axum::{Extension, Router};
use http_body_util::BodyExt;
use observatory_config::LogLevel;
use observatory_telemetry::{Health, Metrics, Problem, RequestId, Service, logs, observe, operations};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;

const SERVICE: Service = Service {
    name: "probe",
    version: "1.2.3",
};

/// A router with its log. Logging is bound to the thread, so tests do not see each other's lines.
struct Probe {
    router: Router,
    health: Arc<Health>,
    log: Log,
    _logging: DefaultGuard,
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

struct Answer {
    status: StatusCode,
    request_id: String,
    content_type: String,
    text: String,
}

impl Probe {
    fn start() -> Self {
        let metrics = Metrics::new(SERVICE);
        let health = Arc::new(Health::new(SERVICE));
        let log = Log::default();
        let router = Router::new()
            .route(
                "/items/{id}",
                get(async |Extension(id): Extension<RequestId>| id.to_string()),
            )
            .route(
                "/broken",
                get(async || Problem::new(StatusCode::BAD_GATEWAY, "core is down: Bearer abc")),
            )
            .route("/panic", get(panics))
            .merge(operations(Arc::clone(&health), metrics.clone()));
        Self {
            router: observe(router, metrics),
            health,
            _logging: tracing::subscriber::set_default(logs::subscriber(SERVICE, LogLevel::Debug, log.clone(), None)),
            log,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    async fn send(&self, request: axum::http::request::Builder) -> Answer {
        let request = request.body(Body::empty()).unwrap();
        let (head, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let header = |name| {
            head.headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
                .to_owned()
        };
        Answer {
            status: head.status,
            request_id: header("x-request-id"),
            content_type: header("content-type"),
            text: String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap(),
        }
    }

    fn lines(&self) -> Vec<Value> {
        let bytes = self.log.0.lock().unwrap().clone();
        bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn panics() {
    panic!("this handler is broken on purpose");
}

#[tokio::test]
async fn the_callers_request_id_reaches_handler_answer_and_log() {
    let probe = Probe::start();
    let answer = probe
        .send(Request::get("/items/7?token=abc").header("X-Request-Id", "r-1"))
        .await;

    assert_eq!((answer.text.as_str(), answer.request_id.as_str()), ("r-1", "r-1"));
    let [line] = &probe.lines()[..] else {
        panic!("one line a request")
    };
    assert_eq!(line["request_id"], "r-1");
    assert_eq!(line["path"], "/items/7");
    assert_eq!(line["route"], "/items/{id}");
    assert_eq!(line["status"], 200);
    assert_eq!(line["level"], "info");
}

#[tokio::test]
async fn an_unfit_request_id_is_replaced() {
    let answer = Probe::start()
        .send(Request::get("/items/7").header("X-Request-Id", "a b"))
        .await;
    assert_eq!(answer.request_id.len(), 36);
    assert_eq!(answer.text, answer.request_id);
}

#[tokio::test]
async fn a_problem_becomes_a_document_that_names_the_request() {
    let probe = Probe::start();
    let answer = probe.send(Request::get("/broken").header("X-Request-Id", "r-1")).await;

    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert_eq!(answer.content_type, "application/problem+json");
    assert_eq!(
        answer.json(),
        json!({
            "type": "about:blank", "title": "Bad Gateway", "status": 502,
            "detail": "core is down: Bearer abc", "request_id": "r-1",
        })
    );
    assert_eq!(probe.lines()[0]["detail"], "core is down: Bearer [redacted]");
}

#[tokio::test]
async fn unknown_routes_and_methods_are_problems_too() {
    let probe = Probe::start();
    let missing = probe.get("/nowhere").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.json()["detail"], "There is nothing at /nowhere.");
    assert_eq!(missing.json()["request_id"], missing.request_id);

    let wrong = probe.send(Request::delete("/items/7")).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.json()["detail"], "/items/7 does not answer to DELETE.");
}

#[tokio::test]
async fn a_panic_is_answered() {
    let answer = Probe::start().get("/panic").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.json()["title"], "Internal Server Error");
    assert!(!answer.text.contains("on purpose"));
}

#[tokio::test]
async fn the_user_agent_is_logged_without_its_secrets() {
    let probe = Probe::start();
    let agent = "prober/1 (+https://ops:hunter2@example.com)";
    probe.send(Request::get("/items/7").header("User-Agent", agent)).await;
    assert_eq!(
        probe.lines()[0]["user_agent"],
        "prober/1 (+https://ops:***@example.com)"
    );
}

#[tokio::test]
async fn every_request_is_counted_under_its_route() {
    let probe = Probe::start();
    for path in ["/items/7", "/items/8", "/nowhere", "/elsewhere"] {
        probe.get(path).await;
    }
    let metrics = probe.get("/metrics").await;
    assert_eq!(metrics.content_type, "text/plain; version=0.0.4");
    for line in [
        r#"http_requests_total{method="GET",route="/items/{id}",status="200"} 2"#,
        r#"http_requests_total{method="GET",route="unmatched",status="404"} 2"#,
        r#"http_request_duration_seconds_count{method="GET",route="/items/{id}"} 2"#,
        r#"service_info{service="probe",version="1.2.3"} 1"#,
    ] {
        assert!(
            metrics.text.lines().any(|found| found == line),
            "{line} is not in\n{}",
            metrics.text
        );
    }
}

#[tokio::test]
async fn probes_are_answered_and_logged_at_debug() {
    let probe = Probe::start();
    let health = probe.get("/health").await;
    assert_eq!(
        (health.status, &health.json()["status"]),
        (StatusCode::OK, &json!("ok"))
    );
    let ready = probe.get("/ready").await;
    assert_eq!(
        (ready.status, ready.json()),
        (StatusCode::OK, json!({ "status": "ready", "dependencies": [] }))
    );

    probe.health.drain();
    let draining = probe.get("/ready").await;
    assert_eq!(draining.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(draining.json()["status"], "draining");
    assert_eq!(probe.get("/health").await.status, StatusCode::OK);
    assert!(probe.lines().iter().all(|line| line["level"] == "debug"));
}
