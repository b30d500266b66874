//! From the messages of the protocol to the spans of this service.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::any_value::to_json_object;
use super::messages::{self, ExportTraceServiceRequest, ResourceSpans};
use crate::span::{Event, Link, Scope, Span, SpanId, SpanKind, SpanStatus, TraceId};

/// What the semantic conventions call a service that does not say its name.
const UNKNOWN_SERVICE: &str = "unknown_service";

/// A clock that shows the year 2262 is wrong, and databases count nanoseconds with a sign.
const LATEST_UNIX_NANO: u64 = i64::MAX.cast_unsigned();

/// What one request holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Batch {
    pub(crate) spans: Vec<Span>,
    /// How many spans have no usable ids or times.
    pub(crate) invalid: usize,
    /// What is wrong with the first of those.
    pub(crate) first_problem: Option<String>,
}

/// Takes every span that has valid ids and times. The others are counted, so that the sender can be told.
pub(crate) fn convert(request: ExportTraceServiceRequest) -> Batch {
    let mut batch = Batch::default();
    for resource_spans in request.resource_spans {
        batch.add(resource_spans);
    }
    batch
}

impl Batch {
    fn add(&mut self, resource_spans: ResourceSpans) {
        let attributes = resource_spans.resource.unwrap_or_default().attributes;
        let resource = Arc::new(to_json_object(attributes));
        let service = service_name(&resource);
        for scope_spans in resource_spans.scope_spans {
            let scope = scope_spans.scope.unwrap_or_default();
            let origin = Origin {
                service: Arc::clone(&service),
                resource: Arc::clone(&resource),
                scope: Arc::new(Scope {
                    name: scope.name,
                    version: scope.version,
                }),
            };
            self.spans.reserve(scope_spans.spans.len());
            for span in scope_spans.spans {
                match convert_span(span, &origin) {
                    Ok(span) => self.spans.push(span),
                    Err(problem) => {
                        self.invalid += 1;
                        self.first_problem.get_or_insert(problem);
                    }
                }
            }
        }
    }
}

/// What the spans of one library in one service have in common.
struct Origin {
    service: Arc<str>,
    resource: Arc<Map<String, Json>>,
    scope: Arc<Scope>,
}

fn service_name(resource: &Map<String, Json>) -> Arc<str> {
    match resource.get("service.name") {
        Some(Json::String(name)) if !name.is_empty() => name.as_str().into(),
        _ => UNKNOWN_SERVICE.into(),
    }
}

fn convert_span(span: messages::Span, origin: &Origin) -> Result<Span, String> {
    let wrong = |field: &str, bytes: &[u8], expected: usize| match bytes.len() {
        length if length == expected => format!("{field} of span {:?} is all zeros", span.name),
        length => format!(
            "{field} of span {:?} has {length} bytes, expected {expected}",
            span.name
        ),
    };
    let trace_id = TraceId::from_bytes(&span.trace_id).ok_or_else(|| wrong("trace_id", &span.trace_id, 16))?;
    let span_id = SpanId::from_bytes(&span.span_id).ok_or_else(|| wrong("span_id", &span.span_id, 8))?;
    let parent_span_id = match span.parent_span_id.as_slice() {
        // Some senders write the missing parent of a root as zeros.
        [] | [0, 0, 0, 0, 0, 0, 0, 0] => None,
        bytes => Some(SpanId::from_bytes(bytes).ok_or_else(|| wrong("parent_span_id", bytes, 8))?),
    };
    for (field, unix_nano) in [
        ("start_time_unix_nano", span.start_time_unix_nano),
        ("end_time_unix_nano", span.end_time_unix_nano),
    ] {
        if unix_nano > LATEST_UNIX_NANO {
            return Err(format!(
                "{field} of span {:?} is {unix_nano}, expected at most {LATEST_UNIX_NANO}",
                span.name
            ));
        }
    }
    let status = span.status.unwrap_or_default();
    Ok(Span {
        trace_id,
        span_id,
        parent_span_id,
        name: span.name,
        kind: SpanKind::from_number(span.kind),
        service: Arc::clone(&origin.service),
        start_unix_nano: span.start_time_unix_nano,
        end_unix_nano: span.end_time_unix_nano,
        status: SpanStatus::from_number(status.code),
        status_message: status.message,
        attributes: to_json_object(span.attributes),
        resource: Arc::clone(&origin.resource),
        scope: Arc::clone(&origin.scope),
        events: span.events.into_iter().map(convert_event).collect(),
        links: span.links.into_iter().map(convert_link).collect(),
    })
}

fn convert_event(event: messages::Event) -> Event {
    Event {
        name: event.name,
        time_unix_nano: event.time_unix_nano,
        attributes: to_json_object(event.attributes),
    }
}

fn convert_link(link: messages::Link) -> Link {
    Link {
        trace_id: link.trace_id,
        span_id: link.span_id,
        trace_state: link.trace_state,
        attributes: to_json_object(link.attributes),
    }
}

#[cfg(test)]
mod tests;
