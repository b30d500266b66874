//! Where JSON for protobuf differs from what serde derives: `null` stands for the default, a message is an object and
//! never an array, 64-bit integers come as strings or as numbers, and (in OTLP alone) ids are hex.

mod number;

pub(super) use number::{double, integer};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::span::decode_hex;

/// Any field: `null` is the same as nothing.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A field that holds a message.
pub(super) fn message<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.map(|Object(message)| message))
}

/// A field that holds any number of messages.
pub(super) fn messages<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let messages: Vec<Object<T>> = or_default(deserializer)?;
    Ok(messages.into_iter().map(|Object(message)| message).collect())
}

/// A message, from an object alone. What serde derives for a struct would take its fields from an array as well.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(ObjectDeserializer(deserializer)).map(Self)
    }
}

struct ObjectDeserializer<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ObjectDeserializer<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The ids of traces and spans.
pub(super) fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text: String = or_default(deserializer)?;
    decode_hex(&text).ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&text), &"an id in hex digits"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_is_an_object_or_null() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Point {
            x: i32,
        }
        assert_eq!(message(json!({ "x": 1 })).unwrap(), Some(Point { x: 1 }));
        assert_eq!(message::<_, Point>(json!(null)).unwrap(), None);
        assert_eq!(
            messages::<_, Point>(json!([{ "x": 1 }, { "x": 2 }])).unwrap(),
            [Point { x: 1 }, Point { x: 2 }]
        );
        assert_eq!(messages::<_, Point>(json!(null)).unwrap(), []);
        for json in [json!([1]), json!(1), json!("x")] {
            assert!(message::<_, Point>(&json).is_err(), "{json}");
        }
        for json in [json!([[1]]), json!([null]), json!({})] {
            assert!(messages::<_, Point>(&json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_id_is_hex_and_nothing_else() {
        assert_eq!(hex(json!("5B8e")).unwrap(), [0x5b, 0x8e]);
        assert_eq!(hex(json!("")).unwrap(), [0; 0]);
        assert_eq!(hex(json!(null)).unwrap(), [0; 0]);
        for json in [json!("5b8"), json!("W47/95gDgQPSabYzgT/GDA=="), json!(12)] {
            assert!(hex(&json).is_err(), "{json}");
        }
    }
}
