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
use tracing_subscriber::filter::FilterFn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry};

use crate::Service;
use crate::traces::{TRACE, Traces};

/// From now on whatever this program logs goes to standard output, a panic is logged like all else, and what belongs
/// into traces goes there, if they go anywhere.
///
/// The first call decides; later ones change nothing.
pub fn init(service: Service, level: LogLevel, traces: Option<&Traces>) {
    if tracing::subscriber::set_global_default(subscriber(service, level, stdout(), traces)).is_ok() {
        panic::set_hook(Box::new(log_panic));
    }
}

/// The same with another destination, to be installed by the caller.
pub fn subscriber(
    service: Service,
    level: LogLevel,
    output: impl Write + Send + 'static,
    traces: Option<&Traces>,
) -> impl Subscriber {
    let level = match level {
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
    };
    let in_log = FilterFn::new(move |metadata| metadata.target() != TRACE && *metadata.level() <= level);
    Registry::default()
        .with(traces.map(Traces::layer))
        .with(JsonLayer::new(service.name, output).with_filter(in_log))
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
