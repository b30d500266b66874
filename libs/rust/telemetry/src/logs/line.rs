use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::Level;

use super::fields::Fields;

const REQUEST_ID: &str = "request_id";
const TRACE_ID: &str = "trace_id";

/// One line of the log. What every line has comes first, in this order.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    timestamp: String,
    level: &'static str,
    message: String,
    service: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<Value>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl<'a> Line<'a> {
    /// A line of `fields`, all redacted already, among them those of the spans around the event.
    pub(super) fn new(service: &'a str, level: Level, mut fields: Fields) -> Self {
        let request_id = fields.others.remove(REQUEST_ID);
        let trace_id = fields.others.remove(TRACE_ID);
        for name in ["timestamp", "level", "message", "service"] {
            if let Some(value) = fields.others.remove(name) {
                fields.others.insert(format!("field_{name}"), value);
            }
        }
        Self {
            timestamp: humantime::format_rfc3339_millis(SystemTime::now()).to_string(),
            level: name_of(level),
            message: fields.message,
            service,
            request_id,
            trace_id,
            others: fields.others,
        }
    }

    /// The line as it is written, with its end.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(&self).expect("a map with text keys always serializes");
        bytes.push(b'\n');
        bytes
    }
}

fn name_of(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}
