//! A value that does not print.

use std::fmt::{self, Debug, Display, Formatter};

use serde::{Serialize, Serializer};

/// What stands wherever a secret would have stood.
pub const REDACTED: &str = "[redacted]";

/// Text that shows as `[redacted]` in every form but [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value from now on not to be shown.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself: each use of this word in a program is a place to look at.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Debug for Secret {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Display for Secret {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_in_no_form() {
        #[derive(Debug, Serialize)]
        struct Settings {
            token: Secret,
        }
        let settings = Settings {
            token: Secret::new("hunter2"),
        };

        assert_eq!(settings.token.to_string(), "[redacted]");
        assert_eq!(format!("{settings:?}"), "Settings { token: [redacted] }");
        assert_eq!(serde_json::to_string(&settings).unwrap(), r#"{"token":"[redacted]"}"#);
        assert_eq!(settings.token.expose(), "hunter2");
    }
}
