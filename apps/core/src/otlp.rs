//! OTLP: traces come in as protobuf or JSON, and the answer goes out in the same encoding.

mod any_value;
mod convert;
mod encoding;
mod gzip;
mod json;
mod messages;

pub(crate) use convert::{Batch, convert};
pub(crate) use encoding::Encoding;
pub(crate) use gzip::{GunzipError, gunzip};
pub(crate) use messages::{Any, ExportTracePartialSuccess, ExportTraceServiceResponse, Status};
