use bytes::Buf;
use serde_json::json;

use super::*;
use crate::span::samples::span;
use crate::span::{Event, Scope, SpanId, SpanKind, SpanStatus};

/// The fields of all rows.
fn fields(mut rows: &[u8]) -> Vec<Vec<Option<Bytes>>> {
    let mut decoded = Vec::new();
    while rows.has_remaining() {
        let count = rows.get_i16();
        let row = (0..count).map(|_| {
            let length = usize::try_from(rows.get_i32()).ok()?;
            Some(rows.copy_to_bytes(length))
        });
        decoded.push(row.collect());
    }
    decoded
}

#[test]
fn a_row_has_every_field_in_the_order_of_the_columns() {
    let span = Span {
        parent_span_id: SpanId::from_bytes(&[9; 8]),
        kind: SpanKind::Consumer,
        status: SpanStatus::Error,
        status_message: "a\0b".to_owned(),
        attributes: Map::from_iter([("k".to_owned(), json!(1))]),
        scope: Arc::new(Scope {
            name: "probe".to_owned(),
            version: "1".to_owned(),
        }),
        events: vec![Event {
            name: "e".to_owned(),
            time_unix_nano: 5,
            attributes: Map::new(),
        }],
        ..span("checkout", 946_684_800_000_001_999)
    };
    let [row] = &fields(&encode(&[span]))[..] else {
        panic!("one row")
    };
    let expected: [&[u8]; 17] = [
        &1_i64.to_be_bytes(),
        &946_684_800_000_001_999_i64.to_be_bytes(),
        &946_684_800_012_501_999_i64.to_be_bytes(),
        &[7; 16],
        &946_684_800_000_002_000_i64.to_be_bytes(),
        &[9; 8],
        b"checkout",
        b"checkout 946684800000001999",
        &[0, 5],
        &[0, 2],
        "a\u{fffd}b".as_bytes(),
        b"\x01{\"k\":1}",
        b"\x01{}",
        b"\x01[{\"name\":\"e\",\"time_unix_nano\":\"5\",\"attributes\":{}}]",
        b"\x01[]",
        b"probe",
        b"1",
    ];
    for (index, (found, expected)) in row.iter().zip(expected).enumerate() {
        assert_eq!(found.as_deref(), Some(expected), "field {index}");
    }
    assert_eq!(COLUMNS.split(", ").count(), row.len());
}

#[test]
fn a_root_has_no_parent_and_each_span_its_own_resource() {
    let of = |service: &str| Span {
        resource: Arc::new(Map::from_iter([("service.name".to_owned(), json!(service))])),
        ..span(service, 1)
    };
    let (a, b) = (of("a"), of("b"));
    let rows = fields(&encode(&[a.clone(), a.clone(), b, a]));
    let resources: Vec<_> = rows.iter().map(|row| row[12].as_deref().unwrap()).collect();
    let (a, b) = (
        b"\x01{\"service.name\":\"a\"}".as_slice(),
        b"\x01{\"service.name\":\"b\"}".as_slice(),
    );
    assert_eq!(resources, [a, a, b, a]);
    assert!(rows.iter().all(|row| row[5].is_none()));
}
