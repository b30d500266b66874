//! `GET /v1/spans` and `GET /v1/stats`.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use observatory_telemetry::Problem;
use serde::Serialize;

use crate::buffer::{Page, Position, SpanBuffer, Stats};
use crate::query::{SpanParameters, SpanQuery};
use crate::span::Span;

/// The router of the query API.
pub(crate) fn queries(buffer: Arc<SpanBuffer>) -> Router {
    Router::new()
        .route("/v1/spans", get(spans))
        .route("/v1/stats", get(stats))
        .with_state(buffer)
}

#[derive(Serialize)]
struct Spans {
    spans: Vec<Arc<Span>>,
    next_cursor: Option<String>,
    total: usize,
}

async fn spans(
    State(buffer): State<Arc<SpanBuffer>>,
    parameters: Result<Query<SpanParameters>, QueryRejection>,
) -> Result<Json<Spans>, Problem> {
    let bad_request = |detail| Problem::new(StatusCode::BAD_REQUEST, detail);
    let Query(parameters) = parameters.map_err(|rejection| bad_request(rejection.body_text()))?;
    let query = SpanQuery::try_from(parameters).map_err(bad_request)?;
    let Page { spans, next, total } = buffer.page(&query);
    Ok(Json(Spans {
        spans,
        next_cursor: next.as_ref().map(Position::to_string),
        total,
    }))
}

async fn stats(State(buffer): State<Arc<SpanBuffer>>) -> Json<Stats> {
    Json(buffer.stats())
}
