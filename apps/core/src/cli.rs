//! The command line.

mod seed;

use std::ffi::OsString;
use std::fmt::{self, Display, Formatter};

pub use seed::SeedOptions;

/// What `--help` prints.
pub const USAGE: &str = "\
Usage: core [COMMAND]

  serve                run the service (the default)
  healthcheck          ask the service on this machine whether it is alive: exit 0 or 1
  migrate              bring the schema of the database up to date; safe to run from several places at once
  seed [OPTION...]     fill the database with made-up traces of model calls
    --spans N          how many spans                                       20000
    --days N           over how many days                                   3
    --until TIME       when they end, as in 2026-01-31T12:00:00Z            now
    --seed N           another number makes other traces; the same number
                       with the same --until makes the same ones again      1
  reset --yes          remove all spans, and make the schema anew
  --version, --help

Settings, each as NAME or as NAME_FILE with the path of a file that holds the value:

  HOST                          address to listen on                        0.0.0.0
  PORT                          port for OTLP/HTTP                          4318
  CORE_GRPC_PORT                port for OTLP/gRPC                          4317
  CORE_HTTP_PORT                port for operations and queries             4005
  CORE_MAX_REQUEST_BYTES        largest request taken                       4194304
  CORE_BUFFER_SPANS             spans in memory at most: held there, or
                                with a database waiting to be stored        10000
  CORE_RETENTION_SECONDS        how long a span is held without a database  900
  DATABASE_HOST                 where TimescaleDB is; unset for none
  DATABASE_PORT                                                             5432
  DATABASE_NAME                                                             observatory
  DATABASE_USER                                                             observatory
  DATABASE_PASSWORD             needed where DATABASE_HOST is set
  CORE_MIGRATE                  whether serve migrates by itself            true
  CORE_WRITERS                  connections that store spans                2
  CORE_READERS                  connections that answer queries             4
  CORE_QUERY_TIMEOUT_SECONDS    how long a query may take                   10
  OTEL_EXPORTER_OTLP_ENDPOINT   where the service's own traces go, as in
                                http://otel-collector:4318; unset for none
  SHUTDOWN_GRACE_SECONDS        time for requests in flight                 8
  LOG_LEVEL                     debug, info, warn or error                  info
";

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Run the service.
    Serve,
    /// Ask the running service whether it is alive.
    Healthcheck,
    /// Bring the schema up to date.
    Migrate,
    /// Fill the database with made-up traces.
    Seed(SeedOptions),
    /// Remove everything, as has been confirmed.
    Reset,
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
    let Some(name) = arguments.next() else {
        return Ok(Command::Serve);
    };
    let command = match name.to_str() {
        Some("serve") => Command::Serve,
        Some("healthcheck") => Command::Healthcheck,
        Some("migrate") => Command::Migrate,
        Some("seed") => return SeedOptions::parse(arguments).map(Command::Seed),
        Some("reset") => match arguments.next() {
            Some(argument) if argument == "--yes" => Command::Reset,
            Some(argument) => return Err(UsageError::unknown(&argument)),
            None => {
                return Err(UsageError::new(
                    "reset removes all spans for good: confirm with \"core reset --yes\"",
                ));
            }
        },
        Some("--version" | "-V") => Command::Version,
        Some("--help" | "-h") => Command::Help,
        _ => return Err(UsageError::unknown(&name)),
    };
    arguments
        .next()
        .map_or(Ok(command), |extra| Err(UsageError::unknown(&extra)))
}

impl UsageError {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

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
            (&["migrate"], Command::Migrate),
            (&["seed"], Command::Seed(SeedOptions::default())),
            (&["reset", "--yes"], Command::Reset),
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
    fn removes_nothing_without_being_told_so_twice() {
        let asked = parse_all(&["reset"]).unwrap_err();
        assert_eq!(
            asked,
            r#"reset removes all spans for good: confirm with "core reset --yes""#
        );
        assert_eq!(parse_all(&["reset", "-y"]), Err(r#"unknown argument "-y""#.to_owned()));
        assert!(parse_all(&["reset", "--yes", "--yes"]).is_err());
    }

    #[test]
    fn usage_names_every_setting() {
        // Each setting is read by its name in quotes, here or where all services have it.
        let sources = [
            include_str!("config.rs"),
            include_str!("config/database.rs"),
            r#"form.optional("HOST" form.optional("PORT" form.optional("LOG_LEVEL" form.optional("SHUTDOWN_GRACE_SECONDS""#,
        ];
        let names: Vec<_> = sources
            .iter()
            .flat_map(|source| {
                source
                    .split(r#"form.optional(""#)
                    .skip(1)
                    .chain(source.split(r#"form.if_set(""#).skip(1))
            })
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(names.len() > 15, "{names:?}");
        for name in names {
            assert!(USAGE.contains(&format!("\n  {name} ")), "{name}");
        }
    }
}
