use std::error::Error;
use std::fmt::{self, Debug};

use serde_json::{Map, Number, Value};
use tracing::field::{Field, Visit};

use crate::redact::{redact_field, redact_text};

/// The fields of an event or a span, redacted as they come in.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) message: String,
    pub(super) others: Map<String, Value>,
}

impl Fields {
    fn insert(&mut self, field: &Field, mut value: Value) {
        redact_field(field.name(), &mut value);
        self.others.insert(field.name().to_owned(), value);
    }

    fn insert_text(&mut self, field: &Field, text: String) {
        if field.name() == "message" {
            self.message = redact_text(&text).into_owned();
        } else {
            self.insert(field, nested(text));
        }
    }
}

/// A text that is itself a JSON object or array becomes one, so that the secrets in it are known by their keys.
fn nested(text: String) -> Value {
    match text.as_bytes() {
        [b'{', .., b'}'] | [b'[', .., b']'] => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        _ => Value::String(text),
    }
}

impl Visit for Fields {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, Value::from(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        let number = Number::from_f64(value);
        self.insert(
            field,
            number.map_or_else(|| Value::String(value.to_string()), Value::Number),
        );
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, Value::from(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert_text(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut cause = value.source();
        while let Some(error) = cause {
            fmt::write(&mut text, format_args!(": {error}")).expect("a string takes any text");
            cause = error.source();
        }
        self.insert_text(field, text);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.insert_text(field, format!("{value:?}"));
    }
}
