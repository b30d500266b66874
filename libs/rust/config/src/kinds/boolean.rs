use super::{Kind, is};

/// See [`boolean`].
pub struct Boolean;

/// `true` or `false`, also written `1` or `0`, in any case.
pub fn boolean() -> Boolean {
    Boolean
}

impl Kind for Boolean {
    type Value = bool;

    fn expected(&self) -> String {
        "true or false".to_owned()
    }

    fn parse(&self, text: &str) -> Result<bool, String> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(is(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_spellings() {
        for (text, expected) in [
            ("true", true),
            ("TRUE", true),
            ("1", true),
            ("False", false),
            ("0", false),
        ] {
            assert_eq!(boolean().parse(text), Ok(expected));
        }
    }

    #[test]
    fn guesses_nothing() {
        for text in ["", "yes", " true", "2"] {
            assert!(boolean().parse(text).is_err(), "{text:?}");
        }
    }
}
