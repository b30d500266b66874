use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// Where a span stands in the order of all spans: by start, and among equals by arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(super) start_unix_nano: u64,
    pub(super) sequence: u64,
}

/// A text that no position is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidPosition;

impl Position {
    /// Before every span that starts then or later.
    pub(super) fn first_at(start_unix_nano: u64) -> Self {
        Self {
            start_unix_nano,
            sequence: 0,
        }
    }
}

impl Display for Position {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.start_unix_nano, self.sequence)
    }
}

impl FromStr for Position {
    type Err = InvalidPosition;

    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(InvalidPosition);
        }
        let part = |digits| u64::from_str_radix(digits, 16).map_err(|_| InvalidPosition);
        Ok(Self {
            start_unix_nano: part(&text[..16])?,
            sequence: part(&text[16..])?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_way_there_and_back() {
        for (start_unix_nano, sequence) in [(0, 0), (1, u64::MAX), (1_700_000_000_000_000_000, 42)] {
            let position = Position {
                start_unix_nano,
                sequence,
            };
            assert_eq!(position.to_string().parse(), Ok(position));
        }
    }

    #[test]
    fn refuses_what_it_did_not_write() {
        for text in [
            "",
            "0",
            &"g".repeat(32),
            &"0".repeat(33),
            &format!("+{}", "0".repeat(31)),
            &"é".repeat(16),
        ] {
            assert_eq!(text.parse::<Position>(), Err(InvalidPosition), "{text:?}");
        }
    }
}
