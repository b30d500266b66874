use std::ffi::OsString;
use std::time::{Duration, SystemTime};

use humantime::parse_rfc3339;

use super::UsageError;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Which traces to make up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedOptions {
    /// `--spans`: how many spans.
    pub spans: usize,
    /// `--seed`: where chance starts from.
    pub seed: u64,
    /// `--days`: how long before the end the first trace may begin.
    pub period: Duration,
    /// `--until`: the end, which is now where nothing is said.
    pub until: Option<SystemTime>,
}

impl Default for SeedOptions {
    fn default() -> Self {
        Self {
            spans: 20_000,
            seed: 1,
            period: 3 * DAY,
            until: None,
        }
    }
}

impl SeedOptions {
    pub(super) fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Self, UsageError> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            // Both "--spans 5" and "--spans=5" are common.
            let text = argument.to_string_lossy().into_owned();
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (text, None),
            };
            if !["--spans", "--seed", "--days", "--until"].contains(&name.as_str()) {
                return Err(UsageError::unknown(&argument));
            }
            let value = value.or_else(|| arguments.next().map(|value| value.to_string_lossy().into_owned()));
            options.set(&name, &value.unwrap_or_default())?;
        }
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), UsageError> {
        let wrong = |expected: &str| UsageError::new(format!("{name} is {value:?}; expected {expected}"));
        let integer = |most: u64| {
            let number = value.parse().ok().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| wrong(&format!("an integer from 1 to {most}")))
        };
        match name {
            "--spans" => self.spans = usize::try_from(integer(10_000_000)?).unwrap_or(usize::MAX),
            "--seed" => {
                let seed = value.parse();
                self.seed = seed.map_err(|_| wrong("an integer from 0 to 18446744073709551615"))?;
            }
            "--days" => self.period = Duration::from_secs(integer(365)? * DAY.as_secs()),
            _ => {
                let time = parse_rfc3339(value).map_err(|_| wrong("a time such as 2026-01-31T12:00:00Z"))?;
                self.until = Some(time);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<SeedOptions, String> {
        SeedOptions::parse(arguments.iter().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn every_option_has_a_default_and_can_be_set_in_both_ways() {
        assert_eq!(parse(&[]), Ok(SeedOptions::default()));
        let options = parse(&[
            "--spans",
            "5",
            "--seed=0",
            "--days",
            "2",
            "--until=1970-01-03T00:00:00Z",
        ]);
        assert_eq!(
            options,
            Ok(SeedOptions {
                spans: 5,
                seed: 0,
                period: 2 * DAY,
                until: Some(SystemTime::UNIX_EPOCH + 2 * DAY),
            })
        );
    }

    #[test]
    fn says_what_is_wrong() {
        for (arguments, wrong) in [
            (&["--span"][..], r#"unknown argument "--span""#),
            (
                &["--spans", "0"],
                r#"--spans is "0"; expected an integer from 1 to 10000000"#,
            ),
            (&["--spans"], r#"--spans is ""; expected an integer from 1 to 10000000"#),
            (&["--days=400"], r#"--days is "400"; expected an integer from 1 to 365"#),
            (
                &["--until", "now"],
                r#"--until is "now"; expected a time such as 2026-01-31T12:00:00Z"#,
            ),
        ] {
            assert_eq!(parse(arguments), Err(wrong.to_owned()));
        }
        assert!(parse(&["--seed", "-1"]).unwrap_err().starts_with("--seed is \"-1\""));
    }
}
