use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

/// What stands for the character that PostgreSQL has no room for in any text.
pub(super) const REPLACEMENT: &str = "\u{fffd}";

/// Appends a value as JSON that `jsonb` takes.
pub(super) fn write(value: &impl Serialize, buffer: &mut Vec<u8>) {
    let mut serializer = Serializer::with_formatter(buffer, WithoutNul);
    value
        .serialize(&mut serializer)
        .expect("text keys and finite numbers always serialize, and a vector takes them");
}

struct WithoutNul;

impl Formatter for WithoutNul {
    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        match escape {
            CharEscape::AsciiControl(0) => writer.write_all(REPLACEMENT.as_bytes()),
            escape => CompactFormatter.write_char_escape(writer, escape),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn replaces_nul_and_nothing_else() {
        let mut buffer = b"before:".to_vec();
        write(&json!({ "a\0b": ["\0", "\u{1}\n\"\\u0000é", 1.5, null] }), &mut buffer);
        let text = String::from_utf8(buffer).unwrap();
        let written = text.strip_prefix("before:").unwrap();
        assert_eq!(
            written,
            "{\"a\u{fffd}b\":[\"\u{fffd}\",\"\\u0001\\n\\\"\\\\u0000é\",1.5,null]}"
        );
        assert!(serde_json::from_str::<Value>(written).is_ok());
    }
}
