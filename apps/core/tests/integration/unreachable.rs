//! The service with a database that is not there: every way in says so, and the service itself is well.

use std::net::TcpListener;
use std::time::Duration;

use hyper::StatusCode;

use crate::support::client::{export_json, get};
use crate::support::grpc::Client;
use crate::support::payload::{batch, protobuf};
use crate::support::process::Process;
use crate::support::{closed_port, eventually};

#[tokio::test]
async fn nothing_is_taken_and_everything_says_why() {
    let port = closed_port();
    let process = Process::start(&[
        ("DATABASE_HOST", "127.0.0.1"),
        ("DATABASE_PORT", &port),
        ("DATABASE_PASSWORD", "hunter2"),
    ]);
    let reason = format!("cannot connect to observatory on 127.0.0.1:{port}: ");
    eventually("the reason is known", async || {
        let ready = get(process.operations, "/ready").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
        let dependency = &ready.json()["dependencies"][0];
        assert_eq!(
            (&dependency["name"], &dependency["status"]),
            (&"database".into(), &"down".into())
        );
        dependency["detail"].as_str().unwrap().starts_with(&reason)
    })
    .await;

    let over_http = export_json(process.otlp, &batch("checkout", 3)).await;
    assert_eq!(over_http.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!((1..=7).contains(&over_http.header("retry-after").parse::<u64>().unwrap()));
    let status = over_http.json();
    assert_eq!(status["code"], 14);
    assert!(
        status["message"]
            .as_str()
            .unwrap()
            .starts_with(&format!("The database cannot be used: {reason}"))
    );
    let over_grpc = Client::connect(process.grpc)
        .await
        .export(&protobuf("checkout", 1..4))
        .await;
    assert_eq!((over_grpc.code(), over_grpc.may_be_retried()), (14, true));
    for path in ["/v1/spans", "/v1/stats"] {
        let answer = get(process.operations, path).await;
        assert_eq!(
            (answer.status, answer.content_type()),
            (StatusCode::SERVICE_UNAVAILABLE, "application/problem+json")
        );
    }
    assert_eq!(
        get(process.operations, "/v1/spans?limit=0").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(get(process.operations, "/health").await.status, StatusCode::OK);
    let metrics = get(process.operations, "/metrics").await;
    for line in [
        "core_database_up 0",
        r#"core_spans_rejected_total{reason="database_unavailable"} 6"#,
    ] {
        assert!(
            metrics.text().lines().any(|found| found == line),
            "{line} is not in\n{}",
            metrics.text()
        );
    }

    process.signal("TERM");
    let (status, took, lines) = process.wait();
    assert!(status.success());
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert!(!lines.iter().any(|line| line.to_string().contains("hunter2")));
    let told = lines
        .iter()
        .filter(|line| line["message"] == "database is away")
        .count();
    assert_eq!(told, 1, "once, however often it is tried");
}

#[tokio::test]
async fn one_that_takes_connections_and_says_nothing_counts_as_away() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let process = Process::start(&[
        ("DATABASE_HOST", "127.0.0.1"),
        ("DATABASE_PORT", &port),
        ("DATABASE_PASSWORD", "hunter2"),
    ]);
    eventually("it is given up", async || {
        let ready = get(process.operations, "/ready").await.json();
        let detail = ready["dependencies"][0]["detail"].as_str().unwrap().to_owned();
        detail.ends_with(": no answer within 3s")
    })
    .await;
}
