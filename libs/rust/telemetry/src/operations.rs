//! The routes that operators and their tools ask.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};

use crate::health::ReadinessStatus;
use crate::{Health, Metrics};

/// `/health`, `/ready` and `/metrics`.
pub fn operations(health: Arc<Health>, metrics: Metrics) -> Router {
    let liveness = {
        let health = Arc::clone(&health);
        async move || Json(health.liveness())
    };
    Router::new()
        .route("/health", get(liveness))
        .route("/ready", get(async move || ready(&health).await))
        .route("/metrics", get(async move || exposition(&metrics)))
}

async fn ready(health: &Health) -> impl IntoResponse + use<> {
    let readiness = health.readiness().await;
    let status = match readiness.status {
        ReadinessStatus::Ready => StatusCode::OK,
        ReadinessStatus::NotReady | ReadinessStatus::Draining => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(readiness))
}

fn exposition(metrics: &Metrics) -> impl IntoResponse + use<> {
    ([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], metrics.render())
}
