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
