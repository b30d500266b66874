//! `POST /v1/traces`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use observatory_telemetry::Problem;

use super::body::{self, BodyError};
use crate::buffer::{Full, SpanBuffer};
use crate::otlp::{
    Batch, Encoding, ExportTracePartialSuccess, ExportTraceServiceResponse, GunzipError, Status, convert, gunzip,
};

/// Nobody should wait longer than this before asking again: by then other things may have made room.
const LONGEST_RETRY: Duration = Duration::from_secs(30);

/// The router of the port that takes traces in.
pub(crate) fn ingest(buffer: Arc<SpanBuffer>, max_request_bytes: usize) -> Router {
    Router::new().route("/v1/traces", post(export)).with_state(Ingest {
        buffer,
        max_request_bytes,
    })
}

#[derive(Clone)]
struct Ingest {
    buffer: Arc<SpanBuffer>,
    max_request_bytes: usize,
}

/// Why nothing of a request was taken.
struct Refusal {
    status: StatusCode,
    /// As in `google.rpc.Code`.
    code: i32,
    message: String,
    retry_after: Option<Duration>,
}

async fn export(State(ingest): State<Ingest>, headers: HeaderMap, body: Body) -> Response {
    let Some(encoding) = Encoding::of(&headers) else {
        let detail = "The Content-Type has to be application/x-protobuf or application/json.";
        return Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).into_response();
    };
    match ingest.take(encoding, &headers, body).await {
        Ok(answer) => encoding.answer(StatusCode::OK, &answer),
        Err(refusal) => refusal.into_response(encoding),
    }
}

impl Ingest {
    async fn take(
        &self,
        encoding: Encoding,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<ExportTraceServiceResponse, Refusal> {
        let compressed = is_gzip(headers)?;
        let limit = self.max_request_bytes;
        let body = body::read(body, limit).await.map_err(|error| match error {
            BodyError::TooLarge => Refusal::too_large(limit),
            BodyError::TooSlow => Refusal::new(StatusCode::REQUEST_TIMEOUT, 4, "The body did not arrive in time."),
            BodyError::Interrupted => Refusal::invalid("The body ended early."),
        })?;
        let body = if compressed {
            gunzip(&body, limit).map_err(|error| match error {
                GunzipError::TooLarge => Refusal::too_large(limit),
                GunzipError::Corrupt => Refusal::invalid("The body is not valid gzip."),
            })?
        } else {
            body
        };
        let request = encoding
            .decode(&body)
            .map_err(|error| Refusal::invalid(error.to_string()))?;
        self.keep(convert(request))
    }

    fn keep(&self, batch: Batch) -> Result<ExportTraceServiceResponse, Refusal> {
        self.buffer.insert(batch.spans, Instant::now()).map_err(Refusal::full)?;
        self.buffer.count_invalid(batch.invalid);
        let partial_success = batch.first_problem.map(|problem| ExportTracePartialSuccess {
            rejected_spans: i64::try_from(batch.invalid).unwrap_or(i64::MAX),
            error_message: format!("Spans without valid ids: {}. The first one: {problem}.", batch.invalid),
        });
        Ok(ExportTraceServiceResponse { partial_success })
    }
}

fn is_gzip(headers: &HeaderMap) -> Result<bool, Refusal> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None => Ok(false),
        Some(encoding) if encoding.eq_ignore_ascii_case(b"identity") => Ok(false),
        Some(encoding) if encoding.eq_ignore_ascii_case(b"gzip") => Ok(true),
        Some(_) => Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            3,
            "The Content-Encoding has to be gzip, identity or absent.",
        )),
    }
}

impl Refusal {
    fn new(status: StatusCode, code: i32, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            retry_after: None,
        }
    }

    fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 3, message)
    }

    fn too_large(limit: usize) -> Self {
        let message = format!("The body has more than {limit} bytes. Send smaller batches.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, 11, message)
    }

    fn full(full: Full) -> Self {
        let Full {
            wanted,
            free,
            capacity,
            retry_after,
        } = full;
        let advice = if wanted > capacity {
            "It never will: send smaller batches, or raise CORE_BUFFER_SPANS."
        } else {
            "Send it again later."
        };
        let message = format!("The batch has {wanted} spans, and there is room for {free} of {capacity}. {advice}");
        Self {
            retry_after: Some(retry_after.min(LONGEST_RETRY)),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, 8, message)
        }
    }

    fn into_response(self, encoding: Encoding) -> Response {
        tracing::warn!(status = self.status.as_u16(), reason = self.message, "batch refused");
        let status = Status {
            code: self.code,
            message: self.message,
        };
        let mut response = encoding.answer(self.status, &status);
        if let Some(retry_after) = self.retry_after {
            let begun = u64::from(retry_after.subsec_nanos() > 0);
            let seconds = HeaderValue::from((retry_after.as_secs() + begun).max(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}
