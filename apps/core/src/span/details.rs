//! What belongs to a span and is stored with it, though no query answers with it.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// The library that recorded a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) version: String,
}

/// Something that happened during a span, such as the first token of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Event {
    pub(crate) name: String,
    #[serde(serialize_with = "decimal")]
    pub(crate) time_unix_nano: u64,
    pub(crate) attributes: Map<String, Value>,
}

/// Another span that a span has to do with. Its ids are as they came: to link to an invalid span is allowed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Link {
    #[serde(serialize_with = "hex")]
    pub(crate) trace_id: Vec<u8>,
    #[serde(serialize_with = "hex")]
    pub(crate) span_id: Vec<u8>,
    pub(crate) trace_state: String,
    pub(crate) attributes: Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn decimal<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

fn hex<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Hex(bytes))
}

/// Bytes that show themselves as lower-case hex.
pub(super) struct Hex<'a>(pub(super) &'a [u8]);

impl std::fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn show_themselves_as_they_are_stored() {
        let event = Event {
            name: "first token".to_owned(),
            time_unix_nano: 1_700_000_000_000_000_001,
            attributes: Map::from_iter([("n".to_owned(), json!(1))]),
        };
        assert_eq!(
            serde_json::to_value(event).unwrap(),
            json!({ "name": "first token", "time_unix_nano": "1700000000000000001", "attributes": { "n": 1 } })
        );
        let link = Link {
            trace_id: vec![0xab, 1],
            span_id: Vec::new(),
            trace_state: "a=b".to_owned(),
            attributes: Map::new(),
        };
        assert_eq!(
            serde_json::to_value(link).unwrap(),
            json!({ "trace_id": "ab01", "span_id": "", "trace_state": "a=b", "attributes": {} })
        );
    }
}
