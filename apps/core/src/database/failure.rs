use std::error::Error as _;
use std::fmt::{self, Display, Formatter};

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// What the failure of a statement means for whoever wanted it done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// A row is there already.
    Duplicate,
    /// Two transactions waited for each other, and this one had to give way.
    Deadlock,
    /// It took longer than it may.
    TooSlow,
    /// These rows will never be taken.
    Unfit(String),
    /// Anything else: the same may go well later.
    Lost(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.code() {
            Some(state) => Self::of_state(state, describe(&error)),
            None => Self::Lost(describe(&error)),
        }
    }
}

impl Failure {
    fn of_state(state: &SqlState, reason: String) -> Self {
        match state {
            &SqlState::UNIQUE_VIOLATION => Self::Duplicate,
            &SqlState::T_R_DEADLOCK_DETECTED => Self::Deadlock,
            &SqlState::QUERY_CANCELED => Self::TooSlow,
            // Data exceptions, integrity violations, and limits such as the size of an index row.
            state if ["22", "23", "54"].contains(&&state.code()[..2]) => Self::Unfit(reason),
            _ => Self::Lost(reason),
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Duplicate | Self::Deadlock => "others keep storing the same spans",
            Self::TooSlow => "it took too long",
            Self::Unfit(reason) | Self::Lost(reason) => reason,
        })
    }
}

/// An error with its causes. That of the server alone says only "db error".
pub(crate) fn describe(error: &Error) -> String {
    if let Some(error) = error.as_db_error() {
        let detail = error.detail().map(|detail| format!(" ({detail})"));
        return format!("{}{}", error.message(), detail.unwrap_or_default());
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let reason = error.to_string();
        if !text.ends_with(&reason) {
            text = format!("{text}: {reason}");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_wrong_with_the_rows_from_what_is_wrong_with_the_server() {
        let reason = || "reason".to_owned();
        let of = |code| Failure::of_state(&SqlState::from_code(code), reason());
        assert_eq!(of("23505"), Failure::Duplicate);
        assert_eq!(of("40P01"), Failure::Deadlock);
        assert_eq!(of("57014"), Failure::TooSlow);
        for code in ["22021", "22P05", "23514", "54000"] {
            assert_eq!(of(code), Failure::Unfit(reason()), "{code}");
        }
        for code in ["57P01", "57P03", "53100", "53300", "25006", "42P01", "08006", "XX000"] {
            assert_eq!(of(code), Failure::Lost(reason()), "{code}");
        }
    }
}
