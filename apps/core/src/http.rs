//! The ports: two take traces in, one answers operators and queries.

mod body;
mod grpc;
mod in_flight;
mod ingest;
mod queries;
mod server;

use std::time::Duration;

use axum::http::HeaderValue;
pub(crate) use grpc::grpc;
pub(crate) use ingest::ingest;
pub(crate) use queries::queries;
pub(crate) use server::{Protocol, Server};

/// The value of `Retry-After`, which knows whole seconds only.
fn retry_after(delay: Duration) -> HeaderValue {
    let begun = u64::from(delay.subsec_nanos() > 0);
    HeaderValue::from((delay.as_secs() + begun).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_rounded_up_to_at_least_a_second() {
        for (millis, seconds) in [(0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (30_000, "30")] {
            assert_eq!(retry_after(Duration::from_millis(millis)), seconds);
        }
    }
}
