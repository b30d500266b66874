//! The binary `core`: one of the commands in [`cli`].

use std::fmt::Display;
use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

use observatory_config::Environment;
use observatory_core::cli::{self, Command};
use observatory_core::commands::{self, CommandError};
use observatory_core::{App, Config, SERVICE, Signals, healthcheck};
use observatory_telemetry::{Traces, logs};

/// Of sysexits.h: the command was used wrongly.
const EX_USAGE: u8 = 64;
/// Of sysexits.h: something is wrong with the configuration.
const EX_CONFIG: u8 = 78;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => return fail(EX_USAGE, &format_args!("{error}\n\n{}", cli::USAGE)),
    };
    match command {
        Command::Help => print(cli::USAGE),
        Command::Version => print(&format!("{} {}", SERVICE.name, SERVICE.version)),
        Command::Healthcheck => match Config::read(&Environment::of_process()) {
            Ok(config) => healthcheck::run(&config).map_or_else(|error| fail(1, &error), |()| ExitCode::SUCCESS),
            Err(problems) => fail(1, &problems),
        },
        Command::Serve => configured(serve),
        Command::Migrate => configured(|config| finished(&commands::migrate(config, &mut stdout()))),
        Command::Seed(options) => configured(|config| finished(&commands::seed(config, &options, &mut stdout()))),
        Command::Reset => configured(|config| finished(&commands::reset(config, &mut stdout()))),
    }
}

fn configured(run: impl FnOnce(&Config) -> ExitCode) -> ExitCode {
    match Config::read(&Environment::of_process()) {
        Ok(config) => run(&config),
        Err(problems) => fail(EX_CONFIG, &problems),
    }
}

fn finished(outcome: &Result<(), CommandError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error @ CommandError::NoDatabase) => fail(EX_CONFIG, error),
        Err(error @ CommandError::Failed(_)) => fail(1, error),
    }
}

#[tokio::main]
async fn serve(config: &Config) -> ExitCode {
    let traces = config
        .traces_endpoint
        .as_ref()
        .map(|endpoint| Traces::to(SERVICE, endpoint));
    logs::init(SERVICE, config.service.log_level, traces.as_ref());
    // Before anything listens: the first process of a container does not die of a signal that it has no handler for.
    let mut signals = match Signals::install() {
        Ok(signals) => signals,
        Err(error) => return fail(1, &format_args!("cannot listen for signals: {error}")),
    };
    match App::bind(config).await {
        Ok(app) => {
            app.run(async || signals.next().await).await;
            if let Some(traces) = traces {
                traces.finish().await;
            }
            // Rather than return, which frees the buffer span by span: with millions of them that takes seconds.
            std::process::exit(0)
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot start");
            ExitCode::FAILURE
        }
    }
}

/// Unlike `println!` this does not panic when nobody reads on, as in `core --help | head -1`.
fn print(text: &str) -> ExitCode {
    match writeln!(stdout(), "{}", text.trim_end()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn fail(code: u8, reason: &dyn Display) -> ExitCode {
    // Nothing is left to be done about it when even this cannot be said.
    let _ = writeln!(stderr(), "{}: {}", SERVICE.name, reason.to_string().trim_end());
    ExitCode::from(code)
}
