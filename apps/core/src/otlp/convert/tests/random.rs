use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use serde_json::{Value as Json, json};

use crate::otlp::messages::{self, ExportTraceServiceRequest, ResourceSpans, Value};

/// A request with everything in it that this service reads, and every type of attribute.
pub(super) fn random_request(random: &mut Rng) -> ExportTraceServiceRequest {
    let resource_spans = (0..random.usize(1..3))
        .map(|_| ResourceSpans {
            resource: random.bool().then(|| messages::Resource {
                attributes: random_attributes(random, 0),
            }),
            scope_spans: vec![messages::ScopeSpans {
                scope: random.bool().then(|| messages::InstrumentationScope {
                    name: random_text(random),
                    version: random_text(random),
                }),
                spans: (0..random.usize(1..3)).map(|_| random_span(random)).collect(),
            }],
        })
        .collect();
    ExportTraceServiceRequest { resource_spans }
}

fn random_span(random: &mut Rng) -> messages::Span {
    let mut bytes = |length| (0..length).map(|_| random.u8(..)).collect();
    messages::Span {
        trace_id: bytes(16),
        span_id: bytes(8),
        parent_span_id: bytes(8),
        name: random_text(random),
        kind: random.i32(0..8),
        start_time_unix_nano: random.u64(..),
        end_time_unix_nano: random.u64(..),
        attributes: random_attributes(random, 0),
        events: (0..random.usize(0..3)).map(|_| random_event(random)).collect(),
        links: (0..random.usize(0..3)).map(|_| random_link(random)).collect(),
        status: random.bool().then(|| messages::SpanStatus {
            message: random_text(random),
            code: random.i32(0..4),
        }),
    }
}

fn random_event(random: &mut Rng) -> messages::Event {
    messages::Event {
        time_unix_nano: random.u64(..),
        name: random_text(random),
        attributes: random_attributes(random, 0),
    }
}

fn random_link(random: &mut Rng) -> messages::Link {
    let mut bytes = |length| (0..length).map(|_| random.u8(..)).collect();
    messages::Link {
        trace_id: bytes(16),
        span_id: bytes(8),
        trace_state: random_text(random),
        attributes: random_attributes(random, 0),
    }
}

fn random_text(random: &mut Rng) -> String {
    (0..random.usize(0..6)).map(|_| random.char(..)).collect()
}

fn random_attributes(random: &mut Rng, depth: usize) -> Vec<messages::KeyValue> {
    (0..random.usize(0..4))
        .map(|_| messages::KeyValue {
            key: random_text(random),
            value: random.bool().then(|| random_value(random, depth)),
        })
        .collect()
}

fn random_value(random: &mut Rng, depth: usize) -> messages::AnyValue {
    let value = match random.u8(0..if depth < 3 { 8 } else { 6 }) {
        0 => None,
        1 => Some(Value::String(random_text(random))),
        2 => Some(Value::Bool(random.bool())),
        3 => Some(Value::Int(random.i64(..))),
        4 => Some(Value::Double(
            [0.1, -2.0, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN][random.usize(..6)],
        )),
        5 => Some(Value::Bytes(random_text(random).into_bytes())),
        6 => Some(Value::Array(messages::ArrayValue {
            values: (0..random.usize(0..3))
                .map(|_| random_value(random, depth + 1))
                .collect(),
        })),
        _ => Some(Value::KeyValues(messages::KeyValueList {
            values: random_attributes(random, depth + 1),
        })),
    };
    messages::AnyValue { value }
}

/// The rules of OTLP/JSON once more, in the writing direction.
pub(super) fn to_otlp_json(request: &ExportTraceServiceRequest) -> Json {
    let hex = |bytes: &[u8]| bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02X}"));
    let event = |event: &messages::Event| {
        json!({
            "timeUnixNano": event.time_unix_nano.to_string(),
            "name": event.name,
            "attributes": attributes_to_json(&event.attributes),
        })
    };
    let link = |link: &messages::Link| {
        json!({
            "traceId": hex(&link.trace_id),
            "spanId": hex(&link.span_id),
            "traceState": link.trace_state,
            "attributes": attributes_to_json(&link.attributes),
        })
    };
    let span = |span: &messages::Span| {
        json!({
            "traceId": hex(&span.trace_id),
            "spanId": hex(&span.span_id),
            "parentSpanId": hex(&span.parent_span_id),
            "name": span.name,
            "kind": span.kind,
            "startTimeUnixNano": span.start_time_unix_nano.to_string(),
            "endTimeUnixNano": span.end_time_unix_nano.to_string(),
            "attributes": attributes_to_json(&span.attributes),
            "events": span.events.iter().map(event).collect::<Vec<_>>(),
            "links": span.links.iter().map(link).collect::<Vec<_>>(),
            "status": span.status.as_ref().map(|status| json!({ "message": status.message, "code": status.code })),
        })
    };
    let resource_spans: Vec<_> = request
        .resource_spans
        .iter()
        .map(|resource_spans| {
            let resource = resource_spans.resource.as_ref();
            let scope_spans = &resource_spans.scope_spans[0];
            let scope = scope_spans.scope.as_ref();
            let spans: Vec<_> = scope_spans.spans.iter().map(span).collect();
            json!({
                "resource": resource.map(|resource| json!({ "attributes": attributes_to_json(&resource.attributes) })),
                "scopeSpans": [{
                    "scope": scope.map(|scope| json!({ "name": scope.name, "version": scope.version })),
                    "spans": spans,
                }],
            })
        })
        .collect();
    json!({ "resourceSpans": resource_spans })
}

fn attributes_to_json(attributes: &[messages::KeyValue]) -> Json {
    attributes
        .iter()
        .map(|attribute| json!({ "key": attribute.key, "value": attribute.value.as_ref().map(value_to_json) }))
        .collect()
}

fn value_to_json(value: &messages::AnyValue) -> Json {
    match &value.value {
        None => json!({}),
        Some(Value::String(text)) => json!({ "stringValue": text }),
        Some(Value::Bool(flag)) => json!({ "boolValue": flag }),
        Some(Value::Int(number)) => json!({ "intValue": number.to_string() }),
        Some(Value::Double(number)) if number.is_nan() => json!({ "doubleValue": "NaN" }),
        Some(Value::Double(number)) if *number == f64::INFINITY => json!({ "doubleValue": "Infinity" }),
        Some(Value::Double(number)) if *number == f64::NEG_INFINITY => json!({ "doubleValue": "-Infinity" }),
        Some(Value::Double(number)) => json!({ "doubleValue": number }),
        Some(Value::Array(array)) => {
            json!({ "arrayValue": { "values": array.values.iter().map(value_to_json).collect::<Vec<_>>() } })
        }
        Some(Value::KeyValues(list)) => json!({ "kvlistValue": { "values": attributes_to_json(&list.values) } }),
        Some(Value::Bytes(bytes)) => {
            json!({ "bytesValue": STANDARD.encode(bytes) })
        }
    }
}
