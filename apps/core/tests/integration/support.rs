//! What the integration tests share: the service within the test, as a process of its own, clients, and a database.

pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod grpc;
pub(crate) mod in_process;
pub(crate) mod payload;
pub(crate) mod process;
pub(crate) mod proxy;

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use hyper::StatusCode;

/// Longer than anything here takes on a busy machine, and short enough not to stall a test run.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until something comes true.
pub(crate) async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until a service can be used.
pub(crate) async fn is_ready(operations: SocketAddr) {
    eventually("the service is ready", async || {
        client::get(operations, "/ready").await.status == StatusCode::OK
    })
    .await;
}

/// A port that nobody listens on.
pub(crate) fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}
