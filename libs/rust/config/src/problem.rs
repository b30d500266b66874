//! What is wrong with a setting, in words for whoever has to correct it.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// One thing wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    variable: Cow<'static, str>,
    wrong: String,
    expected: String,
}

impl Problem {
    /// Reads as `<variable> <wrong>; expected <expected>`. `wrong` must not hold the value of a secret.
    pub fn new(variable: impl Into<Cow<'static, str>>, wrong: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            variable: variable.into(),
            wrong: wrong.into(),
            expected: expected.into(),
        }
    }

    /// The variable to change.
    pub fn variable(&self) -> &str {
        &self.variable
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}; expected {}", self.variable, self.wrong, self.expected)
    }
}

/// Everything that is wrong with a program's settings, one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing, where the list is empty.
    pub(crate) fn from_list(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self(problems))
    }

    /// The problems in the order in which the settings were asked for.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl Display for Problems {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("1 setting has to be corrected:")?,
            count => write!(f, "{count} settings have to be corrected:")?,
        }
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl Error for Problems {}
