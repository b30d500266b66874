use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use observatory_config::{LogLevel, ServiceSettings};
use observatory_core::{App, Config, DatabaseConfig};

use super::is_ready;

/// The service on ports that the system chose, for as long as the test's runtime lives.
pub(crate) struct Core {
    pub(crate) otlp: SocketAddr,
    pub(crate) grpc: SocketAddr,
    pub(crate) operations: SocketAddr,
}

impl Core {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    pub(crate) async fn with_database(database: DatabaseConfig) -> Self {
        Self::start_with(|config| config.database = Some(database)).await
    }

    /// Returns as soon as the service can be used.
    pub(crate) async fn is_ready(&self) {
        is_ready(self.operations).await;
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config();
        change(&mut config);
        let app = App::bind(&config).await.unwrap();
        let core = Self {
            otlp: app.otlp_address(),
            grpc: app.grpc_address(),
            operations: app.operations_address(),
        };
        tokio::spawn(app.run(async || std::future::pending().await));
        core
    }
}

pub(crate) fn config() -> Config {
    Config {
        service: ServiceSettings {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            log_level: LogLevel::Error,
            shutdown_grace: Duration::from_secs(8),
        },
        grpc_port: 0,
        operations_port: 0,
        buffer_spans: 100,
        retention: Duration::from_secs(60),
        max_request_bytes: 64 * 1024,
        database: None,
        traces_endpoint: None,
    }
}
