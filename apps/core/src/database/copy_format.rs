//! Spans as rows of COPY's binary format.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use super::json::{self, REPLACEMENT};
use crate::span::Span;

/// What stands before the rows of one COPY: signature, no flags, no extension.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What stands after them.
pub(super) const TRAILER: &[u8] = &(-1_i16).to_be_bytes();

/// The columns of a row, in its order.
pub(super) const COLUMNS: &str = "start_time, start_unix_nano, end_unix_nano, trace_id, span_id, parent_span_id, \
    service, name, kind, status, status_message, attributes, resource, events, links, scope_name, scope_version";

const FIELDS: i16 = 17;

/// PostgreSQL counts from the beginning of 2000.
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// The version of the binary form of `jsonb`, which is its text.
const JSONB: u8 = 1;

/// A guess at the size of a row, so that a buffer seldom has to grow.
const ROW_BYTES: usize = 768;

/// The rows of some spans.
pub(crate) fn encode(spans: &[Span]) -> Bytes {
    let mut rows = Rows {
        buffer: Vec::with_capacity(spans.len() * ROW_BYTES),
        resource: None,
    };
    for span in spans {
        rows.push(span);
    }
    rows.buffer.into()
}

struct Rows {
    buffer: Vec<u8>,
    /// The last one, written out: mostly that of the next span too.
    resource: Option<Written>,
}

/// A resource, and its field as it stands in a row.
struct Written {
    resource: Arc<Map<String, Value>>,
    field: Vec<u8>,
}

impl Rows {
    fn push(&mut self, span: &Span) {
        self.buffer.extend(FIELDS.to_be_bytes());
        let start = span.start_unix_nano.cast_signed();
        self.field(&(start / 1000 - EPOCH_MICROS).to_be_bytes());
        self.field(&start.to_be_bytes());
        self.field(&span.end_unix_nano.to_be_bytes());
        self.field(span.trace_id.as_bytes());
        self.field(span.span_id.as_bytes());
        match &span.parent_span_id {
            Some(parent) => self.field(parent.as_bytes()),
            None => self.buffer.extend((-1_i32).to_be_bytes()),
        }
        self.text(&span.service);
        self.text(&span.name);
        self.field(&(span.kind as i16).to_be_bytes());
        self.field(&(span.status as i16).to_be_bytes());
        self.text(&span.status_message);
        self.json(&span.attributes);
        self.resource(&span.resource);
        self.json(&span.events);
        self.json(&span.links);
        self.text(&span.scope.name);
        self.text(&span.scope.version);
    }

    fn field(&mut self, bytes: &[u8]) {
        self.buffer.extend(length(bytes.len()));
        self.buffer.extend(bytes);
    }

    fn text(&mut self, text: &str) {
        let text = if text.contains('\0') {
            Cow::Owned(text.replace('\0', REPLACEMENT))
        } else {
            Cow::Borrowed(text)
        };
        self.field(text.as_bytes());
    }

    fn json(&mut self, value: &impl Serialize) {
        let at = self.buffer.len();
        self.buffer.extend(length(0));
        let start = self.buffer.len();
        self.buffer.push(JSONB);
        json::write(value, &mut self.buffer);
        let written = length(self.buffer.len() - start);
        self.buffer[at..start].copy_from_slice(&written);
    }

    fn resource(&mut self, resource: &Arc<Map<String, Value>>) {
        match self.resource.take() {
            Some(written) if Arc::ptr_eq(&written.resource, resource) => {
                self.buffer.extend(&written.field);
                self.resource = Some(written);
            }
            _ => {
                let start = self.buffer.len();
                self.json(&**resource);
                self.resource = Some(Written {
                    resource: Arc::clone(resource),
                    field: self.buffer[start..].to_vec(),
                });
            }
        }
    }
}

fn length(bytes: usize) -> [u8; 4] {
    i32::try_from(bytes)
        .expect("no field is larger than the largest request")
        .to_be_bytes()
}

#[cfg(test)]
mod tests;
