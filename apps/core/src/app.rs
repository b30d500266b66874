//! The service as a whole: three ports over one storage, from start to stop.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::future::Ready;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use observatory_telemetry::{Health, Metrics, observe, observe_untraced, operations};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinHandle};

use crate::buffer::SpanBuffer;
use crate::database::Database;
use crate::http::{Protocol, Server, grpc, ingest, queries};
use crate::intake::Intake;
use crate::storage::{Holdings, Storage};
use crate::{Config, SERVICE};

/// The service, listening already.
pub struct App {
    otlp: Port,
    grpc: Port,
    operations: Port,
    health: Arc<Health>,
    shutdown_grace: Duration,
}

/// A port could not be listened on.
#[derive(Debug)]
pub struct BindError {
    address: SocketAddr,
    setting: &'static str,
    cause: io::Error,
}

struct Port {
    server: Server,
    router: axum::Router,
}

impl App {
    /// Listens on all ports. Nothing is answered before [`App::run`], and nothing is waited for: a database that is
    /// not there yet is looked for while the service runs.
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        let bind = async |port, setting, protocol| {
            let address = SocketAddr::new(config.service.host, port);
            Server::bind(address, protocol).await.map_err(|cause| BindError {
                address,
                setting,
                cause,
            })
        };
        let otlp = bind(config.service.port, "PORT", Protocol::Http1).await?;
        let otlp_grpc = bind(config.grpc_port, "CORE_GRPC_PORT", Protocol::Http2).await?;
        let operations_server = bind(config.operations_port, "CORE_HTTP_PORT", Protocol::Http1).await?;
        // Before anything that has more to say starts.
        tracing::info!(
            version = SERVICE.version,
            otlp = %otlp.address(),
            grpc = %otlp_grpc.address(),
            operations = %operations_server.address(),
            "listening"
        );

        let metrics = Metrics::new(SERVICE);
        let (storage, health) = storage(config, &metrics);
        let (storage, health) = (Arc::new(storage), Arc::new(health));
        let intake = Intake::new(Arc::clone(&storage), config.max_request_bytes, &metrics);

        // The exporter of a collector may well send to this service what it records of sending to this service.
        let ingest = observe_untraced(ingest(intake.clone()), metrics.clone());
        let grpc = observe_untraced(grpc(intake.clone(), &metrics), metrics.clone());
        let operations = operations(Arc::clone(&health), metrics.clone()).merge(queries(storage, intake));
        Ok(Self {
            otlp: Port {
                server: otlp,
                router: ingest,
            },
            grpc: Port {
                server: otlp_grpc,
                router: grpc,
            },
            operations: Port {
                server: operations_server,
                router: observe(operations, metrics),
            },
            health,
            shutdown_grace: config.service.shutdown_grace,
        })
    }

    /// Where traces are taken in over HTTP.
    pub fn otlp_address(&self) -> SocketAddr {
        self.otlp.server.address()
    }

    /// Where traces are taken in over gRPC.
    pub fn grpc_address(&self) -> SocketAddr {
        self.grpc.server.address()
    }

    /// Where operators and queries are answered.
    pub fn operations_address(&self) -> SocketAddr {
        self.operations.server.address()
    }

    /// Answers until `signal` gives its first reason to stop, then finishes what has begun. The grace period or a
    /// second signal ends that too.
    pub async fn run(self, mut signal: impl AsyncFnMut() -> &'static str) {
        let (stop_otlp, otlp) = self.otlp.spawn();
        let (stop_grpc, grpc) = self.grpc.spawn();
        let (stop_operations, operations) = self.operations.spawn();

        let reason = signal().await;
        tracing::info!(reason, "stopping");
        self.health.drain();
        // One after the other: while traces are still coming in, operators can still see that this is draining.
        let drained = async {
            drop((stop_otlp, stop_grpc));
            let _ = tokio::join!(otlp, grpc);
            drop(stop_operations);
            let _ = operations.await;
        };
        tokio::select! {
            () = drained => tracing::info!(reason, "stopped"),
            () = tokio::time::sleep(self.shutdown_grace) => {
                tracing::warn!(reason, "stopped without waiting on: the grace period is over");
            }
            again = signal() => tracing::warn!(reason, again, "stopped without waiting on: told twice"),
        }
    }
}

impl Port {
    /// Runs until the sender is dropped and everything that had begun is done.
    fn spawn(self) -> (oneshot::Sender<()>, JoinHandle<()>) {
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        (stop, tokio::spawn(self.server.run(self.router, stopped)))
    }
}

/// Where spans go with this configuration, and how to find out whether they can.
fn storage(config: &Config, metrics: &Metrics) -> (Storage, Health) {
    let health = Health::new(SERVICE);
    if let Some(database) = &config.database {
        let database = Database::start(database, config.buffer_spans, metrics);
        let check = database.checker();
        return (Storage::Database(database), health.depends_on("database", check));
    }
    let buffer = Arc::new(SpanBuffer::new(config.buffer_spans, config.retention));
    buffer.register(metrics);
    let ageing = spawn_ageing(Arc::clone(&buffer), config.retention);
    let check = check_buffer(Arc::clone(&buffer), ageing);
    (Storage::Memory(buffer), health.depends_on("buffer", check))
}

/// Often enough that no span outlives its retention by much.
fn spawn_ageing(buffer: Arc<SpanBuffer>, retention: Duration) -> AbortHandle {
    let mut interval = tokio::time::interval((retention / 10).min(Duration::from_secs(1)));
    let ageing = async move {
        loop {
            interval.tick().await;
            let expired = buffer.age_out(Instant::now());
            if expired > 0 {
                tracing::debug!(expired, "spans aged out");
            }
        }
    };
    tokio::spawn(ageing).abort_handle()
}

fn check_buffer(buffer: Arc<SpanBuffer>, ageing: AbortHandle) -> impl Fn() -> Ready<Result<String, String>> {
    move || {
        std::future::ready(if ageing.is_finished() {
            Err("spans no longer age out: restart the service".to_owned())
        } else {
            let Holdings { spans, capacity, .. } = buffer.holdings();
            Ok(format!("{spans} of {capacity} spans"))
        })
    }
}

impl Display for BindError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot listen on {}, set by HOST and {}", self.address, self.setting)
    }
}

impl Error for BindError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}
