use std::fmt::{self, Debug, Display, Formatter};
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::details::Hex;

/// Names a trace.
pub(crate) type TraceId = Id<16>;
/// Names a span in a trace.
pub(crate) type SpanId = Id<8>;

/// A number of bytes that are not all zero, shown as lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id<const LENGTH: usize>([u8; LENGTH]);

/// A text or bytes that make no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidId;

impl<const LENGTH: usize> Id<LENGTH> {
    /// The id, unless the length is wrong or all bytes are zero.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes = <[u8; LENGTH]>::try_from(bytes).ok()?;
        (bytes != [0; LENGTH]).then_some(Self(bytes))
    }

    /// The bytes, at least one of which is not zero.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The bytes of a text of hex digits in any case, two a byte.
pub(crate) fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    pairs
        .iter()
        .map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?))
        .collect()
}

impl<const LENGTH: usize> FromStr for Id<LENGTH> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        decode_hex(text)
            .and_then(|bytes| Self::from_bytes(&bytes))
            .ok_or(InvalidId)
    }
}

impl<const LENGTH: usize> Display for Id<LENGTH> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl<const LENGTH: usize> Debug for Id<LENGTH> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl<const LENGTH: usize> Serialize for Id<LENGTH> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hex_in_any_case_and_shows_it_in_lower() {
        let id: TraceId = "5B8EFFF798038103d269b633813fc60c".parse().unwrap();
        assert_eq!(id.to_string(), "5b8efff798038103d269b633813fc60c");
    }

    #[test]
    fn refuses_wrong_lengths_other_digits_and_nothing_but_zeros() {
        for text in [
            "",
            "0",
            "ab",
            "000000000000000g",
            "+000000000000001",
            "0000000000000000",
            "é00000000000001",
        ] {
            assert_eq!(text.parse::<SpanId>(), Err(InvalidId), "{text:?}");
        }
        assert_eq!(SpanId::from_bytes(&[1; 9]), None);
        assert_eq!(SpanId::from_bytes(&[0; 8]), None);
    }

    #[test]
    fn every_id_survives_the_way_there_and_back() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..1000 {
            let id = SpanId::from_bytes(&random.u64(1..).to_be_bytes()).unwrap();
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }
}
