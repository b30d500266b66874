//! What the program does besides running: one file a command.

mod migrate;
mod reset;
mod seed;

use std::fmt::{self, Display, Formatter};
use std::io::Write;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio_postgres::{Client, Error};

use crate::cli::SeedOptions;
use crate::database::{Role, Target};
use crate::{Config, DatabaseConfig};

/// A database that is just starting is worth waiting for, and for no longer than this.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(250);

/// Why a command could not do what it was asked to.
#[derive(Debug)]
pub enum CommandError {
    /// No database is configured.
    NoDatabase,
    /// Anything else, in words.
    Failed(String),
}

/// Brings the schema of the database up to date.
pub fn migrate(config: &Config, output: &mut dyn Write) -> Result<(), CommandError> {
    run(migrate::migrate(database(config)?, output))
}

/// Empties the database.
pub fn reset(config: &Config, output: &mut dyn Write) -> Result<(), CommandError> {
    run(reset::reset(database(config)?, output))
}

/// Fills the database with made-up traces.
pub fn seed(config: &Config, options: &SeedOptions, output: &mut dyn Write) -> Result<(), CommandError> {
    run(seed::seed(database(config)?, options, output))
}

fn database(config: &Config) -> Result<&DatabaseConfig, CommandError> {
    config.database.as_ref().ok_or(CommandError::NoDatabase)
}

fn run(command: impl Future<Output = Result<(), CommandError>>) -> Result<(), CommandError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::Failed(format!("cannot start: {error}")))?
        .block_on(command)
}

/// Connects, for a while again and again where the database is not there yet.
async fn connect(
    target: &Target,
    output: &mut dyn Write,
) -> Result<(Client, JoinHandle<Result<(), Error>>), CommandError> {
    let started = Instant::now();
    let mut told = false;
    loop {
        match target.connect(Role::Owner).await {
            Ok(connection) => return Ok(connection),
            Err(error) if error.transient && started.elapsed() < PATIENCE => {
                if !told {
                    say(output, format_args!("waiting: {error}"));
                    told = true;
                }
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(CommandError::failed(error)),
        }
    }
}

/// One line for whoever started the command. The work goes on if nobody reads it.
fn say(output: &mut dyn Write, line: fmt::Arguments<'_>) {
    let _ = writeln!(output, "{line}").and_then(|()| output.flush());
}

impl CommandError {
    fn failed(error: impl Display) -> Self {
        Self::Failed(error.to_string())
    }
}

impl Display for CommandError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDatabase => f.write_str(
                "1 setting has to be corrected:\n  DATABASE_HOST is not set; expected the host of the database",
            ),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for CommandError {}
