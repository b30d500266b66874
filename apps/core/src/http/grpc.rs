//! `opentelemetry.proto.collector.trace.v1.TraceService/Export`.

mod codec;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use axum::routing::{any, post};
use bytes::Bytes;
use codec::Codec;
use observatory_telemetry::Metrics;
use observatory_telemetry::prometheus::{IntCounterVec, Opts};
use prost::Message;
use tonic::codec::{CompressionEncoding, Streaming};
use tonic::server::Grpc;
use tonic::{Code, Status};

use crate::intake::{Intake, Refusal, RefusalKind};
use crate::otlp::{Encoding, ExportTraceServiceResponse};

const SERVICE: &str = "opentelemetry.proto.collector.trace.v1.TraceService";
const METHOD: &str = "Export";

/// How long a client may take over its message.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The router of the port that takes traces in over gRPC.
pub(crate) fn grpc(intake: Intake, metrics: &Metrics) -> Router {
    let handled = IntCounterVec::new(
        Opts::new("grpc_server_handled_total", "Calls answered."),
        &["grpc_type", "grpc_service", "grpc_method", "grpc_code"],
    )
    .expect("name and labels are valid");
    metrics.register(handled.clone());
    Router::new()
        .route(&format!("/{SERVICE}/{METHOD}"), post(export))
        .route("/{*method}", any(unimplemented))
        .with_state(Exports { intake, handled })
}

#[derive(Clone)]
struct Exports {
    intake: Intake,
    handled: IntCounterVec,
}

async fn export(State(exports): State<Exports>, request: Request) -> Response<Body> {
    // A unary call is a stream of one message; to read that here is to choose the status where it cannot be read.
    let service = tower::service_fn(async |request: tonic::Request<Streaming<Bytes>>| {
        let outcome = exports.call(request.into_inner()).await;
        exports.count(outcome.as_ref().err());
        outcome.map(tonic::Response::new)
    });
    Grpc::new(Codec)
        .accept_compressed(CompressionEncoding::Gzip)
        .max_decoding_message_size(exports.intake.max_request_bytes)
        .client_streaming(service, request)
        .await
        .map(Body::new)
}

async fn unimplemented() -> Response<Body> {
    let message = format!("This port answers to /{SERVICE}/{METHOD} alone: metrics and logs are not taken.");
    Status::unimplemented(message).into_http()
}

impl Exports {
    async fn call(&self, messages: Streaming<Bytes>) -> Result<ExportTraceServiceResponse, Status> {
        let message = self.read(messages).await.map_err(refuse)?;
        self.intake.take(Encoding::Protobuf, &message).await.map_err(refuse)
    }

    async fn read(&self, mut messages: Streaming<Bytes>) -> Result<Bytes, Refusal> {
        let message = tokio::time::timeout(TIMEOUT, messages.message())
            .await
            .map_err(|_| Refusal::too_slow())?;
        match message {
            Ok(Some(message)) => Ok(message),
            Ok(None) => Err(Refusal::invalid("There is no message in the request.")),
            // As it was sent, and as it unfolds.
            Err(status) if matches!(status.code(), Code::OutOfRange | Code::ResourceExhausted) => {
                Err(Refusal::too_large(self.intake.max_request_bytes))
            }
            Err(status) => Err(Refusal::invalid(format!(
                "The message cannot be read: {}.",
                status.message()
            ))),
        }
    }

    fn count(&self, status: Option<&Status>) {
        let code = status.map_or(Code::Ok, Status::code);
        self.handled
            .with_label_values(&["unary", SERVICE, METHOD, name_of(code)])
            .inc();
    }
}

fn refuse(refusal: Refusal) -> Status {
    let code = match refusal.kind {
        RefusalKind::Invalid | RefusalKind::UnsupportedEncoding => Code::InvalidArgument,
        // Where it comes without a delay, clients of OTLP do not try again.
        RefusalKind::TooLarge | RefusalKind::Full => Code::ResourceExhausted,
        RefusalKind::TooSlow => Code::DeadlineExceeded,
        RefusalKind::Unavailable => Code::Unavailable,
    };
    let status = refusal.into_status(code as i32);
    let details = status.encode_to_vec();
    Status::with_details(code, status.message, details.into())
}

/// The codes that [`refuse`] gives, by the names that dashboards of gRPC know.
fn name_of(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::Unavailable => "Unavailable",
        _ => "Unknown",
    }
}
