//! Structured logs: one JSON object a line, on standard output.

mod fields;
mod layer;
mod line;

use std::io::{Write, stdout};
use std::panic;

pub use layer::JsonLayer;
use observatory_config::LogLevel;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt;

use crate::Service;

/// From now on whatever this program logs goes to standard output, and a panic is logged like all else.
///
/// The first call decides; later ones change nothing.
pub fn init(service: Service, level: LogLevel) {
    if tracing::subscriber::set_global_default(subscriber(service, level, stdout())).is_ok() {
        panic::set_hook(Box::new(log_panic));
    }
}

/// The same with another destination, to be installed by the caller.
pub fn subscriber(service: Service, level: LogLevel, output: impl Write + Send + 'static) -> impl Subscriber {
    let level = match level {
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
    };
    Registry::default()
        .with(level)
        .with(JsonLayer::new(service.name, output))
}

fn log_panic(panic: &panic::PanicHookInfo<'_>) {
    let payload = panic.payload();
    let reason = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    tracing::error!(
        location = panic.location().map(tracing::field::display),
        thread = std::thread::current().name(),
        "panicked: {}",
        reason.unwrap_or("for a reason that is no text"),
    );
}

#[cfg(test)]
mod tests;
