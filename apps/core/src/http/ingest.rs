//! `POST /v1/traces`.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use observatory_telemetry::Problem;

use super::body::{self, BodyError};
use crate::intake::{Intake, Refusal, RefusalKind};
use crate::otlp::{Encoding, ExportTraceServiceResponse, GunzipError, gunzip};

/// The router of the port that takes traces in over HTTP.
pub(crate) fn ingest(intake: Intake) -> Router {
    Router::new().route("/v1/traces", post(export)).with_state(intake)
}

async fn export(State(intake): State<Intake>, headers: HeaderMap, body: Body) -> Response {
    let Some(encoding) = Encoding::of(&headers) else {
        let detail = "The Content-Type has to be application/x-protobuf or application/json.";
        return Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).into_response();
    };
    match take(&intake, encoding, &headers, body).await {
        Ok(answer) => encoding.answer(StatusCode::OK, &answer),
        Err(refusal) => refuse(refusal, encoding),
    }
}

async fn take(
    intake: &Intake,
    encoding: Encoding,
    headers: &HeaderMap,
    body: Body,
) -> Result<ExportTraceServiceResponse, Refusal> {
    let compressed = is_gzip(headers)?;
    let limit = intake.max_request_bytes;
    let body = body::read(body, limit).await.map_err(|error| match error {
        BodyError::TooLarge => Refusal::too_large(limit),
        BodyError::TooSlow => Refusal::too_slow(),
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
    intake.take(encoding, &body).await
}

fn is_gzip(headers: &HeaderMap) -> Result<bool, Refusal> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None => Ok(false),
        Some(encoding) if encoding.eq_ignore_ascii_case(b"identity") => Ok(false),
        Some(encoding) if encoding.eq_ignore_ascii_case(b"gzip") => Ok(true),
        Some(_) => Err(Refusal::new(
            RefusalKind::UnsupportedEncoding,
            "The Content-Encoding has to be gzip, identity or absent.",
        )),
    }
}

fn refuse(refusal: Refusal, encoding: Encoding) -> Response {
    // The second is that of google.rpc.Code.
    let (status, code) = match refusal.kind {
        RefusalKind::Invalid => (StatusCode::BAD_REQUEST, 3),
        RefusalKind::UnsupportedEncoding => (StatusCode::UNSUPPORTED_MEDIA_TYPE, 3),
        RefusalKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, 11),
        RefusalKind::TooSlow => (StatusCode::REQUEST_TIMEOUT, 4),
        RefusalKind::Full => (StatusCode::TOO_MANY_REQUESTS, 8),
        RefusalKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, 14),
    };
    let retry_after = refusal.retry_after.map(super::retry_after);
    let mut response = encoding.answer(status, &refusal.into_status(code));
    if let Some(retry_after) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, retry_after);
    }
    response
}
