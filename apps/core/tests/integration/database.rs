//! The service with a real TimescaleDB behind it. These tests are ignored unless asked for, since they need one:
//!
//! ```sh
//! TEST_DATABASE_URL=postgres://observatory:password@127.0.0.1:5432/postgres \
//!     cargo test -p observatory-core --test integration -- --ignored
//! ```

mod commands;
mod ingest;
mod migrations;
mod outages;
mod queries;
