//! The command line.

use std::ffi::OsString;
use std::fmt::{self, Display, Formatter};

/// What `--help` prints.
pub const USAGE: &str = "\
Usage: core [serve | healthcheck | --version | --help]

  serve         run the service (the default)
  healthcheck   ask the service on this machine whether it is alive: exit 0 or 1

Settings, each as NAME or as NAME_FILE with the path of a file that holds the value:

  HOST                     address to listen on              0.0.0.0
  PORT                     port for OTLP/HTTP                4318
  CORE_HTTP_PORT           port for operations and queries   4005
  CORE_BUFFER_SPANS        spans held at most                10000
  CORE_RETENTION_SECONDS   how long a span is held           900
  CORE_MAX_REQUEST_BYTES   largest request taken             4194304
  SHUTDOWN_GRACE_SECONDS   time for requests in flight       8
  LOG_LEVEL                debug, info, warn or error        info
";

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Run the service.
    Serve,
    /// Ask the running service whether it is alive.
    Healthcheck,
    /// Print the version.
    Version,
    /// Print how to use the program.
    Help,
}

/// Arguments that make no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageError(String);

/// The command that the arguments, less the program's name, ask for.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, UsageError> {
    let mut arguments = arguments.into_iter();
    let command = match arguments.next() {
        None => Command::Serve,
        Some(argument) => match argument.to_str() {
            Some("serve") => Command::Serve,
            Some("healthcheck") => Command::Healthcheck,
            Some("--version" | "-V") => Command::Version,
            Some("--help" | "-h") => Command::Help,
            _ => return Err(UsageError::unknown(&argument)),
        },
    };
    arguments
        .next()
        .map_or(Ok(command), |extra| Err(UsageError::unknown(&extra)))
}

impl UsageError {
    fn unknown(argument: &OsString) -> Self {
        Self(format!("unknown argument {:?}", argument.to_string_lossy()))
    }
}

impl Display for UsageError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_all(arguments: &[&str]) -> Result<Command, String> {
        parse(arguments.iter().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn knows_its_commands() {
        for (arguments, command) in [
            (&[][..], Command::Serve),
            (&["serve"], Command::Serve),
            (&["healthcheck"], Command::Healthcheck),
            (&["--version"], Command::Version),
            (&["-V"], Command::Version),
            (&["--help"], Command::Help),
            (&["-h"], Command::Help),
        ] {
            assert_eq!(parse_all(arguments), Ok(command), "{arguments:?}");
        }
    }

    #[test]
    fn refuses_anything_else_by_name() {
        assert_eq!(parse_all(&["sevre"]), Err(r#"unknown argument "sevre""#.to_owned()));
        assert_eq!(
            parse_all(&["serve", "now"]),
            Err(r#"unknown argument "now""#.to_owned())
        );
        assert_eq!(parse_all(&[""]), Err(r#"unknown argument """#.to_owned()));
    }

    #[test]
    fn usage_names_every_setting() {
        for name in [
            "HOST",
            "PORT",
            "CORE_HTTP_PORT",
            "CORE_BUFFER_SPANS",
            "CORE_RETENTION_SECONDS",
        ] {
            assert!(USAGE.contains(&format!("\n  {name} ")), "{name}");
        }
    }
}
