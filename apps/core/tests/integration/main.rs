//! The service from outside, over real connections on the loopback interface.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod back_pressure;
mod database;
mod grpc;
mod ingest;
mod lifecycle;
mod queries;
mod support;
mod traces;
mod unreachable;
