use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::span::{SpanId, TraceId};

/// The last span of a page: the next one starts behind it. No two spans share all of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(super) start_unix_nano: u64,
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    /// How many spans there were when the first page was read, since to count them again for each costs more than
    /// the page.
    pub(super) total: u64,
}

/// A text that no cursor is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidCursor;

impl Display for Cursor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            start_unix_nano,
            trace_id,
            span_id,
            total,
        } = self;
        write!(f, "{start_unix_nano:016x}{trace_id}{span_id}{total:016x}")
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        if text.len() != 80 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(InvalidCursor);
        }
        let number = |digits| {
            u64::from_str_radix(digits, 16)
                .ok()
                .filter(|number| i64::try_from(*number).is_ok())
                .ok_or(InvalidCursor)
        };
        Ok(Self {
            start_unix_nano: number(&text[..16])?,
            trace_id: text[16..48].parse().map_err(|_| InvalidCursor)?,
            span_id: text[48..64].parse().map_err(|_| InvalidCursor)?,
            total: number(&text[64..])?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_way_there_and_back() {
        let cursor = Cursor {
            start_unix_nano: 1_700_000_000_000_000_000,
            trace_id: TraceId::from_bytes(&[1; 16]).unwrap(),
            span_id: SpanId::from_bytes(&[2; 8]).unwrap(),
            total: 100_000,
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }

    #[test]
    fn refuses_what_it_did_not_write() {
        for text in [
            "",
            "1",
            &"1".repeat(79),
            &"0".repeat(80),
            &"f".repeat(80),
            &"g".repeat(80),
            &"é".repeat(40),
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text:?}");
        }
    }
}
