use std::io;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::*;

const SERVICE: Service = Service {
    name: "probe",
    version: "1.2.3",
};

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged at `level` while `body` runs, line by line.
fn logged(level: LogLevel, body: impl FnOnce()) -> Vec<Value> {
    let output = Output::default();
    tracing::subscriber::with_default(subscriber(SERVICE, level, output.clone(), None), body);
    let bytes = output.0.lock().unwrap().clone();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn one_line(body: impl FnOnce()) -> Value {
    let mut lines = logged(LogLevel::Debug, body);
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

/// A line less its timestamp, which is checked for its form.
fn without_timestamp(mut line: Value) -> Value {
    let timestamp = line.as_object_mut().unwrap().remove("timestamp").unwrap();
    let timestamp = timestamp.as_str().unwrap();
    assert_eq!(timestamp.len(), "2026-01-02T03:04:05.678Z".len());
    assert!(timestamp.ends_with('Z') && humantime::parse_rfc3339(timestamp).is_ok());
    line
}

#[test]
fn a_line_is_one_flat_object() {
    let line = one_line(|| {
        tracing::warn!(
            count = 3,
            delta = -1,
            ratio = 0.5,
            nan = f64::NAN,
            done = true,
            name = "a\nb",
            "half {}",
            "done"
        );
    });
    assert_eq!(
        without_timestamp(line),
        json!({
            "level": "warn", "message": "half done", "service": "probe",
            "count": 3, "delta": -1, "ratio": 0.5, "nan": "NaN", "done": true, "name": "a\nb",
        })
    );
}

#[test]
fn the_fields_that_all_lines_have_come_first() {
    let output = Output::default();
    tracing::subscriber::with_default(subscriber(SERVICE, LogLevel::Info, output.clone(), None), || {
        tracing::info!(alpha = 1, trace_id = "abc", request_id = "r-1", "hello");
    });
    let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    let rest = text.split_once(',').unwrap().1;
    assert!(text.starts_with(r#"{"timestamp":""#));
    assert_eq!(
        rest,
        "\"level\":\"info\",\"message\":\"hello\",\"service\":\"probe\",\"request_id\":\"r-1\",\"trace_id\":\"abc\",\"alpha\":1}\n"
    );
}

#[test]
fn inherits_the_fields_of_the_spans_around_it() {
    let line = one_line(|| {
        let request = tracing::error_span!("request", request_id = "r-1", step = tracing::field::Empty);
        let _request = request.enter();
        request.record("step", "first");
        let _inner = tracing::info_span!("inner", step = "second", password = "hunter2").entered();
        tracing::info!("in it");
    });
    assert_eq!(
        without_timestamp(line),
        json!({
            "level": "info", "message": "in it", "service": "probe", "request_id": "r-1",
            "step": "second", "password": "[redacted]",
        })
    );
}

#[test]
fn spans_of_traces_are_no_part_of_it() {
    let line = one_line(|| {
        let _request = tracing::error_span!("request", trace_id = "abc").entered();
        let _query = tracing::error_span!(target: TRACE, "query", db.query.text = "select").entered();
        tracing::info!("in it");
    });
    assert_eq!(
        without_timestamp(line),
        json!({ "level": "info", "message": "in it", "service": "probe", "trace_id": "abc" })
    );
}

#[test]
fn redacts_by_key_by_value_and_inside_nested_text() {
    let line = one_line(|| {
        tracing::info!(
            db_password = "hunter2",
            api_key = 12,
            url = "redis://:hunter2@cache",
            body = r#"{"user":"ada","headers":[{"Cookie":"hunter2"}]}"#,
            list = ?["Bearer hunter2"],
            broken = "{not json, Bearer hunter2}",
            "calling with Bearer hunter2",
        );
    });
    assert_eq!(
        without_timestamp(line),
        json!({
            "level": "info", "message": "calling with Bearer [redacted]", "service": "probe",
            "db_password": "[redacted]", "api_key": "[redacted]", "url": "redis://:***@cache",
            "body": { "user": "ada", "headers": [{ "Cookie": "[redacted]" }] },
            "list": ["Bearer [redacted]"], "broken": "{not json, Bearer [redacted]}",
        })
    );
}

#[test]
fn a_field_cannot_pose_as_one_that_all_lines_have() {
    let line = one_line(|| tracing::info!(service = "other", level = "none", timestamp = 0, "hello"));
    assert_eq!(
        without_timestamp(line),
        json!({
            "level": "info", "message": "hello", "service": "probe",
            "field_service": "other", "field_level": "none", "field_timestamp": 0,
        })
    );
}

#[test]
fn an_error_is_told_with_its_causes() {
    #[derive(Debug)]
    struct Outer(io::Error);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("cannot connect to http://ada:hunter2@core")
        }
    }
    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    let error = Outer(io::Error::other("refused"));
    let line = one_line(|| tracing::error!(error = &error as &dyn std::error::Error, "failed"));
    assert_eq!(line["error"], "cannot connect to http://ada:***@core: refused");
}

#[test]
fn says_nothing_below_its_level_and_keeps_the_request_id_at_every_level() {
    let lines = logged(LogLevel::Warn, || {
        let _request = tracing::error_span!("request", request_id = "r-1").entered();
        tracing::debug!("a");
        tracing::info!("b");
        tracing::warn!("c");
        tracing::error!("d");
    });
    let told: Vec<_> = lines
        .iter()
        .map(|line| (&line["message"], &line["request_id"]))
        .collect();
    assert_eq!(told, [(&json!("c"), &json!("r-1")), (&json!("d"), &json!("r-1"))]);
}
