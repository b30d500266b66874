use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use tokio_postgres::Error;

use super::LATEST;
use crate::database::describe;

/// What happens on the way, for whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Another process is at it.
    Waiting,
    /// The schema has one version more.
    Applied {
        version: i32,
        name: &'static str,
        took: Duration,
    },
    /// This program knows less than the database has.
    Newer { version: i32 },
}

/// Why the schema is not what it should be.
#[derive(Debug)]
pub(crate) enum MigrationError {
    Database(Error),
    Failed { migration: String, cause: Error },
    Changed { migration: String },
    Behind { version: i32 },
}

impl Step {
    /// Whether the schema is another one afterwards.
    pub(crate) fn changes_the_schema(self) -> bool {
        matches!(self, Self::Applied { .. })
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting => f.write_str("waiting for another process that migrates the same database"),
            Self::Applied { version, name, took } => {
                write!(f, "applied {version:04}_{name} in {} ms", took.as_millis())
            }
            Self::Newer { version } => write!(
                f,
                "the schema has version {version}, and this build knows versions up to {LATEST}: left as it is"
            ),
        }
    }
}

impl From<Error> for MigrationError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl Display for MigrationError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "the schema cannot be looked at: {}", describe(error)),
            Self::Failed { migration, cause } => {
                write!(
                    f,
                    "migration {migration} failed, and nothing of it was kept: {}",
                    describe(cause)
                )
            }
            Self::Changed { migration } => write!(
                f,
                "migration {migration} was applied in another form than this build has it: run the build that the \
                 database belongs to, or empty the database with `core reset`"
            ),
            Self::Behind { version } => write!(
                f,
                "the schema has version {version}, and this build needs {LATEST}: run `core migrate`"
            ),
        }
    }
}

impl std::error::Error for MigrationError {}
