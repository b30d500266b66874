use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::{Kind, is};

/// See [`integer`].
pub struct Integer<T>(RangeInclusive<T>);

/// A whole number in a range, in decimal digits.
pub fn integer<T: Display + FromStr + PartialOrd>(range: RangeInclusive<T>) -> Integer<T> {
    Integer(range)
}

impl<T: Display + FromStr + PartialOrd> Kind for Integer<T> {
    type Value = T;

    fn expected(&self) -> String {
        format!("an integer from {} to {}", self.0.start(), self.0.end())
    }

    fn parse(&self, text: &str) -> Result<T, String> {
        text.parse()
            .ok()
            .filter(|value| self.0.contains(value))
            .ok_or_else(|| is(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn includes_both_ends_of_the_range() {
        let port = integer(1..=u16::MAX);
        assert_eq!(port.parse("1"), Ok(1));
        assert_eq!(port.parse("65535"), Ok(65535));
    }

    #[test]
    fn refuses_what_is_out_of_range_or_no_integer() {
        let port = integer(1..=u16::MAX);
        for text in ["", "0", "65536", "-1", "80.0", "0x50", " 80", "80 ", "eighty"] {
            assert!(port.parse(text).is_err(), "{text:?}");
        }
        assert_eq!(port.expected(), "an integer from 1 to 65535");
    }
}
