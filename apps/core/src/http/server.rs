use std::error::Error;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::in_flight::InFlight;

/// How long a connection may sit between two requests, or over the head of one. Longer than the clients in use keep an
/// idle connection, so that it is they who close it, and no request is sent into a closing one.
const IDLE_TIMEOUT: Duration = Duration::from_secs(120);

/// How often a silent client of HTTP/2 is asked whether it is still there.
const PING_INTERVAL: Duration = Duration::from_secs(60);

/// How much of a request may be on its way before it is read: whole batches, at any distance.
const WINDOW_BYTES: u32 = 1024 * 1024;

/// How long to wait when no connection can be accepted, which is mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A port that is listened on.
pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
    protocol: Protocol,
}

/// What is spoken on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    /// From the first byte on, as gRPC does it without TLS.
    Http2,
}

impl Server {
    /// Starts to listen. Connections queue up until [`Server::run`].
    pub(crate) async fn bind(address: SocketAddr, protocol: Protocol) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            address,
            protocol,
        })
    }

    /// Where it listens, with the port that the system chose where it was asked to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until told to stop. Then accepts nothing more, closes idle connections, and returns as soon as
    /// every request that had begun is answered.
    pub(crate) async fn run(self, router: Router, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let (stopping, is_stopping) = watch::channel(false);
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => match self.protocol {
                        Protocol::Http1 => serve_http1(stream, router.clone(), &graceful),
                        Protocol::Http2 => serve_http2(stream, router.clone(), &graceful, is_stopping.clone()),
                    },
                    Err(error) => {
                        tracing::warn!(error = &error as &dyn Error, "cannot accept a connection");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
        drop(self.listener);
        stopping.send_replace(true);
        graceful.shutdown().await;
    }
}

fn serve_http1(stream: TcpStream, router: Router, graceful: &GracefulShutdown) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE_TIMEOUT)
        .serve_connection(io_of(stream), TowerToHyperService::new(router));
    let connection = graceful.watch(connection);
    tokio::spawn(async move { tell(connection.await) });
}

fn serve_http2(stream: TcpStream, router: Router, graceful: &GracefulShutdown, is_stopping: watch::Receiver<bool>) {
    let in_flight = InFlight::default();
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(4 * WINDOW_BYTES)
        .serve_connection(io_of(stream), in_flight.count(router));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        tokio::select! {
            outcome = connection => tell(outcome),
            () = in_flight.none_left(is_stopping) => {}
        }
    });
}

fn io_of(stream: TcpStream) -> TokioIo<TcpStream> {
    // Answers are small and complete: waiting for more to send with them only delays them.
    let _ = stream.set_nodelay(true);
    TokioIo::new(stream)
}

fn tell(outcome: hyper::Result<()>) {
    if let Err(error) = outcome {
        tracing::debug!(error = &error as &dyn Error, "connection broke");
    }
}
