//! Takes traces in over OTLP, stores them in TimescaleDB (or holds them in memory for a while), and answers queries over
//! them.
//!
//! [`App`] is the service with its three ports; `main.rs` only decides which [`cli::Command`] to carry out.

mod app;
mod buffer;
pub mod cli;
pub mod commands;
mod config;
mod database;
pub mod healthcheck;
mod http;
mod intake;
mod otlp;
mod query;
mod seed;
mod signals;
mod span;
mod storage;

pub use app::{App, BindError};
pub use config::{Config, DatabaseConfig};
use observatory_telemetry::Service;
pub use signals::Signals;

/// Who this is, in logs, metrics and health.
pub const SERVICE: Service = Service {
    name: "core",
    version: env!("CARGO_PKG_VERSION"),
};
