//! The value of an attribute: which of seven types it is decides how it reads in JSON, both ways.

use std::fmt::{self, Formatter};

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value as Json};

use super::json;
use super::messages::{AnyValue, KeyValue, Value};

const CONFIG: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
const BASE64_FOR_URLS: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

/// The attributes as one JSON object. Keys are unique by the protocol; where they are not, the last one counts.
pub(super) fn to_json_object(attributes: Vec<KeyValue>) -> Map<String, Json> {
    attributes
        .into_iter()
        .map(|attribute| (attribute.key, attribute.value.map_or(Json::Null, to_json)))
        .collect()
}

/// The value in its own JSON type, bytes as base64, and what JSON has no number for by name.
fn to_json(value: AnyValue) -> Json {
    match value.value {
        None => Json::Null,
        Some(Value::String(text)) => Json::String(text),
        Some(Value::Bool(flag)) => Json::Bool(flag),
        Some(Value::Int(number)) => Json::from(number),
        Some(Value::Double(number)) => {
            Number::from_f64(number).map_or_else(|| Json::from(name_of(number)), Json::Number)
        }
        Some(Value::Array(array)) => array.values.into_iter().map(to_json).collect(),
        Some(Value::KeyValues(list)) => Json::Object(to_json_object(list.values)),
        Some(Value::Bytes(bytes)) => Json::String(BASE64.encode(bytes)),
    }
}

fn name_of(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

impl<'de> Deserialize<'de> for AnyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnyValueVisitor)
    }
}

struct AnyValueVisitor;

impl<'de> Visitor<'de> for AnyValueVisitor {
    type Value = AnyValue;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an object with one value, such as {\"stringValue\": \"…\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<AnyValue, A::Error> {
        let mut value = None;
        while let Some(name) = fields.next_key::<String>()? {
            let Some(field) = Field::named(&name) else {
                fields.next_value::<IgnoredAny>()?;
                continue;
            };
            if let Some(found) = fields.next_value_seed(field)?
                && value.replace(found).is_some()
            {
                return Err(A::Error::custom("an attribute has more than one value"));
            }
        }
        Ok(AnyValue { value })
    }
}

/// A field of `AnyValue`, which knows how to read its value. `null` is no value.
#[derive(Clone, Copy)]
enum Field {
    String,
    Bool,
    Int,
    Double,
    Array,
    KeyValues,
    Bytes,
}

impl Field {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "stringValue" => Self::String,
            "boolValue" => Self::Bool,
            "intValue" => Self::Int,
            "doubleValue" => Self::Double,
            "arrayValue" => Self::Array,
            "kvlistValue" => Self::KeyValues,
            "bytesValue" => Self::Bytes,
            _ => return None,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Field {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        Ok(match self {
            Self::String => Option::deserialize(deserializer)?.map(Value::String),
            Self::Bool => Option::deserialize(deserializer)?.map(Value::Bool),
            Self::Int => Option::deserialize(deserializer)?.map(|Int(number)| Value::Int(number)),
            Self::Double => Option::deserialize(deserializer)?.map(|Double(number)| Value::Double(number)),
            Self::Array => json::message(deserializer)?.map(Value::Array),
            Self::KeyValues => json::message(deserializer)?.map(Value::KeyValues),
            Self::Bytes => Option::deserialize(deserializer)?.map(|Bytes(bytes)| Value::Bytes(bytes)),
        })
    }
}

#[derive(Deserialize)]
struct Int(#[serde(deserialize_with = "json::integer")] i64);

#[derive(Deserialize)]
struct Double(#[serde(deserialize_with = "json::double")] f64);

struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64
            .decode(&text)
            .or_else(|_| BASE64_FOR_URLS.decode(&text))
            .map(Self)
            .map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &"base64"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Json) -> Result<Json, serde_json::Error> {
        serde_json::from_value(value).map(to_json)
    }

    #[test]
    fn each_type_keeps_its_type() {
        for (value, expected) in [
            (json!({ "stringValue": "gpt-x" }), json!("gpt-x")),
            (json!({ "boolValue": true }), json!(true)),
            (
                json!({ "intValue": "9007199254740993" }),
                json!(9_007_199_254_740_993_i64),
            ),
            (json!({ "intValue": -3 }), json!(-3)),
            (json!({ "doubleValue": 0.5 }), json!(0.5)),
            (json!({ "doubleValue": 2 }), json!(2.0)),
            (json!({ "doubleValue": "NaN" }), json!("NaN")),
            (json!({ "doubleValue": "-Infinity" }), json!("-Infinity")),
            (json!({ "doubleValue": "Infinity" }), json!("Infinity")),
            (
                json!({ "arrayValue": { "values": [{ "intValue": "1" }, {}] } }),
                json!([1, null]),
            ),
            (json!({ "arrayValue": {} }), json!([])),
            (
                json!({ "kvlistValue": { "values": [{ "key": "a", "value": { "boolValue": false } }, { "key": "b" }] } }),
                json!({ "a": false, "b": null }),
            ),
            (json!({}), json!(null)),
        ] {
            assert_eq!(read(value.clone()).unwrap(), expected, "{value}");
        }
    }

    #[test]
    fn bytes_come_in_either_alphabet_with_or_without_padding() {
        for text in ["+/8=", "+/8", "-_8=", "-_8"] {
            assert_eq!(read(json!({ "bytesValue": text })).unwrap(), "+/8=");
        }
    }

    #[test]
    fn ignores_unknown_fields_and_nulls() {
        let value = json!({ "futureValue": { "a": [1] }, "intValue": null, "stringValue": "here" });
        assert_eq!(read(value).unwrap(), "here");
        assert_eq!(
            read(json!({ "string_value": "snake case is no name" })).unwrap(),
            Json::Null
        );
    }

    #[test]
    fn refuses_a_value_of_another_type() {
        for value in [
            json!({ "stringValue": 1 }),
            json!({ "boolValue": "true" }),
            json!({ "intValue": "1.5" }),
            json!({ "doubleValue": "much" }),
            json!({ "bytesValue": "!" }),
            json!({ "arrayValue": [] }),
            json!({ "kvlistValue": { "values": {} } }),
            json!("bare"),
            json!(null),
        ] {
            assert!(read(value.clone()).is_err(), "{value}");
        }
        let both = read(json!({ "stringValue": "a", "intValue": 1 })).unwrap_err();
        assert_eq!(both.to_string(), "an attribute has more than one value");
    }
}
