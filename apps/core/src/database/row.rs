use std::sync::Arc;

use serde_json::{Map, Value};
use tokio_postgres::types::Json;
use tokio_postgres::{Error, Row};

use crate::span::{Span, SpanId, SpanKind, SpanStatus, TraceId};

/// The columns that [`to_span`] reads.
pub(super) const COLUMNS: &str = "trace_id, span_id, parent_span_id, name, kind, service, start_unix_nano, \
    end_unix_nano, status, status_message, attributes, resource";

/// A span as queries answer with it. Nothing where the ids are none, which only another program can have written.
pub(super) fn to_span(row: &Row) -> Result<Option<Span>, Error> {
    let bytes = |column| row.try_get::<_, &[u8]>(column);
    let (Some(trace_id), Some(span_id)) = (
        TraceId::from_bytes(bytes("trace_id")?),
        SpanId::from_bytes(bytes("span_id")?),
    ) else {
        return Ok(None);
    };
    let parent_span_id = row.try_get::<_, Option<&[u8]>>("parent_span_id")?;
    let unix_nano = |column| row.try_get::<_, i64>(column).map(i64::cast_unsigned);
    let object = |column| row.try_get::<_, Json<Map<String, Value>>>(column).map(|Json(map)| map);
    Ok(Some(Span {
        trace_id,
        span_id,
        parent_span_id: parent_span_id.and_then(SpanId::from_bytes),
        name: row.try_get("name")?,
        kind: SpanKind::from_number(row.try_get::<_, i16>("kind")?.into()),
        service: row.try_get::<_, &str>("service")?.into(),
        start_unix_nano: unix_nano("start_unix_nano")?,
        end_unix_nano: unix_nano("end_unix_nano")?,
        status: SpanStatus::from_number(row.try_get::<_, i16>("status")?.into()),
        status_message: row.try_get("status_message")?,
        attributes: object("attributes")?,
        resource: Arc::new(object("resource")?),
        scope: Arc::default(),
        events: Vec::new(),
        links: Vec::new(),
    }))
}
