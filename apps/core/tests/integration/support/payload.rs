use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as AttributeValue;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;
use serde_json::{Value, json};

/// A request with one resource.
pub(crate) fn request(service: &str, spans: &[Value]) -> Value {
    json!({
        "resourceSpans": [{
            "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": service } }] },
            "scopeSpans": [{ "spans": spans }],
        }],
    })
}

/// A request with as many spans, which start one nanosecond after the other.
pub(crate) fn batch(service: &str, count: u64) -> Value {
    let spans: Vec<_> = (1..=count).map(span).collect();
    request(service, &spans)
}

/// A span that starts at `number`, and has that for an id too.
pub(crate) fn span(number: u64) -> Value {
    json!({
        "traceId": format!("{:032x}", number % 2 + 1),
        "spanId": format!("{number:016x}"),
        "name": format!("chat {number}"),
        "kind": 3,
        "startTimeUnixNano": number.to_string(),
        "endTimeUnixNano": (number + 2_000_000).to_string(),
    })
}

/// A request in protobuf with spans of these numbers.
pub(crate) fn protobuf(service: &str, numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let name = AnyValue {
        value: Some(AttributeValue::StringValue(service.to_owned())),
    };
    let attribute = KeyValue {
        key: "service.name".to_owned(),
        value: Some(name),
        ..KeyValue::default()
    };
    let spans = numbers.into_iter().map(|number| Span {
        trace_id: u128::from(number % 2 + 1).to_be_bytes().to_vec(),
        span_id: number.to_be_bytes().to_vec(),
        name: format!("chat {number}"),
        kind: 3,
        start_time_unix_nano: number,
        end_time_unix_nano: number + 2_000_000,
        ..Span::default()
    });
    let request = ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans {
            resource: Some(Resource {
                attributes: vec![attribute],
                ..Resource::default()
            }),
            scope_spans: vec![ScopeSpans {
                spans: spans.collect(),
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    };
    request.encode_to_vec()
}
