//! What happens to every request, whatever its handler does.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tracing::field::{Empty, display};
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::traces::{self, TRACE};
use crate::{Metrics, Problem, RequestId};

/// The label of all requests that no route matched.
const UNMATCHED: &str = "unmatched";

/// Gives every request of a router an id, a log line, a place in the metrics and in its trace and, if it fails, a proper
/// error answer.
pub fn observe(router: Router, metrics: Metrics) -> Router {
    layered(router, metrics, Tracing::On)
}

/// The same without the trace: for requests that themselves bring traces, each of which would otherwise make another.
pub fn observe_untraced(router: Router, metrics: Metrics) -> Router {
    layered(router, metrics, Tracing::Off)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tracing {
    On,
    Off,
}

fn layered(router: Router, metrics: Metrics, tracing: Tracing) -> Router {
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state((metrics, tracing), observe_request))
}

async fn not_found(uri: Uri) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, format!("There is nothing at {}.", uri.path()))
}

async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{} does not answer to {method}.", uri.path()),
    )
}

async fn observe_request(
    State((metrics, tracing)): State<(Metrics, Tracing)>,
    mut request: Request,
    next: Next,
) -> Response {
    let exchange = Exchange::begin(&request);
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let parent = traces::remote_parent(request.headers());
    // Both at the level of errors, so that no LOG_LEVEL takes the ids from the lines that are still logged.
    let server = match tracing {
        Tracing::On if !is_probe(exchange.route()) => exchange.server_span(),
        Tracing::On | Tracing::Off => Span::none(),
    };
    // Fails where there is no span to set it on.
    let _ = server.set_parent(parent.clone());
    let trace_id = traces::trace_id(&server, &parent).map(display);
    let span = tracing::error_span!("request", request_id = id.as_str(), trace_id);
    async {
        let mut response = AssertUnwindSafe(next.run(request).instrument(server.clone()))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| internal_error());
        let problem = response.extensions_mut().remove::<Problem>();
        if let Some(problem) = &problem {
            problem.write_into(&mut response, &id);
        }
        response.headers_mut().insert(RequestId::HEADER, HeaderValue::from(&id));
        exchange.end(&metrics, &server, response.status(), problem.as_ref());
        response
    }
    .instrument(span)
    .await
}

fn internal_error() -> Response {
    let detail = "This is a mistake of the service. Its log has more under the same request id.";
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail).into_response()
}

/// What has to be kept of a request until its answer is known.
struct Exchange {
    started: Instant,
    method: Method,
    path: String,
    route: Option<MatchedPath>,
    user_agent: Option<HeaderValue>,
}

impl Exchange {
    fn begin(request: &Request) -> Self {
        Self {
            started: Instant::now(),
            method: request.method().clone(),
            // Without the query: it may hold anything, and what matters of it is for the handler to log.
            path: request.uri().path().to_owned(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            user_agent: request.headers().get(header::USER_AGENT).cloned(),
        }
    }

    fn route(&self) -> &str {
        self.route.as_ref().map_or(UNMATCHED, MatchedPath::as_str)
    }

    /// The request as a part of its trace, named as the semantic conventions have it.
    fn server_span(&self) -> Span {
        let method = self.method.as_str();
        let route = self.route.as_ref().map(MatchedPath::as_str);
        let name = route.map_or_else(|| method.to_owned(), |route| format!("{method} {route}"));
        tracing::error_span!(
            target: TRACE,
            parent: None,
            "request",
            otel.name = name,
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = method,
            http.route = route,
            http.response.status_code = Empty,
            url.path = self.path,
        )
    }

    fn end(&self, metrics: &Metrics, server: &Span, status: StatusCode, problem: Option<&Problem>) {
        let duration = self.started.elapsed();
        let route = self.route();
        metrics.count_request(&self.method, route, status, duration);
        server.record("http.response.status_code", i64::from(status.as_u16()));
        if status.is_server_error() {
            server.record("otel.status_code", "ERROR");
        }

        macro_rules! log_access {
            ($level:ident) => {
                tracing::$level!(
                    method = self.method.as_str(),
                    path = self.path,
                    route,
                    status = status.as_u16(),
                    duration_ms = (duration.as_secs_f64() * 1e6).round() / 1e3,
                    user_agent = self.user_agent.as_ref().and_then(|value| value.to_str().ok()),
                    detail = problem.map(Problem::detail),
                    "answered"
                )
            };
        }
        if is_probe(route) {
            log_access!(debug);
        } else {
            log_access!(info);
        }
    }
}

/// Probes come every few seconds for as long as a service lives, and say nothing while all is well.
fn is_probe(route: &str) -> bool {
    matches!(route, "/health" | "/ready" | "/metrics")
}
