//! `POST /v1/traces`, as an OTLP exporter sees it.

use std::io::Write;

use crate::support::client::{self, Answer, export, export_json, get, send};
use crate::support::in_process::Core;
use crate::support::payload::{batch, request, span};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::Full;
use hyper::{Request, StatusCode};
use serde_json::{Value, json};

const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";

/// What the OpenTelemetry SDK for Python 1.45 sends for a request with one model call in it.
const PYTHON_SDK: &[u8] = include_bytes!("fixtures/python-sdk.pb");

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

async fn export_encoded(core: &Core, content_encoding: &str, body: Vec<u8>) -> Answer {
    let request = Request::post("/v1/traces")
        .header("content-type", JSON)
        .header("content-encoding", content_encoding);
    send(core.otlp, request.body(Full::new(body.into())).unwrap()).await
}

async fn buffered(core: &Core) -> Value {
    get(core.operations, "/v1/stats").await.json()["spans_buffered"].take()
}

#[tokio::test]
async fn takes_what_a_real_sdk_sends() {
    let core = Core::start().await;
    let answer = export(core.otlp, PROTOBUF, PYTHON_SDK).await;
    assert_eq!((answer.status, answer.content_type()), (StatusCode::OK, PROTOBUF));
    assert!(answer.body.is_empty(), "full success is the empty message");

    let spans = get(core.operations, "/v1/spans").await.json();
    let resource = json!({ "service.name": "checkout", "deployment.environment.name": "test", "process.pid": 42 });
    assert_eq!(
        spans,
        json!({
            "spans": [
                {
                    "trace_id": "5b8efff798038103d269b633813fc60c",
                    "span_id": "eee19b7ec3c1b172",
                    "parent_span_id": "eee19b7ec3c1b171",
                    "name": "chat gpt-x",
                    "kind": "client",
                    "service": "checkout",
                    "start_unix_nano": "1700000000005000000",
                    "end_unix_nano": "1700000000130000000",
                    "duration_ms": 125.0,
                    "status": "error",
                    "status_message": "rate limited",
                    "attributes": {
                        "gen_ai.operation.name": "chat",
                        "gen_ai.provider.name": "openai",
                        "gen_ai.request.model": "gpt-x",
                        "gen_ai.response.model": "gpt-x-2026",
                        "gen_ai.usage.input_tokens": 12,
                        "gen_ai.usage.output_tokens": 340,
                        "gen_ai.request.temperature": 0.2,
                        "gen_ai.response.finish_reasons": ["stop"],
                        "streamed": true,
                    },
                    "resource": resource,
                },
                {
                    "trace_id": "5b8efff798038103d269b633813fc60c",
                    "span_id": "eee19b7ec3c1b171",
                    "parent_span_id": null,
                    "name": "POST /orders",
                    "kind": "server",
                    "service": "checkout",
                    "start_unix_nano": "1700000000000000000",
                    "end_unix_nano": "1700000000150000000",
                    "duration_ms": 150.0,
                    "status": "unset",
                    "status_message": "",
                    "attributes": {},
                    "resource": resource,
                },
            ],
            "next_cursor": null,
            "total": 2,
        })
    );
}

#[tokio::test]
async fn takes_json_and_answers_in_json() {
    let core = Core::start().await;
    let answer = export_json(core.otlp, &batch("checkout", 2)).await;
    assert_eq!((answer.status, answer.content_type()), (StatusCode::OK, JSON));
    assert_eq!(answer.json(), json!({}));
    assert_eq!(buffered(&core).await, 2);
}

#[tokio::test]
async fn an_empty_request_is_a_success() {
    let core = Core::start().await;
    assert_eq!(export(core.otlp, PROTOBUF, "").await.status, StatusCode::OK);
    assert_eq!(export(core.otlp, JSON, "{}").await.status, StatusCode::OK);
}

#[tokio::test]
async fn takes_gzip() {
    let core = Core::start().await;
    let body = batch("checkout", 3).to_string().into_bytes();
    assert_eq!(export_encoded(&core, "gzip", gzip(&body)).await.status, StatusCode::OK);
    assert_eq!(export_encoded(&core, "identity", body).await.status, StatusCode::OK);
    assert_eq!(buffered(&core).await, 6);
}

#[tokio::test]
async fn what_cannot_be_decoded_is_a_bad_request_in_the_same_encoding() {
    let core = Core::start().await;
    let json = export(
        core.otlp,
        JSON,
        r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"CLIENT"}]}]}]}"#,
    )
    .await;
    assert_eq!((json.status, json.content_type()), (StatusCode::BAD_REQUEST, JSON));
    assert_eq!(
        json.json(),
        json!({
            "code": 3,
            "message": "The body is no ExportTraceServiceRequest in JSON: \
                invalid type: string \"CLIENT\", expected i32 at line 1 column 59.",
        })
    );

    let protobuf = export(core.otlp, PROTOBUF, "{}").await;
    assert_eq!(
        (protobuf.status, protobuf.content_type()),
        (StatusCode::BAD_REQUEST, PROTOBUF)
    );
    // google.rpc.Status: field 1 is the code as a varint, field 2 the message with its length.
    let message = "The body is no ExportTraceServiceRequest in protobuf: ";
    assert_eq!(protobuf.body[..3], [0x08, 3, 0x12]);
    assert_eq!(usize::from(protobuf.body[3]), protobuf.body.len() - 4);
    assert!(protobuf.body[4..].starts_with(message.as_bytes()));

    let cut_off = export_encoded(&core, "gzip", gzip(b"{}")[..10].to_vec()).await;
    assert_eq!(cut_off.status, StatusCode::BAD_REQUEST);
    assert_eq!(cut_off.json()["message"], "The body is not valid gzip.");
    assert_eq!(buffered(&core).await, 0);
}

#[tokio::test]
async fn too_large_is_refused_before_and_after_decompression() {
    let core = Core::start_with(|config| config.max_request_bytes = 2000).await;
    let padded = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    assert_eq!(export(core.otlp, JSON, padded(2000)).await.status, StatusCode::OK);

    let plain = export(core.otlp, JSON, padded(2001)).await;
    assert_eq!(plain.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        plain.json(),
        json!({ "code": 11, "message": "The body has more than 2000 bytes. Send smaller batches." })
    );
    let unfolded = export_encoded(&core, "gzip", gzip(padded(1_000_000).as_bytes())).await;
    assert_eq!(unfolded.status, StatusCode::PAYLOAD_TOO_LARGE);
    // A client that has all of it on the way already still gets to read the answer.
    assert_eq!(
        export(core.otlp, JSON, padded(10_000_000)).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn other_media_types_are_unsupported() {
    let core = Core::start().await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let answer = export(core.otlp, content_type, "{}").await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(answer.content_type(), "application/problem+json");
        assert_eq!(answer.json()["title"], "Unsupported Media Type");
    }
    let brotli = export_encoded(&core, "br", Vec::new()).await;
    assert_eq!(
        (brotli.status, brotli.content_type()),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, JSON)
    );
}

#[tokio::test]
async fn spans_without_valid_ids_are_a_partial_success() {
    let core = Core::start().await;
    let mut broken = span(1);
    broken["traceId"] = json!("abcd");
    let answer = export_json(core.otlp, &request("checkout", &[broken, span(2)])).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json(),
        json!({
            "partialSuccess": {
                "rejectedSpans": "1",
                "errorMessage": "Spans without valid ids or times: 1. The first one: \
                    trace_id of span \"chat 1\" has 2 bytes, expected 16.",
            },
        })
    );
    let stats = get(core.operations, "/v1/stats").await.json();
    assert_eq!(
        (&stats["spans_buffered"], &stats["spans_rejected_total"]),
        (&json!(1), &json!(1))
    );
}

#[tokio::test]
async fn nothing_else_is_served_on_this_port() {
    let core = Core::start().await;
    for path in ["/", "/health", "/v1/spans", "/v1/metrics"] {
        let answer = get(core.otlp, path).await;
        assert_eq!(
            (answer.status, answer.content_type()),
            (StatusCode::NOT_FOUND, "application/problem+json")
        );
    }
    let wrong = get(core.otlp, "/v1/traces").await;
    assert_eq!(
        (wrong.status, wrong.header("allow")),
        (StatusCode::METHOD_NOT_ALLOWED, "POST")
    );
    assert_eq!(wrong.json()["detail"], "/v1/traces does not answer to GET.");
}

#[tokio::test]
async fn an_exchange_keeps_its_request_id() {
    let core = Core::start().await;
    let request = Request::post("/v1/traces")
        .header("content-type", JSON)
        .header("x-request-id", "exporter-7");
    let answer = client::send(core.otlp, request.body(Full::new("{}".into())).unwrap()).await;
    assert_eq!(answer.header("x-request-id"), "exporter-7");
}
