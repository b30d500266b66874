//! Keeps secrets out of whatever is written down: by the name of a field, and by what a text looks like.

mod key;
mod text;

pub use key::is_secret_key;
pub use observatory_config::REDACTED;
use serde_json::{Map, Value};
pub use text::redact_text;

/// Redacts every field of an object, at any depth.
pub fn redact_fields(fields: &mut Map<String, Value>) {
    for (key, value) in fields {
        redact_field(key, value);
    }
}

/// Redacts one field: the whole value where the key says so, else whatever in it looks like a secret.
pub fn redact_field(key: &str, value: &mut Value) {
    if is_secret_key(key) {
        *value = Value::from(REDACTED);
    } else {
        redact_value(value);
    }
}

fn redact_value(value: &mut Value) {
    match value {
        Value::Object(fields) => redact_fields(fields),
        Value::Array(items) => items.iter_mut().for_each(redact_value),
        Value::String(text) => {
            if let std::borrow::Cow::Owned(redacted) = redact_text(text) {
                *text = redacted;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reaches_every_depth() {
        let Value::Object(mut fields) = json!({
            "user": "ada",
            "password": { "old": "hunter1", "new": "hunter2" },
            "headers": [{ "Authorization": "Basic abc", "Accept": "*/*" }],
            "calls": { "urls": ["redis://:hunter2@cache", "http://core"], "count": 2, "token": null },
        }) else {
            unreachable!()
        };

        redact_fields(&mut fields);
        assert_eq!(
            Value::Object(fields),
            json!({
                "user": "ada",
                "password": "[redacted]",
                "headers": [{ "Authorization": "[redacted]", "Accept": "*/*" }],
                "calls": { "urls": ["redis://:***@cache", "http://core"], "count": 2, "token": "[redacted]" },
            })
        );
    }
}
