//! Where JSON for protobuf differs from what serde derives: `null` stands for the default, a message is an object and
//! never an array, 64-bit integers come as strings or as numbers, and (in OTLP alone) ids are hex.

use std::fmt::{self, Display, Formatter};
use std::marker::PhantomData;
use std::str::FromStr;

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

/// A 64-bit integer, as a number or as its decimal digits in a string.
pub(super) fn integer<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + FromStr,
{
    deserializer.deserialize_any(IntegerVisitor(PhantomData))
}

struct IntegerVisitor<T>(PhantomData<T>);

impl<T: Default + FromStr> IntegerVisitor<T> {
    /// Decimal digits are the one form that all numbers have in common, and `T` knows its own range.
    fn parse<E: Error>(self, number: impl Display, found: Unexpected<'_>) -> Result<T, E> {
        number.to_string().parse().map_err(|_| E::invalid_value(found, &self))
    }
}

impl<T: Default + FromStr> Visitor<'_> for IntegerVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a 64-bit integer, as a number or a decimal string")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.parse(value, Unexpected::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.parse(value, Unexpected::Signed(value))
    }

    /// `1e3` and `5.0` are integers too; what has a fraction does not parse as one.
    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        self.parse(value, Unexpected::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        self.parse(value, Unexpected::Str(value))
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(T::default())
    }
}

/// A double, as a number, as its digits in a string, or by name where JSON has no number for it.
pub(super) fn double<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    deserializer.deserialize_any(DoubleVisitor)
}

struct DoubleVisitor;

impl Visitor<'_> for DoubleVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a number, its decimal string, \"NaN\", \"Infinity\" or \"-Infinity\"")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    #[expect(clippy::cast_precision_loss, reason = "the sender chose a double for it")]
    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "the sender chose a double for it")]
    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<f64, E> {
        match value {
            "NaN" => Ok(f64::NAN),
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            // Rust reads `inf` and `nan` as well, which protobuf does not.
            _ => value
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .ok_or_else(|| E::invalid_value(Unexpected::Str(value), &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<f64, E> {
        Ok(0.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_64_bit_integer_is_a_number_or_a_string() {
        for (json, expected) in [
            (json!(7), 7),
            (json!("7"), 7),
            (json!("9223372036854775807"), i64::MAX),
            (json!("-9223372036854775808"), i64::MIN),
            (json!(-7), -7),
            (json!(1e3), 1000),
            (json!(5.0), 5),
            (json!(null), 0),
        ] {
            assert_eq!(integer::<_, i64>(&json).unwrap(), expected, "{json}");
        }
        assert_eq!(integer::<_, u64>(json!("18446744073709551615")).unwrap(), u64::MAX);
        assert_eq!(integer::<_, u64>(json!(u64::MAX)).unwrap(), u64::MAX);
    }

    #[test]
    fn whatever_else_is_no_integer() {
        for json in [
            json!(1.5),
            json!("1.5"),
            json!(""),
            json!(" 1"),
            json!("0x1"),
            json!(1e30),
            json!(true),
            json!([1]),
        ] {
            assert!(integer::<_, i64>(&json).is_err(), "{json}");
        }
        assert!(integer::<_, u64>(json!(-1)).is_err());
        assert!(integer::<_, u64>(json!("18446744073709551616")).is_err());
    }

    #[test]
    fn a_double_may_be_named() {
        for (json, expected) in [
            (json!(0.5), 0.5),
            (json!(2), 2.0),
            (json!(-2), -2.0),
            (json!("1e-3"), 0.001),
            (json!("Infinity"), f64::INFINITY),
            (json!("-Infinity"), f64::NEG_INFINITY),
            (json!(null), 0.0),
        ] {
            assert_eq!(double(&json).unwrap().to_bits(), expected.to_bits(), "{json}");
        }
        assert!(double(json!("NaN")).unwrap().is_nan());
        for json in [
            json!("inf"),
            json!("nan"),
            json!(""),
            json!("1e999"),
            json!("half"),
            json!(false),
        ] {
            assert!(double(&json).is_err(), "{json}");
        }
    }

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
