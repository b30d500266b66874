//! A span as this service holds it and shows it.

mod details;
mod id;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use details::{Event, Link, Scope};
pub(crate) use id::{Id, SpanId, TraceId, decode_hex};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// One operation of one service, such as a call to a model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) parent_span_id: Option<SpanId>,
    pub(crate) name: String,
    pub(crate) kind: SpanKind,
    pub(crate) service: Arc<str>,
    pub(crate) start_unix_nano: u64,
    pub(crate) end_unix_nano: u64,
    pub(crate) status: SpanStatus,
    pub(crate) status_message: String,
    pub(crate) attributes: Map<String, Value>,
    /// Shared by all spans of one resource in a batch.
    pub(crate) resource: Arc<Map<String, Value>>,
    pub(crate) scope: Arc<Scope>,
    pub(crate) events: Vec<Event>,
    pub(crate) links: Vec<Link>,
}

/// On which side of which kind of call a span stands, numbered as in OTLP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SpanKind {
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}

/// How an operation ended, numbered as in OTLP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SpanStatus {
    Unset = 0,
    Ok = 1,
    Error = 2,
}

impl SpanKind {
    /// Numbers from a later version of the protocol are as good as none.
    pub(crate) fn from_number(number: i32) -> Self {
        match number {
            1 => Self::Internal,
            2 => Self::Server,
            3 => Self::Client,
            4 => Self::Producer,
            5 => Self::Consumer,
            _ => Self::Unspecified,
        }
    }
}

impl SpanStatus {
    /// Numbers from a later version of the protocol are as good as none.
    pub(crate) fn from_number(number: i32) -> Self {
        match number {
            1 => Self::Ok,
            2 => Self::Error,
            _ => Self::Unset,
        }
    }
}

impl Span {
    /// Clocks may jump back between start and end; no operation takes less than no time.
    fn duration_ms(&self) -> f64 {
        let nanos = self.end_unix_nano.saturating_sub(self.start_unix_nano);
        // By way of whole nanoseconds, since a product of fractions shows as 0.30000000000000004.
        (Duration::from_nanos(nanos).as_secs_f64() * 1e9).round() / 1e6
    }
}

/// Nanoseconds since 1970 are beyond what a JSON number safely holds, so they are shown as decimal strings.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Document<'a> {
            trace_id: TraceId,
            span_id: SpanId,
            parent_span_id: Option<SpanId>,
            name: &'a str,
            kind: SpanKind,
            service: &'a str,
            start_unix_nano: String,
            end_unix_nano: String,
            duration_ms: f64,
            status: SpanStatus,
            status_message: &'a str,
            attributes: &'a Map<String, Value>,
            resource: &'a Map<String, Value>,
        }
        Document {
            trace_id: self.trace_id,
            span_id: self.span_id,
            parent_span_id: self.parent_span_id,
            name: &self.name,
            kind: self.kind,
            service: &self.service,
            start_unix_nano: self.start_unix_nano.to_string(),
            end_unix_nano: self.end_unix_nano.to_string(),
            duration_ms: self.duration_ms(),
            status: self.status,
            status_message: &self.status_message,
            attributes: &self.attributes,
            resource: &self.resource,
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    /// A span that starts at `start`, for tests that care for little else.
    pub(crate) fn span(service: &str, start: u64) -> Span {
        Span {
            trace_id: TraceId::from_bytes(&[7; 16]).unwrap(),
            span_id: SpanId::from_bytes(&(start + 1).to_be_bytes()).unwrap(),
            parent_span_id: None,
            name: format!("{service} {start}"),
            kind: SpanKind::Client,
            service: service.into(),
            start_unix_nano: start,
            end_unix_nano: start + 12_500_000,
            status: SpanStatus::Unset,
            status_message: String::new(),
            attributes: Map::new(),
            resource: Arc::default(),
            scope: Arc::default(),
            events: Vec::new(),
            links: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shows_itself_as_documented() {
        let span = Span {
            parent_span_id: SpanId::from_bytes(&[9; 8]),
            status: SpanStatus::Error,
            status_message: "refused".to_owned(),
            attributes: Map::from_iter([("gen_ai.usage.input_tokens".to_owned(), json!(12))]),
            resource: Arc::new(Map::from_iter([("service.name".to_owned(), json!("checkout"))])),
            ..samples::span("checkout", 1_700_000_000_000_000_000)
        };
        assert_eq!(
            serde_json::to_value(span).unwrap(),
            json!({
                "trace_id": "07070707070707070707070707070707",
                "span_id": "17979cfe362a0001",
                "parent_span_id": "0909090909090909",
                "name": "checkout 1700000000000000000",
                "kind": "client",
                "service": "checkout",
                "start_unix_nano": "1700000000000000000",
                "end_unix_nano": "1700000000012500000",
                "duration_ms": 12.5,
                "status": "error",
                "status_message": "refused",
                "attributes": { "gen_ai.usage.input_tokens": 12 },
                "resource": { "service.name": "checkout" },
            })
        );
    }

    #[test]
    fn has_no_negative_duration() {
        let span = Span {
            end_unix_nano: 1,
            ..samples::span("checkout", 2)
        };
        assert_eq!(serde_json::to_value(span).unwrap()["duration_ms"], 0.0);
    }
}
