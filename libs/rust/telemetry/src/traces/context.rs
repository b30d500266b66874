use axum::http::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, TraceId};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The span of the caller that a request says it belongs to, by W3C's `traceparent`.
pub(crate) fn remote_parent(headers: &HeaderMap) -> Context {
    TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(headers))
}

/// The trace that a span belongs to: one of its own, or that of the caller where spans are not sent.
pub(crate) fn trace_id(span: &Span, parent: &Context) -> Option<TraceId> {
    [&span.context(), parent]
        .map(|context| context.span().span_context().trace_id())
        .into_iter()
        .find(|id| *id != TraceId::INVALID)
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(axum::http::HeaderName::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace_id_of(traceparent: &str) -> Option<String> {
        let headers = HeaderMap::from_iter([("traceparent".parse().unwrap(), traceparent.parse().unwrap())]);
        trace_id(&Span::none(), &remote_parent(&headers)).map(|id| id.to_string())
    }

    #[test]
    fn the_caller_s_trace_is_known_by_its_header() {
        assert_eq!(
            trace_id_of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").as_deref(),
            Some("0af7651916cd43dd8448eb211c80319c")
        );
        assert_eq!(trace_id(&Span::none(), &remote_parent(&HeaderMap::new())), None);
    }

    #[test]
    fn what_is_no_header_of_that_kind_counts_as_none() {
        for text in [
            "",
            "nonsense",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            assert_eq!(trace_id_of(text), None, "{text:?}");
        }
    }
}
