use std::fmt::{self, Display, Formatter};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

/// A 64-bit integer, as a number or as its decimal digits in a string.
pub(in crate::otlp) fn integer<'de, D, T>(deserializer: D) -> Result<T, D::Error>
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
pub(in crate::otlp) fn double<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
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
}
