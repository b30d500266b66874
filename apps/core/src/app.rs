//! The service as a whole: two ports over one buffer, from start to stop.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use observatory_telemetry::{Health, Metrics, observe, operations};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinHandle};

use crate::buffer::{SpanBuffer, Stats};
use crate::http::{Server, ingest, queries};
use crate::{Config, SERVICE};

/// The service, listening already.
pub struct App {
    otlp: Port,
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
    /// Listens on both ports. Nothing is answered before [`App::run`].
    pub async fn bind(config: &Config) -> Result<Self, BindError> {
        let host = config.service.host;
        let otlp = bind(host, config.service.port, "PORT").await?;
        let operations_server = bind(host, config.operations_port, "CORE_HTTP_PORT").await?;

        let metrics = Metrics::new(SERVICE);
        let buffer = Arc::new(SpanBuffer::new(config.buffer_spans, config.retention));
        buffer.register(&metrics);
        let ageing = spawn_ageing(Arc::clone(&buffer), config.retention);
        let health = Arc::new(health(&buffer, ageing));

        let ingest = ingest(Arc::clone(&buffer), config.max_request_bytes);
        let operations = operations(Arc::clone(&health), metrics.clone()).merge(queries(buffer));
        Ok(Self {
            otlp: Port {
                server: otlp,
                router: observe(ingest, metrics.clone()),
            },
            operations: Port {
                server: operations_server,
                router: observe(operations, metrics),
            },
            health,
            shutdown_grace: config.service.shutdown_grace,
        })
    }

    /// Where traces are taken in.
    pub fn otlp_address(&self) -> SocketAddr {
        self.otlp.server.address()
    }

    /// Where operators and queries are answered.
    pub fn operations_address(&self) -> SocketAddr {
        self.operations.server.address()
    }

    /// Answers until `signal` gives its first reason to stop, then finishes what has begun. The grace period or a
    /// second signal ends that too.
    pub async fn run(self, mut signal: impl AsyncFnMut() -> &'static str) {
        tracing::info!(
            version = SERVICE.version,
            otlp = %self.otlp_address(),
            operations = %self.operations_address(),
            "listening"
        );
        let (stop_otlp, otlp) = self.otlp.spawn();
        let (stop_operations, operations) = self.operations.spawn();

        let reason = signal().await;
        tracing::info!(reason, "stopping");
        self.health.drain();
        // One after the other: while traces are still coming in, operators can still see that this is draining.
        let drained = async {
            drop(stop_otlp);
            let _ = otlp.await;
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

async fn bind(host: IpAddr, port: u16, setting: &'static str) -> Result<Server, BindError> {
    let address = SocketAddr::new(host, port);
    Server::bind(address).await.map_err(|cause| BindError {
        address,
        setting,
        cause,
    })
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

fn health(buffer: &Arc<SpanBuffer>, ageing: AbortHandle) -> Health {
    let buffer = Arc::clone(buffer);
    Health::new(SERVICE).depends_on("buffer", move || {
        let outcome = if ageing.is_finished() {
            Err("spans no longer age out: restart the service".to_owned())
        } else {
            let Stats {
                spans_buffered,
                capacity,
                ..
            } = buffer.stats();
            Ok(format!("{spans_buffered} of {capacity} spans"))
        };
        std::future::ready(outcome)
    })
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
