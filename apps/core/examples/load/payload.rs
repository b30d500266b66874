use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use fastrand::Rng;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::Event;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status};
use prost::Message;

const SERVICES: [&str; 4] = ["shop-assistant", "support-desk", "search", "research-agent"];
const MODELS: [(&str, &str); 3] = [
    ("openai", "gpt-4.1-mini"),
    ("anthropic", "claude-sonnet-4-5"),
    ("mistral_ai", "mistral-large-latest"),
];

/// Requests with so many model calls together, ready to be sent, each with the number of its spans.
pub(crate) fn requests(seed: u64, spans: usize, batch: usize) -> Vec<(usize, Bytes)> {
    let mut random = Rng::with_seed(seed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let mut start = u64::try_from(now.as_nanos()).unwrap() - 3_600_000_000_000;
    (0..spans)
        .step_by(batch)
        .map(|done| {
            let size = batch.min(spans - done);
            let calls = (0..size)
                .map(|_| {
                    start += random.u64(1_000..100_000);
                    call(&mut random, start)
                })
                .collect();
            let service = SERVICES[random.usize(..SERVICES.len())];
            (size, request(service, calls).encode_to_vec().into())
        })
        .collect()
}

fn request(service: &str, spans: Vec<Span>) -> ExportTraceServiceRequest {
    ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans {
            resource: Some(Resource {
                attributes: vec![
                    text("service.name", service),
                    text("service.version", "1.4.0"),
                    text("deployment.environment.name", "bench"),
                    text("telemetry.sdk.language", "python"),
                ],
                ..Resource::default()
            }),
            scope_spans: vec![ScopeSpans {
                scope: Some(InstrumentationScope {
                    name: "observatory.load".to_owned(),
                    version: "1".to_owned(),
                    ..InstrumentationScope::default()
                }),
                spans,
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        }],
    }
}

fn call(random: &mut Rng, start: u64) -> Span {
    let (provider, model) = MODELS[random.usize(..MODELS.len())];
    let mut bytes = |length| (0..length).map(|_| random.u8(1..)).collect::<Vec<u8>>();
    let (trace_id, span_id, parent_span_id) = (bytes(16), bytes(8), bytes(8));
    Span {
        trace_id,
        span_id,
        parent_span_id,
        name: format!("chat {model}"),
        kind: 3,
        start_time_unix_nano: start,
        end_time_unix_nano: start + random.u64(50_000_000..5_000_000_000),
        attributes: vec![
            text("gen_ai.operation.name", "chat"),
            text("gen_ai.provider.name", provider),
            text("gen_ai.request.model", model),
            text("gen_ai.response.model", model),
            text("gen_ai.response.id", &format!("chatcmpl-{:016x}", random.u64(..))),
            integer("gen_ai.request.max_tokens", 1024),
            integer("gen_ai.usage.input_tokens", random.i64(10..8000)),
            integer("gen_ai.usage.output_tokens", random.i64(1..1024)),
            text("server.address", "api.example.com"),
            integer("server.port", 443),
        ],
        events: vec![Event {
            time_unix_nano: start + 40_000_000,
            name: "first token".to_owned(),
            ..Event::default()
        }],
        status: Some(Status::default()),
        ..Span::default()
    }
}

fn text(key: &str, value: &str) -> KeyValue {
    attribute(key, Value::StringValue(value.to_owned()))
}

fn integer(key: &str, value: i64) -> KeyValue {
    attribute(key, Value::IntValue(value))
}

fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..KeyValue::default()
    }
}
