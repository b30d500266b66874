//! OTLP over gRPC, as an exporter sees it.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::support::client::get;
use crate::support::grpc::{Client, EXPORT, frame};
use crate::support::in_process::Core;
use crate::support::payload::protobuf;
use crate::support::process::Process;

/// What the OpenTelemetry SDK for Python 1.45 sends for a request with one model call in it.
const PYTHON_SDK: &[u8] = include_bytes!("fixtures/python-sdk.pb");

const OK: i32 = 0;
const INVALID_ARGUMENT: i32 = 3;
const RESOURCE_EXHAUSTED: i32 = 8;
const UNIMPLEMENTED: i32 = 12;

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

async fn buffered(core: &Core) -> u64 {
    get(core.operations, "/v1/stats").await.json()["spans_buffered"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn takes_what_a_real_sdk_sends_compressed_or_not() {
    let core = Core::start().await;
    let mut client = Client::connect(core.grpc).await;
    let plain = client.export(PYTHON_SDK).await;
    assert_eq!((plain.code(), plain.message.len()), (OK, 0), "{}", plain.detail());
    let compressed = client.call(EXPORT, Some("gzip"), frame(1, &gzip(PYTHON_SDK))).await;
    assert_eq!(compressed.code(), OK, "{}", compressed.detail());
    assert_eq!(buffered(&core).await, 4);
}

#[tokio::test]
async fn calls_share_a_connection() {
    let core = Core::start().await;
    let client = Client::connect(core.grpc).await;
    let calls: Vec<_> = (1..=10)
        .map(|number| {
            let mut client = client.clone();
            tokio::spawn(async move { client.export(&protobuf("checkout", [number])).await.code() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), OK);
    }
    assert_eq!(buffered(&core).await, 10);
}

#[tokio::test]
async fn spans_without_valid_ids_are_a_partial_success() {
    let core = Core::start().await;
    let answer = Client::connect(core.grpc)
        .await
        .export(&protobuf("checkout", [0, 1]))
        .await;
    assert_eq!(answer.code(), OK);
    let text = String::from_utf8_lossy(&answer.message);
    assert!(text.contains("span_id of span \"chat 0\" is all zeros"), "{text}");
    assert_eq!(buffered(&core).await, 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_an_invalid_argument() {
    let core = Core::start().await;
    let mut client = Client::connect(core.grpc).await;
    let broken = client.export(b"\x0a\xff").await;
    assert_eq!(broken.code(), INVALID_ARGUMENT);
    assert!(
        broken
            .detail()
            .starts_with("The body is no ExportTraceServiceRequest in protobuf: ")
    );
    for (encoding, body) in [
        (None, Vec::new()),
        (None, frame(1, b"")),
        (None, frame(0, b"abc")[..6].to_vec()),
        (Some("gzip"), frame(1, b"no gzip")),
    ] {
        let answer = client.call(EXPORT, encoding, body.clone()).await;
        assert_eq!(
            answer.code(),
            INVALID_ARGUMENT,
            "{encoding:?} {body:?} {}",
            answer.detail()
        );
        assert!(!answer.may_be_retried());
    }
    assert_eq!(buffered(&core).await, 0);
}

#[tokio::test]
async fn too_large_is_refused_for_good_as_sent_and_as_unfolded() {
    let core = Core::start_with(|config| config.max_request_bytes = 2000).await;
    let mut client = Client::connect(core.grpc).await;
    let plain = client.export(&[0; 2001]).await;
    let unfolded = client
        .call(EXPORT, Some("gzip"), frame(1, &gzip(&vec![0; 1_000_000])))
        .await;
    for answer in [plain, unfolded] {
        assert_eq!(answer.code(), RESOURCE_EXHAUSTED);
        assert_eq!(
            answer.detail(),
            "The body has more than 2000 bytes. Send smaller batches."
        );
        assert!(!answer.may_be_retried(), "with a delay a client would try for ever");
    }
}

#[tokio::test]
async fn a_full_buffer_says_when_to_come_again_unless_it_is_no_use() {
    let core = Core::start_with(|config| config.buffer_spans = 10).await;
    let mut client = Client::connect(core.grpc).await;
    assert_eq!(client.export(&protobuf("checkout", 1..9)).await.code(), OK);
    let later = client.export(&protobuf("checkout", 1..4)).await;
    assert_eq!((later.code(), later.may_be_retried()), (RESOURCE_EXHAUSTED, true));
    assert_eq!(
        later.detail(),
        "The batch has 3 spans, and there is room for 2 of 10. Send it again later."
    );
    let never = client.export(&protobuf("checkout", 1..12)).await;
    assert_eq!((never.code(), never.may_be_retried()), (RESOURCE_EXHAUSTED, false));
}

#[tokio::test]
async fn other_methods_are_unimplemented() {
    let core = Core::start().await;
    let mut client = Client::connect(core.grpc).await;
    for path in ["/opentelemetry.proto.collector.logs.v1.LogsService/Export", "/a"] {
        assert_eq!(client.call(path, None, frame(0, b"")).await.code(), UNIMPLEMENTED);
    }
    let brotli = client.call(EXPORT, Some("br"), frame(1, b"")).await;
    assert_eq!(brotli.code(), UNIMPLEMENTED, "{}", brotli.detail());
}

#[tokio::test]
async fn calls_are_counted_by_their_code() {
    let core = Core::start().await;
    let mut client = Client::connect(core.grpc).await;
    client.export(&protobuf("checkout", 1..4)).await;
    client.export(b"\x0a\xff").await;
    let metrics = get(core.operations, "/metrics").await;
    for (code, count) in [("OK", 1), ("InvalidArgument", 1)] {
        let line = format!(
            "grpc_server_handled_total{{grpc_code=\"{code}\",grpc_method=\"Export\",grpc_service=\"\
             opentelemetry.proto.collector.trace.v1.TraceService\",grpc_type=\"unary\"}} {count}"
        );
        assert!(metrics.text().lines().any(|found| found == line), "{}", metrics.text());
    }
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_end() {
    let process = Process::start(&[]);
    let mut client = Client::connect(process.grpc).await;
    assert_eq!(client.export(&protobuf("checkout", [1])).await.code(), OK);
    assert_eq!(
        get(process.operations, "/v1/stats").await.json()["services"],
        json!(["checkout"])
    );
    process.signal("TERM");
    let (status, took, _) = process.wait();
    assert!(status.success());
    assert!(took < Duration::from_secs(1), "{took:?}");
}
