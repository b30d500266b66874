mod random;

use prost::Message;
use random::{random_request, to_otlp_json};
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
                    "links": [{ "traceId": "ab", "spanId": "", "traceState": "c=d", "attributes": null }],
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
        scope: Arc::new(Scope {
            name: "probe".to_owned(),
            version: "1".to_owned(),
        }),
        events: vec![Event {
            name: "first token".to_owned(),
            time_unix_nano: 1_700_000_000_100_000_000,
            attributes: Map::new(),
        }],
        links: vec![Link {
            trace_id: vec![0xab],
            span_id: Vec::new(),
            trace_state: "c=d".to_owned(),
            attributes: Map::new(),
        }],
    };
    assert_eq!(batch.spans, [expected]);
}

#[test]
fn what_is_missing_or_null_has_its_default() {
    let nulls = json!({
        "parentSpanId": null, "name": null, "kind": null, "startTimeUnixNano": null, "endTimeUnixNano": null,
        "attributes": null, "events": null, "links": null, "status": null,
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
fn a_span_without_usable_ids_or_times_is_counted_and_the_rest_taken() {
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
        (
            json!({ "endTimeUnixNano": "9223372036854775808" }),
            r#"end_time_unix_nano of span "a" is 9223372036854775808, expected at most 9223372036854775807"#,
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
