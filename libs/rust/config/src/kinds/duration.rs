use std::ops::RangeInclusive;
use std::time::Duration;

use super::{Kind, is};

/// See [`seconds`].
pub struct Seconds(RangeInclusive<Duration>);

/// A span of time: a plain number is seconds (`8`, `2.5`), a unit says otherwise (`250ms`, `15m`, `1h 30m`).
pub fn seconds(range: RangeInclusive<Duration>) -> Seconds {
    Seconds(range)
}

impl Kind for Seconds {
    type Value = Duration;

    fn expected(&self) -> String {
        format!(
            "seconds, or a duration such as 90s or 15m, from {} to {}",
            humantime::format_duration(*self.0.start()),
            humantime::format_duration(*self.0.end()),
        )
    }

    fn parse(&self, text: &str) -> Result<Duration, String> {
        let duration = if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            text.parse()
                .ok()
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        } else {
            humantime::parse_duration(text).ok()
        };
        duration
            .filter(|duration| self.0.contains(duration))
            .ok_or_else(|| is(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind() -> Seconds {
        seconds(Duration::from_millis(100)..=Duration::from_secs(3600))
    }

    #[test]
    fn a_plain_number_is_seconds() {
        assert_eq!(kind().parse("8"), Ok(Duration::from_secs(8)));
        assert_eq!(kind().parse("2.5"), Ok(Duration::from_millis(2500)));
    }

    #[test]
    fn a_unit_says_otherwise() {
        assert_eq!(kind().parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(kind().parse("1h"), Ok(Duration::from_secs(3600)));
        assert_eq!(kind().parse("1m 30s"), Ok(Duration::from_secs(90)));
    }

    #[test]
    fn refuses_what_is_out_of_range_or_no_duration() {
        for text in [
            "",
            ".",
            "0",
            "99ms",
            "3600.1",
            "-1",
            "1e3",
            "NaN",
            "inf",
            "2 fortnights",
            "99999999999999999999999",
        ] {
            assert!(kind().parse(text).is_err(), "{text:?}");
        }
        assert_eq!(
            kind().expected(),
            "seconds, or a duration such as 90s or 15m, from 100ms to 1h"
        );
    }
}
