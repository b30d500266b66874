//! What happens in the course of a request, sent to a collector over OTLP/HTTP.
//!
//! A span of `tracing` becomes part of a trace by its target, [`TRACE`]. Such spans are no part of the log, whose lines
//! have the id of their trace instead.

mod client;
mod context;

use std::time::Duration;

use axum::http::Uri;
use client::Client;
pub(crate) use context::{remote_parent, trace_id};
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use crate::Service;

/// The target of spans that belong into a trace. Their fields follow the semantic conventions of OpenTelemetry;
/// `otel.name`, `otel.kind`, `otel.status_code` and `otel.status_description` are what they say.
pub const TRACE: &str = "trace";

/// A collector that is away must not hold up whoever stops the service.
const LAST_EXPORT: Duration = Duration::from_millis(700);

/// Where traces go. Kept until the service stops.
pub struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Sends the traces of a service to `/v1/traces` below an endpoint, from a task of this runtime.
    ///
    /// # Panics
    /// Outside of a runtime, and when the endpoint is not of plain HTTP, which is for the settings to make sure of.
    pub fn to(service: Service, endpoint: &Uri) -> Self {
        let url = format!("{}/v1/traces", endpoint.to_string().trim_end_matches('/'));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client::new(endpoint))
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(url)
            .build()
            .expect("there is a client, and the endpoint is a URL");
        let resource = Resource::builder()
            .with_service_name(service.name)
            .with_attribute(KeyValue::new("service.version", service.version))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_resource(resource)
            .with_batch_exporter(exporter)
            .build();
        Self { provider }
    }

    /// Sends what is left, if that can be done in a moment.
    pub async fn finish(self) {
        let shutdown = tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(LAST_EXPORT));
        let _ = tokio::time::timeout(LAST_EXPORT, shutdown).await;
    }

    /// The layer that picks the spans out.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("observatory-telemetry"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(|metadata| metadata.target() == TRACE))
    }
}
