//! What happens while the database is away, and after.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::support::client::{export, get};
use crate::support::database::Database;
use crate::support::grpc::Client;
use crate::support::in_process::Core;
use crate::support::payload::protobuf;
use crate::support::proxy::Proxy;
use crate::support::{eventually, is_ready};
use hyper::StatusCode;

const PROTOBUF: &str = "application/x-protobuf";
const UNAVAILABLE: i32 = 14;

/// A service that finds its database by way of what can be cut.
async fn behind_proxy(database: &Database) -> (Core, Proxy) {
    let mut config = database.config();
    let proxy = Proxy::to(&config.host, config.port).await;
    config.host = proxy.address.ip().to_string();
    config.port = proxy.address.port();
    let core = Core::with_database(config).await;
    (core, proxy)
}

async fn is_away(core: &Core) {
    eventually("the outage is noticed", async || {
        get(core.operations, "/ready").await.status == StatusCode::SERVICE_UNAVAILABLE
    })
    .await;
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn everything_says_so_and_comes_back_by_itself() {
    let database = Database::create().await;
    let (core, proxy) = behind_proxy(&database).await;
    core.is_ready().await;
    let before = export(core.otlp, PROTOBUF, protobuf("checkout", 1..11)).await;
    assert_eq!(before.status, StatusCode::OK);

    proxy.cut();
    is_away(&core).await;
    let ready = get(core.operations, "/ready").await.json();
    assert_eq!(ready["dependencies"][0]["name"], "database");
    assert_eq!(ready["dependencies"][0]["status"], "down");
    assert_eq!(get(core.operations, "/health").await.status, StatusCode::OK);

    let refused = export(core.otlp, PROTOBUF, protobuf("checkout", 11..21)).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=6).contains(&seconds), "{seconds}");
    let over_grpc = Client::connect(core.grpc)
        .await
        .export(&protobuf("checkout", 11..21))
        .await;
    assert_eq!((over_grpc.code(), over_grpc.may_be_retried()), (UNAVAILABLE, true));
    assert!(
        over_grpc.detail().starts_with("The database cannot be used: "),
        "{}",
        over_grpc.detail()
    );
    for path in ["/v1/spans", "/v1/stats"] {
        let answer = get(core.operations, path).await;
        assert_eq!(
            (answer.status, answer.header("retry-after").is_empty()),
            (StatusCode::SERVICE_UNAVAILABLE, false)
        );
        assert_eq!(answer.content_type(), "application/problem+json");
    }
    let metrics = get(core.operations, "/metrics").await;
    for line in [
        "core_database_up 0",
        r#"core_spans_rejected_total{reason="database_unavailable"} 20"#,
    ] {
        assert!(metrics.text().lines().any(|found| found == line), "{}", metrics.text());
    }

    proxy.restore();
    core.is_ready().await;
    let after = export(core.otlp, PROTOBUF, protobuf("checkout", 11..21)).await;
    assert_eq!(after.status, StatusCode::OK);
    assert_eq!(get(core.operations, "/v1/spans?limit=1").await.json()["total"], 20);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn one_that_comes_later_than_the_service_is_found() {
    let database = Database::create().await;
    let config = database.config();
    let proxy = Proxy::to(&config.host, config.port).await;
    proxy.cut();
    let settings = database.settings();
    let port = proxy.address.port().to_string();
    let mut settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    settings[0].1 = "127.0.0.1";
    settings[1].1 = &port;
    let process = crate::support::process::Process::start(&settings);
    let ready = get(process.operations, "/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    proxy.restore();
    is_ready(process.operations).await;
    process.signal("TERM");
    assert!(process.wait().0.success());
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn whatever_was_acknowledged_is_there_and_nothing_is_there_twice() {
    let database = Database::create().await;
    let (core, proxy) = behind_proxy(&database).await;
    core.is_ready().await;
    let core = Arc::new(core);
    let sending = Arc::new(AtomicBool::new(true));
    let next = Arc::new(AtomicU64::new(0));
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (core, sending, next) = (Arc::clone(&core), Arc::clone(&sending), Arc::clone(&next));
            tokio::spawn(async move {
                let mut acknowledged = 0;
                while sending.load(Ordering::Relaxed) {
                    let from = next.fetch_add(50, Ordering::Relaxed) + 1;
                    let body = protobuf("checkout", from..from + 50);
                    // Like an exporter: the same batch again until it is taken.
                    while export(core.otlp, PROTOBUF, body.clone()).await.status != StatusCode::OK {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    acknowledged += 50;
                }
                acknowledged
            })
        })
        .collect();
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        proxy.cut();
        tokio::time::sleep(Duration::from_millis(150)).await;
        proxy.restore();
        core.is_ready().await;
    }
    sending.store(false, Ordering::Relaxed);
    let mut acknowledged = 0;
    for sender in senders {
        acknowledged += sender.await.unwrap();
    }
    assert_eq!(database.number("select count(*) from spans").await, acknowledged);
    assert_eq!(
        database.number("select count(distinct span_id) from spans").await,
        acknowledged
    );
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_lost_connection_is_nothing_that_senders_notice() {
    let database = Database::create().await;
    let core = Core::with_database(database.config()).await;
    core.is_ready().await;
    let killer = database.client().await;
    for round in 0..5 {
        let from = round * 10 + 1;
        let answer = export(core.otlp, PROTOBUF, protobuf("checkout", from..from + 10)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        // Those that store, and not the one by which the service knows that the database is there.
        let kill = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and query ilike 'commit%'";
        killer.batch_execute(kill).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(database.number("select count(*) from spans").await, 50);
}

#[tokio::test]
#[ignore = "needs TEST_DATABASE_URL"]
async fn a_schema_that_goes_away_is_made_anew() {
    let database = Database::create().await;
    let core = Core::with_database(database.config()).await;
    core.is_ready().await;
    export(core.otlp, PROTOBUF, protobuf("checkout", 1..11)).await;
    let remove = "drop table spans; drop table schema_migrations";
    database.client().await.batch_execute(remove).await.unwrap();
    eventually("spans are taken again", async || {
        export(core.otlp, PROTOBUF, protobuf("checkout", 1..11)).await.status == StatusCode::OK
    })
    .await;
    assert_eq!(database.number("select count(*) from spans").await, 10);
}
