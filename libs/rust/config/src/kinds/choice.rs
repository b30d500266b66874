use std::fmt::Display;

use super::{Kind, is};

/// See [`choice`].
pub struct Choice<T>(Vec<T>);

/// One of a few values, written the way each displays itself, in any case.
pub fn choice<T: Display>(values: impl IntoIterator<Item = T>) -> Choice<T> {
    Choice(values.into_iter().collect())
}

impl<T: Clone + Display> Kind for Choice<T> {
    type Value = T;

    fn expected(&self) -> String {
        let names: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        format!("one of {}", names.join(", "))
    }

    fn parse(&self, text: &str) -> Result<T, String> {
        self.0
            .iter()
            .find(|value| value.to_string().eq_ignore_ascii_case(text))
            .cloned()
            .ok_or_else(|| is(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LogLevel;

    #[test]
    fn finds_a_value_by_its_name_in_any_case() {
        let level = choice(LogLevel::ALL);
        assert_eq!(level.parse("warn"), Ok(LogLevel::Warn));
        assert_eq!(level.parse("DEBUG"), Ok(LogLevel::Debug));
    }

    #[test]
    fn names_all_values_when_none_is_meant() {
        let level = choice(LogLevel::ALL);
        assert_eq!(level.parse("warning"), Err(r#"is "warning""#.to_owned()));
        assert_eq!(level.expected(), "one of debug, info, warn, error");
    }
}
