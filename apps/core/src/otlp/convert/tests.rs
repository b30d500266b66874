use prost::Message;
use serde_json::json;

use super::*;
use crate::otlp::Encoding;

fn from_json(request: &Json) -> Batch {
    convert(Encoding::Json.decode(request.to_string().as_bytes()).unwrap())
}

fn one_span(span: &Json) -> Json {
    json!({ "resourceSpans": [{ "scopeSpans": [{ "spans": [span] }] }] })
}

/// A span with nothing but what it must have, and what a test adds.
fn minimal(more: &Json) -> Json {
    let mut span = json!({ "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174" });
    for (key, value) in more.as_object().unwrap() {
        span[key] = value.clone();
    }
    span
}

fn only_span(span: &Json) -> Span {
    let mut batch = from_json(&one_span(span));
    assert_eq!((batch.spans.len(), batch.invalid), (1, 0), "{:?}", batch.first_problem);
    batch.spans.remove(0)
}

#[test]
fn reads_a_whole_model_call() {
    let batch = from_json(&json!({
        "resourceSpans": [{
            "resource": {
                "attributes": [{ "key": "service.name", "value": { "stringValue": "checkout" } }],
                "droppedAttributesCount": 0,
            },
            "scopeSpans": [{
                "scope": { "name": "probe", "version": "1" },
                "spans": [{
                    "traceId": "5B8EFFF798038103D269B633813FC60C",
                    "spanId": "EEE19B7EC3C1B174",
                    "parentSpanId": "EEE19B7EC3C1B173",
                    "traceState": "a=b",
                    "flags": 257,
                    "name": "chat gpt-x",
                    "kind": 3,
                    "startTimeUnixNano": "1700000000000000000",
                    "endTimeUnixNano": 1_700_000_000_250_000_000_u64,
                    "attributes": [
                        { "key": "gen_ai.operation.name", "value": { "stringValue": "chat" } },
                        { "key": "gen_ai.usage.input_tokens", "value": { "intValue": "12" } },
                    ],
                    "events": [{ "name": "first token", "timeUnixNano": "1700000000100000000" }],
                    "links": [],
                    "status": { "code": 2, "message": "rate limited" },
                }],
            }],
            "schemaUrl": "https://opentelemetry.io/schemas/1.37.0",
        }],
    }));
    let expected = Span {
        trace_id: "5b8efff798038103d269b633813fc60c".parse().unwrap(),
        span_id: "eee19b7ec3c1b174".parse().unwrap(),
        parent_span_id: "eee19b7ec3c1b173".parse().ok(),
        name: "chat gpt-x".to_owned(),
        kind: SpanKind::Client,
        service: "checkout".into(),
        start_unix_nano: 1_700_000_000_000_000_000,
        end_unix_nano: 1_700_000_000_250_000_000,
        status: SpanStatus::Error,
        status_message: "rate limited".to_owned(),
        attributes: Map::from_iter([
            ("gen_ai.operation.name".to_owned(), json!("chat")),
            ("gen_ai.usage.input_tokens".to_owned(), json!(12)),
        ]),
        resource: Arc::new(Map::from_iter([("service.name".to_owned(), json!("checkout"))])),
    };
    assert_eq!(batch.spans, [expected]);
}

#[test]
fn what_is_missing_or_null_has_its_default() {
    let nulls = json!({
        "parentSpanId": null, "name": null, "kind": null, "startTimeUnixNano": null, "endTimeUnixNano": null,
        "attributes": null, "status": null,
    });
    let span = only_span(&minimal(&nulls));
    assert_eq!(span, only_span(&minimal(&json!({}))));
    assert_eq!(
        (span.parent_span_id, span.name.as_str(), span.kind),
        (None, "", SpanKind::Unspecified)
    );
    assert_eq!(
        (span.start_unix_nano, span.end_unix_nano, span.status),
        (0, 0, SpanStatus::Unset)
    );
    assert_eq!(&*span.service, "unknown_service");

    for empty in [
        json!({}),
        json!({ "resourceSpans": null }),
        json!({ "resourceSpans": [{ "scopeSpans": [{}] }] }),
    ] {
        assert_eq!(from_json(&empty), Batch::default(), "{empty}");
    }
}

#[test]
fn unknown_fields_and_names_in_snake_case_are_ignored() {
    let span = only_span(&minimal(
        &json!({ "start_time_unix_nano": "5", "novelty": { "deep": [{}] } }),
    ));
    assert_eq!(span.start_unix_nano, 0);
}

#[test]
fn an_enum_is_an_integer_and_a_name_is_refused() {
    for (number, kind) in [
        (0, SpanKind::Unspecified),
        (1, SpanKind::Internal),
        (2, SpanKind::Server),
        (3, SpanKind::Client),
        (4, SpanKind::Producer),
        (5, SpanKind::Consumer),
        (99, SpanKind::Unspecified),
    ] {
        assert_eq!(only_span(&minimal(&json!({ "kind": number }))).kind, kind);
    }
    for (code, status) in [
        (0, SpanStatus::Unset),
        (1, SpanStatus::Ok),
        (2, SpanStatus::Error),
        (3, SpanStatus::Unset),
    ] {
        assert_eq!(
            only_span(&minimal(&json!({ "status": { "code": code } }))).status,
            status
        );
    }
    for named in [
        json!({ "kind": "SPAN_KIND_CLIENT" }),
        json!({ "status": { "code": "STATUS_CODE_OK" } }),
    ] {
        let body = one_span(&minimal(&named)).to_string();
        assert!(Encoding::Json.decode(body.as_bytes()).is_err(), "{named}");
    }
}

#[test]
fn a_span_without_usable_ids_is_counted_and_the_rest_taken() {
    for (ids, problem) in [
        (
            json!({ "traceId": "" }),
            r#"trace_id of span "a" has 0 bytes, expected 16"#,
        ),
        (
            json!({ "traceId": "00".repeat(16) }),
            r#"trace_id of span "a" is all zeros"#,
        ),
        (
            json!({ "spanId": "ab" }),
            r#"span_id of span "a" has 1 bytes, expected 8"#,
        ),
        (
            json!({ "parentSpanId": "ab" }),
            r#"parent_span_id of span "a" has 1 bytes, expected 8"#,
        ),
    ] {
        let mut broken = minimal(&ids);
        broken["name"] = json!("a");
        let sound = minimal(&json!({ "name": "b" }));
        let batch = from_json(&json!({ "resourceSpans": [{ "scopeSpans": [{ "spans": [broken, sound] }] }] }));
        assert_eq!((batch.spans.len(), batch.invalid), (1, 1));
        assert_eq!(batch.first_problem.as_deref(), Some(problem));
    }
    let root = only_span(&minimal(&json!({ "parentSpanId": "0000000000000000" })));
    assert_eq!(root.parent_span_id, None);
}

#[test]
fn attributes_too_deep_to_be_sane_are_refused_in_both_encodings() {
    let mut deep = json!({ "intValue": "1" });
    let mut message = messages::AnyValue::default();
    for _ in 0..150 {
        deep = json!({ "arrayValue": { "values": [deep] } });
        let values = vec![message];
        let value = Some(messages::Value::Array(messages::ArrayValue { values }));
        message = messages::AnyValue { value };
    }
    let attribute = |value| json!({ "attributes": [{ "key": "a", "value": value }] });
    let body = one_span(&minimal(&attribute(deep))).to_string();
    assert!(Encoding::Json.decode(body.as_bytes()).is_err());

    let mut request = random_request(&mut fastrand::Rng::with_seed(0));
    let resource = request.resource_spans[0].resource.get_or_insert_default();
    resource.attributes.push(messages::KeyValue {
        key: "a".to_owned(),
        value: Some(message),
    });
    assert!(Encoding::Protobuf.decode(&request.encode_to_vec()).is_err());
}

#[test]
fn both_encodings_of_a_request_mean_the_same() {
    for seed in 0..200 {
        let request = random_request(&mut fastrand::Rng::with_seed(seed));
        let protobuf = Encoding::Protobuf.decode(&request.encode_to_vec()).unwrap();
        let json = Encoding::Json
            .decode(to_otlp_json(&request).to_string().as_bytes())
            .unwrap();
        assert_eq!(convert(protobuf), convert(json), "seed {seed}");
    }
}

#[test]
fn no_body_makes_it_panic() {
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..2000 {
        let request = random_request(&mut random);
        let mut bodies = [request.encode_to_vec(), to_otlp_json(&request).to_string().into_bytes()];
        for body in &mut bodies {
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..body.len());
                body[at] = random.u8(..);
            }
            body.truncate(random.usize(..=body.len()));
        }
        let [protobuf, json] = bodies;
        let _ = Encoding::Protobuf.decode(&protobuf).map(convert);
        let _ = Encoding::Json.decode(&json).map(convert);
    }
}

fn random_request(random: &mut fastrand::Rng) -> ExportTraceServiceRequest {
    let resource_spans = (0..random.usize(1..3))
        .map(|_| ResourceSpans {
            resource: random.bool().then(|| messages::Resource {
                attributes: random_attributes(random, 0),
            }),
            scope_spans: vec![messages::ScopeSpans {
                spans: (0..random.usize(1..3)).map(|_| random_span(random)).collect(),
            }],
        })
        .collect();
    ExportTraceServiceRequest { resource_spans }
}

fn random_span(random: &mut fastrand::Rng) -> messages::Span {
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
        status: random.bool().then(|| messages::SpanStatus {
            message: random_text(random),
            code: random.i32(0..4),
        }),
    }
}

fn random_text(random: &mut fastrand::Rng) -> String {
    (0..random.usize(0..6)).map(|_| random.char(..)).collect()
}

fn random_attributes(random: &mut fastrand::Rng, depth: usize) -> Vec<messages::KeyValue> {
    (0..random.usize(0..4))
        .map(|_| messages::KeyValue {
            key: random_text(random),
            value: random.bool().then(|| random_value(random, depth)),
        })
        .collect()
}

fn random_value(random: &mut fastrand::Rng, depth: usize) -> messages::AnyValue {
    use messages::Value;
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
fn to_otlp_json(request: &ExportTraceServiceRequest) -> Json {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
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
            "status": span.status.as_ref().map(|status| json!({ "message": status.message, "code": status.code })),
        })
    };
    let resource_spans: Vec<_> = request
        .resource_spans
        .iter()
        .map(|resource_spans| {
            let resource = resource_spans.resource.as_ref();
            let spans: Vec<_> = resource_spans.scope_spans[0].spans.iter().map(span).collect();
            json!({
                "resource": resource.map(|resource| json!({ "attributes": attributes_to_json(&resource.attributes) })),
                "scopeSpans": [{ "spans": spans }],
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
    use base64::Engine;
    use messages::Value;
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
            json!({ "bytesValue": base64::engine::general_purpose::STANDARD.encode(bytes) })
        }
    }
}
