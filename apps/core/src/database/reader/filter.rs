use std::time::{Duration, SystemTime};

use tokio_postgres::types::ToSql;

use crate::database::Cursor;
use crate::query::SpanQuery;

/// The conditions of a query with their values.
#[derive(Default)]
pub(super) struct Filter {
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql + Send + Sync>>,
}

impl Filter {
    /// What a query asks for, whichever page of it.
    pub(super) fn of(query: &SpanQuery<Cursor>) -> Self {
        let mut filter = Self::default();
        if let Some(service) = &query.service {
            filter.add("service = ", storable(service));
        }
        if let Some(name) = &query.name {
            filter.add("name = ", storable(name));
        }
        if let Some(trace_id) = &query.trace_id {
            filter.add("trace_id = ", trace_id.as_bytes().to_vec());
        }
        if query.since_unix_nano > 0 {
            let since = i64::try_from(query.since_unix_nano).unwrap_or(i64::MAX);
            // The time alone has an index, and leaves out whole days.
            filter.add("start_time >= ", time(since));
            filter.add("start_unix_nano >= ", since);
        }
        filter
    }

    /// Only what comes after the last span of the page before.
    pub(super) fn behind(mut self, cursor: &Cursor) -> Self {
        let start = cursor.start_unix_nano.cast_signed();
        self.add("start_time <= ", time(start));
        let trace_id = cursor.trace_id.as_bytes().to_vec();
        let span_id = cursor.span_id.as_bytes().to_vec();
        let [start, trace_id, span_id] = [self.value(start), self.value(trace_id), self.value(span_id)];
        self.conditions.push(format!(
            "(start_unix_nano, trace_id, span_id) < (${start}, ${trace_id}, ${span_id})"
        ));
        self
    }

    /// The conditions as they follow the name of a table.
    pub(super) fn clause(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!(" where {}", self.conditions.join(" and "))
        }
    }

    /// What stands for `$1` and so on.
    pub(super) fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values
            .iter()
            .map(|value| &**value as &(dyn ToSql + Sync))
            .collect()
    }

    fn add(&mut self, condition: &str, value: impl ToSql + Send + Sync + 'static) {
        let number = self.value(value);
        self.conditions.push(format!("{condition}${number}"));
    }

    fn value(&mut self, value: impl ToSql + Send + Sync + 'static) -> usize {
        self.values.push(Box::new(value));
        self.values.len()
    }
}

/// As the column has it: in microseconds, rounded down.
fn time(unix_nano: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(unix_nano.cast_unsigned() / 1000)
}

/// A text as it would have been stored.
fn storable(text: &str) -> String {
    text.replace('\0', crate::database::json::REPLACEMENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{SpanId, TraceId};

    fn query() -> SpanQuery<Cursor> {
        SpanQuery {
            service: None,
            name: None,
            trace_id: None,
            since_unix_nano: 0,
            before: None,
            limit: 10,
        }
    }

    #[test]
    fn everything_has_no_condition() {
        let filter = Filter::of(&query());
        assert_eq!((filter.clause().as_str(), filter.parameters().len()), ("", 0));
    }

    #[test]
    fn each_condition_has_its_value() {
        let trace_id = TraceId::from_bytes(&[1; 16]);
        let filter = Filter::of(&SpanQuery {
            service: Some("a\0'; drop table spans".to_owned()),
            name: Some("chat".to_owned()),
            trace_id,
            since_unix_nano: 1999,
            ..query()
        })
        .behind(&Cursor {
            start_unix_nano: 5999,
            trace_id: trace_id.unwrap(),
            span_id: SpanId::from_bytes(&[2; 8]).unwrap(),
            total: 7,
        });
        assert_eq!(
            filter.clause(),
            " where service = $1 and name = $2 and trace_id = $3 and start_time >= $4 and start_unix_nano >= $5 \
             and start_time <= $6 and (start_unix_nano, trace_id, span_id) < ($7, $8, $9)"
        );
        let values = format!("{:?}", filter.parameters());
        assert!(
            values.starts_with("[\"a\u{fffd}'; drop table spans\", \"chat\", [1, 1, "),
            "{values}"
        );
        assert!(values.contains(", 1999, ") && values.contains(", 5999, "), "{values}");
        assert!(!values.contains("tv_nsec: 1999"), "{values}");
    }
}
