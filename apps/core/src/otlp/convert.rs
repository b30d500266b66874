//! From the messages of the protocol to the spans of this service.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::any_value::to_json_object;
use super::messages::{self, ExportTraceServiceRequest, ResourceSpans};
use crate::span::{Span, SpanId, SpanKind, SpanStatus, TraceId};

/// What the semantic conventions call a service that does not say its name.
const UNKNOWN_SERVICE: &str = "unknown_service";

/// What one request holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Batch {
    pub(crate) spans: Vec<Span>,
    /// How many spans have no usable ids.
    pub(crate) invalid: usize,
    /// What is wrong with the first of those.
    pub(crate) first_problem: Option<String>,
}

/// Takes every span that has valid ids. The others are counted, so that the sender can be told.
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
        for span in resource_spans.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            match convert_span(span, &service, &resource) {
                Ok(span) => self.spans.push(span),
                Err(problem) => {
                    self.invalid += 1;
                    self.first_problem.get_or_insert(problem);
                }
            }
        }
    }
}

fn service_name(resource: &Map<String, Json>) -> Arc<str> {
    match resource.get("service.name") {
        Some(Json::String(name)) if !name.is_empty() => name.as_str().into(),
        _ => UNKNOWN_SERVICE.into(),
    }
}

fn convert_span(span: messages::Span, service: &Arc<str>, resource: &Arc<Map<String, Json>>) -> Result<Span, String> {
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
    let status = span.status.unwrap_or_default();
    Ok(Span {
        trace_id,
        span_id,
        parent_span_id,
        name: span.name,
        kind: kind(span.kind),
        service: Arc::clone(service),
        start_unix_nano: span.start_time_unix_nano,
        end_unix_nano: span.end_time_unix_nano,
        status: match status.code {
            1 => SpanStatus::Ok,
            2 => SpanStatus::Error,
            _ => SpanStatus::Unset,
        },
        status_message: status.message,
        attributes: to_json_object(span.attributes),
        resource: Arc::clone(resource),
    })
}

/// Numbers from a later version of the protocol are as good as none.
fn kind(number: i32) -> SpanKind {
    match number {
        1 => SpanKind::Internal,
        2 => SpanKind::Server,
        3 => SpanKind::Client,
        4 => SpanKind::Producer,
        5 => SpanKind::Consumer,
        _ => SpanKind::Unspecified,
    }
}

#[cfg(test)]
mod tests;
