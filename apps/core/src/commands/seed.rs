use std::io::Write;
use std::time::{Instant, SystemTime};

use humantime::format_rfc3339_seconds;

use super::{CommandError, connect, say};
use crate::DatabaseConfig;
use crate::cli::SeedOptions;
use crate::database::{Session, Target, encode, migrations};
use crate::seed::Generator;

/// Spans in one transaction: many enough that its commit costs little, few enough to hold in memory.
const BATCH: usize = 5000;

pub(super) async fn seed(
    config: &DatabaseConfig,
    options: &SeedOptions,
    output: &mut dyn Write,
) -> Result<(), CommandError> {
    let target = Target::new(config);
    let (mut client, _) = connect(&target, output).await?;
    migrations::apply(&mut client, |step| say(output, format_args!("{step}")))
        .await
        .map_err(CommandError::failed)?;
    let mut session = Session::open(&target).await.map_err(CommandError::failed)?;

    let until = options.until.unwrap_or_else(SystemTime::now);
    let since = until - options.period;
    say(
        output,
        format_args!(
            "{target}: {} spans from {} until {}, seed {}",
            options.spans,
            format_rfc3339_seconds(since),
            format_rfc3339_seconds(until),
            options.seed,
        ),
    );
    let started = Instant::now();
    let mut stored = 0;
    let mut generator = Generator::new(options, until);
    while let Some(spans) = generator.next_batch(BATCH) {
        stored += session
            .store_any(&[encode(&spans)])
            .await
            .map_err(CommandError::failed)?;
    }
    let took = started.elapsed().as_secs_f64();
    let known = options.spans as u64 - stored;
    say(
        output,
        format_args!("stored {stored} spans in {took:.1} s; {known} were there already"),
    );
    Ok(())
}
