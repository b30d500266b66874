//! How much a program says.

use std::fmt::{self, Display, Formatter};

/// The lowest severity that is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Everything, probes included.
    Debug,
    /// What happens in the ordinary course of things.
    Info,
    /// What somebody should look at some day.
    Warn,
    /// What somebody should look at now.
    Error,
}

impl LogLevel {
    /// All levels, from the most to the least talkative.
    pub const ALL: [Self; 4] = [Self::Debug, Self::Info, Self::Warn, Self::Error];
}

impl Display for LogLevel {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        })
    }
}
