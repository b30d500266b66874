//! What is stored, and how often.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::support::client::{Answer, export, export_json, get};
use crate::support::database::Database;
use crate::support::grpc::Client;
use crate::support::in_process::Core;
use crate::support::payload::{batch, protobuf, request, span};
use crate::support::process::Process;
use crate::support::{database, eventually, is_ready};

const PROTOBUF: &str = "application/x-protobuf";
const COUNT: &str = "select count(*) from spans";

async fn start() -> (Database, Core) {
    let database = Database::create().await;
    let core = Core::start_with(|config| {
        config.database = Some(database.config());
        config.buffer_spans = 10_000;
    })
    .await;
    core.is_ready().await;
    (database, core)
}

async fn metric(core: &Core, name: &str) -> u64 {
    let metrics = get(core.operations, "/metrics").await;
    let line = metrics
        .text()
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("{name} is not in\n{}", metrics.text()))
        .parse()
        .unwrap()
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn every_part_of_a_span_has_its_column() {
    let (database, core) = start().await;
    let whole = json!({
        "resourceSpans": [{
            "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "checkout" } }] },
            "scopeSpans": [{
                "scope": { "name": "probe", "version": "1" },
                "spans": [{
                    "traceId": "5b8efff798038103d269b633813fc60c",
                    "spanId": "eee19b7ec3c1b174",
                    "parentSpanId": "eee19b7ec3c1b173",
                    "name": "chat gpt-x \u{0} é",
                    "kind": 3,
                    "startTimeUnixNano": "1700000000123456789",
                    "endTimeUnixNano": "1700000000250000000",
                    "attributes": [
                        { "key": "gen_ai.operation.name", "value": { "stringValue": "a\u{0}b" } },
                        { "key": "huge", "value": { "doubleValue": 1e300 } },
                        { "key": "none", "value": { "doubleValue": "NaN" } },
                    ],
                    "events": [{ "name": "first token", "timeUnixNano": "1700000000200000000" }],
                    "links": [{ "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331" }],
                    "status": { "code": 2, "message": "rate limited" },
                }],
            }],
        }],
    });
    assert_eq!(export_json(core.otlp, &whole).await.status, StatusCode::OK);
    let sql =
        "select to_jsonb(spans) || jsonb_build_object('micros', (extract(epoch from start_time) * 1000000)::bigint)
        from spans";
    let row: tokio_postgres::types::Json<Value> = database.client().await.query_one(sql, &[]).await.unwrap().get(0);
    let mut row = row.0;
    row.as_object_mut().unwrap().remove("start_time");
    assert_eq!(
        row,
        json!({
            "micros": 1_700_000_000_123_456_i64,
            "start_unix_nano": 1_700_000_000_123_456_789_i64,
            "end_unix_nano": 1_700_000_000_250_000_000_i64,
            "trace_id": "\\x5b8efff798038103d269b633813fc60c",
            "span_id": "\\xeee19b7ec3c1b174",
            "parent_span_id": "\\xeee19b7ec3c1b173",
            "service": "checkout",
            "name": "chat gpt-x \u{fffd} é",
            "kind": 3,
            "status": 2,
            "status_message": "rate limited",
            "attributes": { "gen_ai.operation.name": "a\u{fffd}b", "huge": 1e300, "none": "NaN" },
            "resource": { "service.name": "checkout" },
            "events": [{ "name": "first token", "time_unix_nano": "1700000000200000000", "attributes": {} }],
            "links": [{
                "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331",
                "trace_state": "", "attributes": {},
            }],
            "scope_name": "probe",
            "scope_version": "1",
        })
    );
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn what_is_sent_again_is_stored_once_however_it_comes() {
    let (database, core) = start().await;
    let send = async |numbers: std::ops::Range<u64>| {
        let answer = export(core.otlp, PROTOBUF, protobuf("checkout", numbers)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    };
    send(1..50).await;
    send(1..50).await;
    send(40..60).await;
    let twice_in_one = request("checkout", &[span(60), span(60)]);
    assert_eq!(export_json(core.otlp, &twice_in_one).await.status, StatusCode::OK);
    let mut client = Client::connect(core.grpc).await;
    assert_eq!(client.export(&protobuf("checkout", 1..62)).await.code(), 0);

    assert_eq!(database.number(COUNT).await, 61);
    assert_eq!(metric(&core, "core_spans_stored_total").await, 61);
    assert_eq!(metric(&core, "core_spans_duplicate_total").await, 49 + 10 + 1 + 60);
    assert_eq!(metric(&core, "core_queue_spans").await, 0);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn many_at_once_with_many_doubles_lose_and_double_nothing() {
    let (database, core) = start().await;
    let core = Arc::new(core);
    let senders: Vec<_> = (0..40_u64)
        .map(|sender| {
            let core = Arc::clone(&core);
            tokio::spawn(async move {
                for round in 0..5 {
                    // Each span is sent by four senders, in another order by each.
                    let from = (sender / 4 * 5 + (round + sender) % 5) * 20 + 1;
                    let body = protobuf("checkout", from..from + 20);
                    let answer = export(core.otlp, PROTOBUF, body).await;
                    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
    assert_eq!(database.number(COUNT).await, 1000);
    assert_eq!(database.number("select count(distinct span_id) from spans").await, 1000);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn one_span_that_cannot_be_stored_costs_only_its_own_request() {
    let (database, core) = start().await;
    let core = Arc::new(core);
    // No index takes a text of this length that cannot be compressed.
    let endless: String = std::iter::repeat_with(fastrand::alphanumeric).take(20_000).collect();
    // While the writers wait for this lock, all of them gather in one transaction.
    let locker = database.client().await;
    locker
        .batch_execute("begin; lock table spans in access exclusive mode")
        .await
        .unwrap();
    let mut senders: Vec<_> = (0..10)
        .map(|number| {
            let service = if number == 5 {
                endless.clone()
            } else {
                format!("service {number}")
            };
            let body = protobuf(&service, number * 10 + 1..number * 10 + 11);
            let core = Arc::clone(&core);
            tokio::spawn(async move { export(core.otlp, PROTOBUF, body).await })
        })
        .collect();
    eventually("all are waiting", async || {
        metric(&core, "core_queue_spans").await == 100
    })
    .await;
    locker.batch_execute("commit").await.unwrap();

    let refused: Answer = senders.remove(5).await.unwrap();
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    for sender in senders {
        assert_eq!(sender.await.unwrap().status, StatusCode::OK);
    }
    assert_eq!(database.number(COUNT).await, 90);
    let name = r#"core_spans_rejected_total{reason="database_refused"}"#;
    assert_eq!(metric(&core, name).await, 10);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_full_queue_is_too_many_requests_until_the_database_goes_on() {
    let database = Database::create().await;
    let core = Core::start_with(|config| {
        config.database = Some(database.config());
        config.buffer_spans = 10;
    })
    .await;
    core.is_ready().await;
    let locker = database.client().await;
    locker
        .batch_execute("begin; lock table spans in access exclusive mode")
        .await
        .unwrap();
    let address = core.otlp;
    let waiting = tokio::spawn(async move { export_json(address, &batch("checkout", 8)).await });
    eventually("the first is waiting", async || {
        metric(&core, "core_queue_spans").await == 8
    })
    .await;

    let full = export_json(core.otlp, &batch("search", 3)).await;
    assert_eq!(
        (full.status, full.header("retry-after")),
        (StatusCode::TOO_MANY_REQUESTS, "1")
    );
    let over_grpc = Client::connect(core.grpc).await.export(&protobuf("search", 1..4)).await;
    assert_eq!(
        (over_grpc.code(), over_grpc.may_be_retried()),
        (8, true),
        "{}",
        over_grpc.detail()
    );

    assert!(!waiting.is_finished(), "nothing is acknowledged before it is committed");
    locker.batch_execute("commit").await.unwrap();
    assert_eq!(waiting.await.unwrap().status, StatusCode::OK);
    assert_eq!(database.number(COUNT).await, 8);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_request_in_flight_is_committed_before_the_service_stops() {
    let database = Database::create().await;
    let settings = database.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let process = Process::start(&settings);
    is_ready(process.operations).await;
    let locker = database.client().await;
    locker
        .batch_execute("begin; lock table spans in access exclusive mode")
        .await
        .unwrap();
    let (http, grpc) = (process.otlp, process.grpc);
    let over_http = tokio::spawn(async move { export_json(http, &batch("checkout", 8)).await });
    let mut client = Client::connect(grpc).await;
    let over_grpc = tokio::spawn(async move { client.export(&protobuf("search", 11..15)).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    process.signal("TERM");
    tokio::time::sleep(Duration::from_millis(300)).await;
    locker.batch_execute("commit").await.unwrap();

    assert_eq!(over_http.await.unwrap().status, StatusCode::OK);
    assert_eq!(over_grpc.await.unwrap().code(), 0);
    let (status, took, _) = process.wait();
    assert!(status.success());
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(database.number(COUNT).await, 12);
}

#[test]
fn tests_that_need_a_database_say_so() {
    // Who runs them without one is told what to set, rather than that all is well.
    let source = include_str!("ingest.rs");
    assert!(source.contains(&format!("#[ignore = \"needs {}\"]", database::VARIABLE)));
}
