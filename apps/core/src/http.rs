//! The two ports: one takes traces in, one answers operators and queries.

mod body;
mod ingest;
mod queries;
mod server;

pub(crate) use ingest::ingest;
pub(crate) use queries::queries;
pub(crate) use server::Server;
