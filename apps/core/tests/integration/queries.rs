//! The port for operations and queries.

use crate::support::client::{export_json, get};
use crate::support::in_process::Core;
use crate::support::payload::batch;
use hyper::StatusCode;
use serde_json::{Value, json};

/// A service with spans 1 to 7 of one service and 1 to 3 of another.
async fn filled() -> Core {
    let core = Core::start().await;
    export_json(core.otlp, &batch("checkout", 7)).await;
    export_json(core.otlp, &batch("search", 3)).await;
    core
}

async fn spans(core: &Core, query: &str) -> Value {
    let answer = get(core.operations, &format!("/v1/spans?{query}")).await;
    assert_eq!(
        (answer.status, answer.content_type()),
        (StatusCode::OK, "application/json")
    );
    answer.json()
}

fn starts(answer: &Value) -> Vec<&str> {
    let spans = answer["spans"].as_array().unwrap();
    spans
        .iter()
        .map(|span| span["start_unix_nano"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn shows_the_newest_first() {
    let answer = spans(&filled().await, "").await;
    assert_eq!(starts(&answer), ["7", "6", "5", "4", "3", "3", "2", "2", "1", "1"]);
    assert_eq!((&answer["total"], &answer["next_cursor"]), (&json!(10), &Value::Null));
}

#[tokio::test]
async fn narrows_by_every_parameter() {
    let core = filled().await;
    for (query, expected) in [
        ("service=search", &["3", "2", "1"][..]),
        ("service=nobody", &[]),
        ("name=chat%203", &["3", "3"]),
        ("name=chat+3&service=checkout", &["3"]),
        ("trace_id=00000000000000000000000000000001", &["6", "4", "2", "2"]),
        ("since_unix_nano=6", &["7", "6"]),
        ("since_unix_nano=3&service=search", &["3"]),
        ("limit=2", &["7", "6"]),
        ("service=&trace_id=&name=&since_unix_nano=&cursor=&limit=2", &["7", "6"]),
        ("unknown=parameter&limit=1", &["7"]),
    ] {
        assert_eq!(starts(&spans(&core, query).await), expected, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_leads_through_all_pages() {
    let core = filled().await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = spans(&core, &format!("limit=3&cursor={cursor}")).await;
        assert_eq!(page["total"], 10);
        seen.extend(starts(&page).into_iter().map(ToOwned::to_owned));
        match &page["next_cursor"] {
            Value::String(next) => cursor.clone_from(next),
            end => break assert!(end.is_null()),
        }
    }
    assert_eq!(seen, ["7", "6", "5", "4", "3", "3", "2", "2", "1", "1"]);
}

#[tokio::test]
async fn wrong_parameters_are_a_problem_that_names_them_all() {
    let core = Core::start().await;
    let answer = get(
        core.operations,
        "/v1/spans?limit=1001&trace_id=7&cursor=x&since_unix_nano=now",
    )
    .await;
    assert_eq!(
        (answer.status, answer.content_type()),
        (StatusCode::BAD_REQUEST, "application/problem+json")
    );
    let problem = answer.json();
    assert_eq!(problem["type"], "about:blank");
    assert_eq!(problem["title"], "Bad Request");
    assert_eq!(problem["status"], 400);
    assert_eq!(problem["request_id"], answer.header("x-request-id"));
    let detail = problem["detail"].as_str().unwrap();
    for name in [
        "limit is \"1001\"",
        "trace_id is \"7\"",
        "cursor is \"x\"",
        "since_unix_nano is \"now\"",
    ] {
        assert!(detail.contains(name), "{name} is not in {detail}");
    }

    let twice = get(core.operations, "/v1/spans?limit=1&limit=2").await;
    assert_eq!(
        (twice.status, twice.content_type()),
        (StatusCode::BAD_REQUEST, "application/problem+json")
    );
}

#[tokio::test]
async fn stats_sum_it_up() {
    let stats = get(filled().await.operations, "/v1/stats").await;
    assert_eq!(
        stats.json(),
        json!({
            "spans_buffered": 10, "capacity": 100, "spans_accepted_total": 10, "spans_rejected_total": 0,
            "services": ["checkout", "search"],
        })
    );
}

#[tokio::test]
async fn is_alive_and_ready() {
    let core = filled().await;
    let health = get(core.operations, "/health").await;
    assert_eq!(health.status, StatusCode::OK);
    assert_eq!(health.json()["service"], "core");
    assert_eq!(health.json()["version"], env!("CARGO_PKG_VERSION"));

    let ready = get(core.operations, "/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    let mut ready = ready.json();
    ready["dependencies"][0]["latency_ms"].take();
    assert_eq!(
        ready,
        json!({
            "status": "ready",
            "dependencies": [{ "name": "buffer", "status": "up", "detail": "10 of 100 spans", "latency_ms": null }],
        })
    );
}

#[tokio::test]
async fn metrics_tell_of_requests_and_of_the_buffer() {
    let core = filled().await;
    export_json(core.otlp, &batch("search", 91)).await;
    get(core.operations, "/nowhere").await;
    let metrics = get(core.operations, "/metrics").await;
    assert_eq!(metrics.content_type(), "text/plain; version=0.0.4");
    let service_info = format!(
        r#"service_info{{service="core",version="{}"}} 1"#,
        env!("CARGO_PKG_VERSION")
    );
    for line in [
        "core_spans_buffered 10",
        "core_buffer_capacity_spans 100",
        "core_spans_accepted_total 10",
        "core_spans_expired_total 0",
        r#"core_spans_rejected_total{reason="buffer_full"} 91"#,
        r#"core_spans_rejected_total{reason="invalid"} 0"#,
        r#"http_requests_total{method="POST",route="/v1/traces",status="200"} 2"#,
        r#"http_requests_total{method="POST",route="/v1/traces",status="429"} 1"#,
        r#"http_requests_total{method="GET",route="unmatched",status="404"} 1"#,
        r#"http_request_duration_seconds_count{method="POST",route="/v1/traces"} 3"#,
        service_info.as_str(),
    ] {
        assert!(
            metrics.text().lines().any(|found| found == line),
            "{line} is not in\n{}",
            metrics.text()
        );
    }
}
