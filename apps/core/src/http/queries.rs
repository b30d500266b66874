//! `GET /v1/spans` and `GET /v1/stats`.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use observatory_telemetry::Problem;
use serde::Serialize;

use crate::intake::Intake;
use crate::query::SpanParameters;
use crate::span::Span;
use crate::storage::{Answer, Holdings, QueryError, Storage};

/// The router of the query API.
pub(crate) fn queries(storage: Arc<Storage>, intake: Intake) -> Router {
    Router::new()
        .route("/v1/spans", get(spans))
        .route("/v1/stats", get(stats))
        .with_state(Queries { storage, intake })
}

#[derive(Clone)]
struct Queries {
    storage: Arc<Storage>,
    /// Knows what was taken and what was not.
    intake: Intake,
}

#[derive(Serialize)]
struct Spans {
    spans: Vec<Arc<Span>>,
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Serialize)]
struct Stats {
    spans_buffered: u64,
    capacity: usize,
    spans_accepted_total: u64,
    spans_rejected_total: u64,
    services: Vec<Arc<str>>,
}

async fn spans(
    State(Queries { storage, .. }): State<Queries>,
    parameters: Result<Query<SpanParameters>, QueryRejection>,
) -> Result<Json<Spans>, Response> {
    let Query(parameters) = parameters.map_err(|rejection| refuse(QueryError::Invalid(rejection.body_text())))?;
    let Answer {
        spans,
        next_cursor,
        total,
    } = storage.spans(parameters).await.map_err(refuse)?;
    Ok(Json(Spans {
        spans,
        next_cursor,
        total,
    }))
}

async fn stats(State(Queries { storage, intake }): State<Queries>) -> Result<Json<Stats>, Response> {
    let Holdings {
        spans,
        capacity,
        services,
    } = storage.holdings().await.map_err(refuse)?;
    Ok(Json(Stats {
        spans_buffered: spans,
        capacity,
        spans_accepted_total: intake.accepted_total(),
        spans_rejected_total: intake.rejected_total(),
        services,
    }))
}

fn refuse(error: QueryError) -> Response {
    match error {
        QueryError::Invalid(detail) => Problem::new(StatusCode::BAD_REQUEST, detail).into_response(),
        QueryError::TooSlow(limit) => {
            let detail = format!(
                "The database did not answer within {limit:?}. Ask for less: a service, a trace, or a later \
                 since_unix_nano."
            );
            Problem::new(StatusCode::GATEWAY_TIMEOUT, detail).into_response()
        }
        QueryError::Unavailable(unavailable) => {
            let retry_after = super::retry_after(unavailable.retry_after);
            let detail = format!("The database cannot be used: {}. Ask again later.", unavailable.reason);
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail);
            ([(header::RETRY_AFTER, retry_after)], problem).into_response()
        }
    }
}
