use std::time::{Duration, Instant};

use cucumber::gherkin::{Step, Table};
use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::sender::{JSON, PROTOBUF, Sender, gzip};
use crate::support::payload::{batch, protobuf, request};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[given(expr = "room for {int} spans")]
async fn room(sender: &mut Sender, spans: usize) {
    sender.start(|config| config.buffer_spans = spans).await;
}

#[given(expr = "room for {int} spans, each for {int} seconds")]
async fn room_for_a_while(sender: &mut Sender, spans: usize, seconds: u64) {
    let retention = Duration::from_secs(seconds);
    sender
        .start(|config| (config.buffer_spans, config.retention) = (spans, retention))
        .await;
}

#[given(expr = "{int} spans of {string} that were taken")]
async fn taken_before(sender: &mut Sender, count: u64, service: String) {
    send_batch(sender, service, count, "JSON".to_owned()).await;
    taken_whole(sender);
}

#[when(regex = r#"^the service "([^"]*)" sends a batch of (\d+) spans as (.+)$"#)]
async fn send_batch(sender: &mut Sender, service: String, count: u64, encoding: String) {
    let (content_type, body) = match encoding.split(' ').next() {
        Some("JSON") => (JSON, batch(&service, count).to_string().into_bytes()),
        Some("protobuf") => (PROTOBUF, protobuf(&service, 1..=count)),
        _ => panic!("no batch is written as {encoding}"),
    };
    if encoding.ends_with("in gzip") {
        sender.send(content_type, "gzip", gzip(&body)).await;
    } else {
        sender.send(content_type, "identity", body).await;
    }
}

#[when(expr = "the service {string} sends these spans")]
async fn send_these(sender: &mut Sender, step: &Step, service: String) {
    let spans: Vec<_> = rows(step)
        .iter()
        .zip(1..)
        .map(|(row, start)| {
            json!({
                "name": row[0], "traceId": row[1], "spanId": row[2], "kind": 3,
                "startTimeUnixNano": start.to_string(), "endTimeUnixNano": (start + 1000).to_string(),
            })
        })
        .collect();
    let body = request(&service, &spans).to_string();
    sender.send(JSON, "identity", body.into_bytes()).await;
}

#[when(regex = r"^a service sends (half of a batch|a batch .+)$")]
async fn send_what_cannot_be_read(sender: &mut Sender, what: String) {
    let body = batch("checkout", 3).to_string().into_bytes();
    let (content_type, encoding, body) = match what.as_str() {
        "half of a batch" => (JSON, "identity", body[..body.len() / 2].to_vec()),
        "a batch that is no gzip" => (JSON, "gzip", body),
        "a batch of more than 64 KiB" => (JSON, "identity", [body, vec![b' '; 64 * 1024]].concat()),
        "a batch written as a web form" => ("application/x-www-form-urlencoded", "identity", body),
        "a batch packed as nobody can" => (JSON, "br", body),
        _ => panic!("nobody sends {what}"),
    };
    sender.send(content_type, encoding, body).await;
}

#[when(expr = "the spans of {string} are gone")]
async fn gone(sender: &mut Sender, service: String) {
    let started = Instant::now();
    while !sender.found(&service).await.is_empty() {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[then("the batch is taken whole")]
fn taken_whole(sender: &mut Sender) {
    assert_eq!(sender.status, 200, "{}", sender.answer);
    assert_eq!(sender.answer["partialSuccess"], Value::Null);
}

#[then(expr = "the batch is taken but for {int} spans, of which the first is {string}")]
fn taken_in_part(sender: &mut Sender, count: u64, first: String) {
    assert_eq!(sender.status, 200, "{}", sender.answer);
    let told = &sender.answer["partialSuccess"];
    assert_eq!(told["rejectedSpans"], count.to_string());
    let message = told["errorMessage"].as_str().unwrap();
    let quoted = Value::from(first).to_string();
    assert!(message.contains(&format!("span {quoted} ")), "{message}");
}

#[then("the batch is to be sent again later")]
fn again_later(sender: &mut Sender) {
    assert_eq!(sender.status, 429, "{}", sender.answer);
    assert!(sender.retry_after.parse::<u64>().unwrap() >= 1);
}

#[then("the batch is refused for being too large")]
fn never(sender: &mut Sender) {
    refused_for_good(sender, 429);
}

#[then(expr = "the batch is refused for good with the status {int}")]
fn refused_for_good(sender: &mut Sender, status: u16) {
    assert_eq!(sender.status, status, "{}", sender.answer);
    assert_eq!(sender.retry_after, "", "trying again is no use");
}

#[then(expr = "the service is told {string}")]
fn told(sender: &mut Sender, message: String) {
    assert_eq!(sender.answer["message"], Value::from(message));
}

#[then(expr = "{int} spans of {string} can be found")]
async fn count_found(sender: &mut Sender, count: usize, service: String) {
    assert_eq!(sender.found(&service).await.len(), count);
}

#[then(expr = "these spans of {string} can be found")]
async fn these_found(sender: &mut Sender, step: &Step, service: String) {
    let wanted: Vec<_> = rows(step).iter().map(|row| row[0].clone()).collect();
    assert_eq!(sender.found(&service).await, wanted);
}

#[then("nothing can be found")]
async fn nothing_found(sender: &mut Sender) {
    assert_eq!(sender.look("/v1/spans").await["total"], 0);
}

#[then("the figures are")]
async fn figures(sender: &mut Sender, step: &Step) {
    let figures = sender.look("/v1/stats").await;
    for row in rows(step) {
        assert_eq!(figures[&row[0]].to_string(), row[1], "{}", row[0]);
    }
}

/// The rows of a step's table, without its head.
fn rows(step: &Step) -> &[Vec<String>] {
    let Table { rows, .. } = step.table.as_ref().expect("the step has a table");
    &rows[1..]
}
