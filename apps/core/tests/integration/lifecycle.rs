//! The binary as an operator meets it: arguments, settings, logs, signals and exit codes.

use std::net::TcpListener;
use std::time::Duration;

use crate::support::client::{get, send};
use crate::support::payload::batch;
use crate::support::process::{Process, run};
use http_body_util::Full;
use hyper::{Request, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

/// A request whose handler has begun to ask for the body, and has not seen any of it.
async fn begin_export(process: &Process, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(process.otlp).await.unwrap();
    let head = format!(
        "POST /v1/traces HTTP/1.1\r\nHost: core\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Expect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut go_ahead = [0; 25];
    stream.read_exact(&mut go_ahead).await.unwrap();
    assert_eq!(text(&go_ahead), "HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[test]
fn tells_its_version_and_its_usage() {
    let version = run(&["--version"], &[]);
    assert!(version.status.success());
    assert_eq!(text(&version.stdout), format!("core {}\n", env!("CARGO_PKG_VERSION")));

    let help = run(&["--help"], &[]);
    assert!(help.status.success());
    assert!(text(&help.stdout).starts_with("Usage: core "));
}

#[test]
fn an_unknown_argument_is_a_usage_error() {
    let wrong = run(&["sevre"], &[]);
    assert_eq!(wrong.status.code(), Some(64));
    assert!(text(&wrong.stderr).starts_with("core: unknown argument \"sevre\"\n\nUsage: core "));
    assert!(wrong.stdout.is_empty());
}

#[test]
fn wrong_settings_are_all_reported_before_anything_listens() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let settings = [
        ("HOST", "127.0.0.1"),
        ("PORT", port.as_str()),
        ("CORE_BUFFER_SPANS", "many"),
        ("LOG_LEVEL_FILE", "/nowhere/level"),
    ];
    let wrong = run(&[], &settings);
    assert_eq!(wrong.status.code(), Some(78));
    assert_eq!(
        text(&wrong.stderr),
        "core: 2 settings have to be corrected:\n  \
         LOG_LEVEL_FILE names /nowhere/level, which cannot be read: No such file or directory (os error 2); \
         expected a readable text file that holds the value\n  \
         CORE_BUFFER_SPANS is \"many\"; expected an integer from 1 to 10000000\n"
    );
    assert!(wrong.stdout.is_empty(), "it did not come as far as to try the port");
}

#[test]
fn what_is_done_to_a_database_needs_one() {
    for arguments in [&["migrate"][..], &["seed", "--spans", "5"], &["reset", "--yes"]] {
        let wrong = run(arguments, &[]);
        assert_eq!(wrong.status.code(), Some(78), "{arguments:?}");
        assert_eq!(
            text(&wrong.stderr),
            "core: 1 setting has to be corrected:\n  DATABASE_HOST is not set; expected the host of the database\n"
        );
    }
    let unconfirmed = run(&["reset"], &[]);
    assert_eq!(unconfirmed.status.code(), Some(64));
    assert!(text(&unconfirmed.stderr).starts_with("core: reset removes all spans for good: confirm with "));
}

#[test]
fn a_port_in_use_is_named_with_its_setting() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let settings = [
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("CORE_GRPC_PORT", "0"),
        ("CORE_HTTP_PORT", port.as_str()),
    ];
    let failed = run(&["serve"], &settings);
    assert_eq!(failed.status.code(), Some(1));
    let line: serde_json::Value = serde_json::from_slice(&failed.stdout).unwrap();
    assert_eq!(
        line["error"],
        format!(
            "cannot listen on 127.0.0.1:{port}, set by HOST and CORE_HTTP_PORT: Address already in use (os error 98)"
        )
    );
}

#[test]
fn healthcheck_tells_alive_from_not() {
    let process = Process::start(&[]);
    let port = process.operations.port().to_string();
    let settings = [("CORE_HTTP_PORT", port.as_str())];
    let healthy = run(&["healthcheck"], &settings);
    assert!(healthy.status.success());
    assert!(healthy.stdout.is_empty() && healthy.stderr.is_empty());

    process.signal("KILL");
    process.wait();
    let dead = run(&["healthcheck"], &settings);
    assert_eq!(dead.status.code(), Some(1));
    let line = format!("core: http://127.0.0.1:{port}/health cannot be asked: Connection refused (os error 111)\n");
    assert_eq!(text(&dead.stderr), line);

    let misconfigured = run(&["healthcheck"], &[("CORE_HTTP_PORT", "x")]);
    assert_eq!(misconfigured.status.code(), Some(1));
}

#[tokio::test]
async fn the_log_is_structured_and_redacted() {
    let process = Process::start(&[]);
    let request = Request::get("/v1/stats")
        .header("x-request-id", "r-1")
        .header("user-agent", "prober/1 (+https://ops:hunter2@example.com)");
    send(process.operations, request.body(Full::default()).unwrap()).await;
    get(process.operations, "/v1/spans?limit=Bearer%20hunter2").await;
    get(process.operations, "/health").await;
    process.signal("TERM");
    let (_, _, lines) = process.wait();

    assert!(!lines.iter().any(|line| line.to_string().contains("hunter2")));
    let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(
        messages,
        ["answered", "answered", "stopping", "stopped"],
        "probes are not logged at info"
    );
    let [stats, spans, stopping, _] = &lines[..] else {
        unreachable!()
    };
    assert_eq!(stats["user_agent"], "prober/1 (+https://ops:***@example.com)");
    assert_eq!((&stats["level"], &stats["service"]), (&json!("info"), &json!("core")));
    assert_eq!((&stats["request_id"], &stats["status"]), (&json!("r-1"), &json!(200)));
    assert_eq!(
        (&stats["method"], &stats["route"]),
        (&json!("GET"), &json!("/v1/stats"))
    );
    assert!(
        spans["detail"]
            .as_str()
            .unwrap()
            .starts_with("limit is \"Bearer [redacted]\"")
    );
    assert_eq!(stopping["reason"], "SIGTERM");
}

#[test]
fn an_idle_service_stops_at_once() {
    for signal in ["TERM", "INT"] {
        let process = Process::start(&[]);
        process.signal(signal);
        let (status, took, lines) = process.wait();
        assert!(status.success(), "{signal}: {status}");
        assert!(took < Duration::from_secs(1), "{signal}: {took:?}");
        assert_eq!(lines.last().unwrap()["reason"], format!("SIG{signal}"));
    }
}

#[tokio::test]
async fn idle_connections_do_not_hold_it_up() {
    let process = Process::start(&[]);
    let _never_used = TcpStream::connect(process.operations).await.unwrap();
    let mut kept_alive = TcpStream::connect(process.otlp).await.unwrap();
    kept_alive
        .write_all(b"GET / HTTP/1.1\r\nHost: core\r\n\r\n")
        .await
        .unwrap();
    assert!(kept_alive.read(&mut [0; 1024]).await.unwrap() > 0);

    process.signal("TERM");
    let (status, took, _) = process.wait();
    assert!(status.success());
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn a_request_in_flight_is_answered_and_what_comes_after_it_is_not() {
    let process = Process::start(&[]);
    let body = batch("checkout", 3).to_string();
    let mut in_flight = begin_export(&process, body.len()).await;

    process.signal("TERM");
    let ready = loop {
        let ready = get(process.operations, "/ready").await;
        if ready.status != StatusCode::OK {
            break ready;
        }
    };
    assert_eq!(
        (ready.status, &ready.json()["status"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("draining"))
    );
    // The port closes a moment after the service says that it is draining.
    while TcpStream::connect(process.otlp).await.is_ok() {}

    in_flight.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    in_flight.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let (status, took, _) = process.wait();
    assert!(status.success());
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn the_grace_period_and_a_second_signal_end_the_wait() {
    for (grace, again, message) in [
        ("0.2", false, "stopped without waiting on: the grace period is over"),
        ("60", true, "stopped without waiting on: told twice"),
    ] {
        let process = Process::start(&[("SHUTDOWN_GRACE_SECONDS", grace)]);
        let _stuck = begin_export(&process, 9).await;

        process.signal("TERM");
        if again {
            while get(process.operations, "/ready").await.status == StatusCode::OK {}
            process.signal("INT");
        }
        let (status, took, lines) = process.wait();
        assert!(status.success());
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert_eq!(lines.last().unwrap()["message"], message);
    }
}
