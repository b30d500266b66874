//! The query API gives the same answers from the database as from memory.

use crate::support::client::{export, get};
use crate::support::database::Database;
use crate::support::in_process::Core;
use crate::support::is_ready;
use crate::support::payload::protobuf;
use crate::support::process::Process;
use hyper::StatusCode;
use serde_json::{Value, json};

async fn filled(database: &Database) -> Core {
    let core = Core::with_database(database.config()).await;
    core.is_ready().await;
    fill(&core).await;
    core
}

async fn fill(core: &Core) {
    const START: u64 = 1_700_000_000_000_000_000;
    for (service, numbers) in [("checkout", 1..8), ("search", 11..14)] {
        let body = protobuf(service, numbers.map(|number| START + number * 600));
        assert_eq!(
            export(core.otlp, "application/x-protobuf", body).await.status,
            StatusCode::OK
        );
    }
}

async fn spans(core: &Core, query: &str) -> Value {
    get(core.operations, &format!("/v1/spans?{query}")).await.json()
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn answers_are_those_of_memory() {
    let database = Database::create().await;
    let stored = filled(&database).await;
    let held = Core::start().await;
    fill(&held).await;
    for query in [
        "",
        "service=search",
        "service=nobody",
        "name=chat%201700000000000001800",
        "trace_id=00000000000000000000000000000001",
        "since_unix_nano=1700000000000003000",
        "since_unix_nano=1700000000000003001&service=checkout",
        "since_unix_nano=18446744073709551615",
        "limit=10",
    ] {
        assert_eq!(spans(&stored, query).await, spans(&held, query).await, "{query}");
    }
    let stats = |mut stats: Value| {
        stats.as_object_mut().unwrap().remove("capacity");
        stats
    };
    assert_eq!(
        stats(get(stored.operations, "/v1/stats").await.json()),
        stats(get(held.operations, "/v1/stats").await.json())
    );
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_cursor_leads_through_all_pages_while_spans_arrive() {
    let database = Database::create().await;
    let core = filled(&database).await;
    let whole = spans(&core, "").await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = spans(&core, &format!("limit=3&cursor={cursor}")).await;
        assert_eq!(page["total"], 10, "as many as there were on the first page");
        seen.extend(page["spans"].as_array().unwrap().iter().cloned());
        match &page["next_cursor"] {
            Value::String(next) => cursor.clone_from(next),
            end => break assert!(end.is_null()),
        }
        let late = protobuf("late", [1_800_000_000_000_000_000 + seen.len() as u64]);
        export(core.otlp, "application/x-protobuf", late).await;
    }
    assert_eq!(Value::Array(seen), whole["spans"]);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn wrong_parameters_are_a_problem() {
    let database = Database::create().await;
    let core = filled(&database).await;
    // A cursor of the other storage is not taken for one of this.
    let cursor = "0".repeat(32);
    let answer = get(core.operations, &format!("/v1/spans?limit=0&cursor={cursor}")).await;
    assert_eq!(
        (answer.status, answer.content_type()),
        (StatusCode::BAD_REQUEST, "application/problem+json")
    );
    let detail = answer.json()["detail"].to_string();
    assert!(detail.contains("limit is") && detail.contains("cursor is"), "{detail}");
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_query_that_takes_too_long_is_ended() {
    let database = Database::create().await;
    let mut config = database.config();
    config.query_timeout = std::time::Duration::from_millis(200);
    let core = Core::with_database(config).await;
    core.is_ready().await;
    let locker = database.client().await;
    locker
        .batch_execute("begin; lock table spans in access exclusive mode")
        .await
        .unwrap();
    let answer = get(core.operations, "/v1/spans").await;
    assert_eq!(answer.status, StatusCode::GATEWAY_TIMEOUT);
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .starts_with("The database did not answer within 200ms.")
    );
    locker.batch_execute("commit").await.unwrap();
    assert_eq!(spans(&core, "").await["total"], json!(0));
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn the_statements_of_a_query_are_a_part_of_its_trace() {
    let database = Database::create().await;
    let collector = Core::start().await;
    let endpoint = format!("http://{}", collector.otlp);
    let settings = database.settings();
    let mut settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    settings.push(("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint));
    let process = Process::start(&settings);
    is_ready(process.operations).await;
    assert_eq!(
        get(process.operations, "/v1/spans?service=checkout").await.status,
        StatusCode::OK
    );
    process.signal("TERM");
    assert!(process.wait().0.success());

    let spans = spans(&collector, "").await["spans"].as_array().unwrap().clone();
    let named = |name: &str| spans.iter().find(|span| span["name"] == name).unwrap();
    let request = named("GET /v1/spans");
    assert_eq!(spans.len(), 3, "probes have no trace: {spans:?}");
    for statement in [named("SELECT spans"), named("SELECT count")] {
        assert_eq!(statement["trace_id"], request["trace_id"]);
        assert_eq!(
            (&statement["parent_span_id"], &statement["kind"]),
            (&request["span_id"], &json!("client"))
        );
        let attributes = &statement["attributes"];
        assert_eq!(attributes["db.system.name"], "postgresql");
        assert_eq!(attributes["db.namespace"], database.config().name);
        assert_eq!(attributes["db.collection.name"], "spans");
        let sql = attributes["db.query.text"].as_str().unwrap();
        assert!(sql.contains("where service = $1") && !sql.contains("checkout"), "{sql}");
    }
    assert_eq!(named("SELECT count")["attributes"]["db.response.returned_rows"], 1);
}
