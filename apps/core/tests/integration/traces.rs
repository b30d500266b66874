//! The service's own traces, sent to another instance of itself.

use std::net::TcpListener;
use std::time::Duration;

use http_body_util::Full;
use hyper::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::client::{export_json, get, send};
use crate::support::in_process::Core;
use crate::support::payload::batch;
use crate::support::process::Process;
use crate::support::{closed_port, eventually};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

async fn ask(process: &Process, path: &str, traceparent: &str) {
    let request = Request::get(path).header("traceparent", traceparent);
    send(process.operations, request.body(Full::default()).unwrap()).await;
}

async fn spans(collector: &Core) -> Vec<Value> {
    let answer = get(collector.operations, "/v1/spans").await.json();
    answer["spans"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_query_is_a_part_of_its_caller_s_trace() {
    let collector = Core::start().await;
    let endpoint = format!("http://{}/", collector.otlp);
    let process = Process::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    ask(&process, "/v1/spans?limit=5", &format!("00-{TRACE}-{PARENT}-01")).await;
    ask(&process, "/v1/spans?limit=x", &format!("00-{TRACE}-{PARENT}-00")).await;
    get(process.operations, "/health").await;
    // What is left is sent at the end.
    process.signal("TERM");
    assert!(process.wait().0.success());

    let spans = spans(&collector).await;
    assert_eq!(
        spans.len(),
        1,
        "neither what the caller does not record nor a probe: {spans:?}"
    );
    assert_eq!(
        (&spans[0]["trace_id"], &spans[0]["parent_span_id"]),
        (&json!(TRACE), &json!(PARENT))
    );
    assert_eq!(
        (&spans[0]["name"], &spans[0]["kind"]),
        (&json!("GET /v1/spans"), &json!("server"))
    );
    assert_eq!(
        (&spans[0]["service"], &spans[0]["status"]),
        (&json!("core"), &json!("unset"))
    );
    assert_eq!(
        spans[0]["attributes"],
        json!({
            "http.request.method": "GET", "http.route": "/v1/spans", "http.response.status_code": 200,
            "url.path": "/v1/spans",
        })
    );
}

#[tokio::test]
async fn what_brings_traces_makes_none() {
    let collector = Core::start().await;
    let endpoint = format!("http://{}", collector.otlp);
    let process = Process::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    assert_eq!(
        export_json(process.otlp, &batch("checkout", 3)).await.status,
        StatusCode::OK
    );
    let request = Request::post("/v1/traces")
        .header("content-type", "application/json")
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"));
    send(process.otlp, request.body(Full::new("{}".into())).unwrap()).await;
    process.signal("TERM");
    let (_, _, lines) = process.wait();
    assert_eq!(spans(&collector).await, Vec::<Value>::new());

    let answered: Vec<_> = lines.iter().filter(|line| line["message"] == "answered").collect();
    assert_eq!(
        (&answered[0]["trace_id"], &answered[1]["trace_id"]),
        (&Value::Null, &json!(TRACE))
    );
}

#[tokio::test]
async fn log_lines_have_the_id_of_their_trace() {
    let collector = Core::start().await;
    let endpoint = format!("http://{}", collector.otlp);
    let process = Process::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    ask(&process, "/v1/stats", &format!("00-{TRACE}-{PARENT}-01")).await;
    get(process.operations, "/v1/stats").await;
    eventually("both are sent", async || spans(&collector).await.len() == 2).await;
    process.signal("TERM");
    let (_, _, lines) = process.wait();
    assert_eq!(lines[0]["trace_id"], TRACE);
    let own = lines[1]["trace_id"].as_str().unwrap();
    assert_ne!(own, TRACE);
    assert!(spans(&collector).await.iter().any(|span| span["trace_id"] == own));
    assert!(
        lines
            .iter()
            .all(|line| line.get("otel.name").is_none() && line.get("url.path").is_none())
    );
}

#[tokio::test]
async fn a_collector_that_is_away_is_told_once_and_holds_up_nothing() {
    let endpoint = format!("http://127.0.0.1:{}", closed_port());
    let process = Process::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    get(process.operations, "/v1/stats").await;
    process.signal("TERM");
    let (status, took, lines) = process.wait();
    assert!(status.success());
    assert!(took < Duration::from_secs(1), "{took:?}");
    let told = lines
        .iter()
        .filter(|line| line["message"] == "traces cannot be sent")
        .count();
    assert_eq!(told, 1, "{lines:?}");
}

#[tokio::test]
async fn a_collector_that_says_nothing_holds_up_nothing() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let process = Process::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    assert_eq!(get(process.operations, "/v1/stats").await.status, StatusCode::OK);
    process.signal("TERM");
    let (status, took, _) = process.wait();
    assert!(status.success());
    assert!(took < Duration::from_secs(1), "{took:?}");
}
