//! Takes traces in over OTLP/HTTP, holds them in memory for a while and answers queries over them.
//!
//! [`App`] is the service with its two ports; `main.rs` only decides which [`cli::Command`] to carry out.

mod app;
mod buffer;
pub mod cli;
mod config;
pub mod healthcheck;
mod http;
mod otlp;
mod query;
mod signals;
mod span;

pub use app::{App, BindError};
pub use config::Config;
use observatory_telemetry::Service;
pub use signals::Signals;

/// Who this is, in logs, metrics and health.
pub const SERVICE: Service = Service {
    name: "core",
    version: env!("CARGO_PKG_VERSION"),
};
