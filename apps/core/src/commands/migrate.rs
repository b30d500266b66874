use std::io::Write;

use super::{CommandError, connect, say};
use crate::DatabaseConfig;
use crate::database::{Target, describe, migrations};

pub(super) async fn migrate(config: &DatabaseConfig, output: &mut dyn Write) -> Result<(), CommandError> {
    let target = Target::new(config);
    let (mut client, _) = connect(&target, output).await?;
    let before = migrations::version(&client)
        .await
        .map_err(|error| CommandError::failed(describe(&error)))?;
    say(output, format_args!("{target}: the schema has version {before}"));
    let mut applied = 0;
    migrations::apply(&mut client, |step| {
        applied += usize::from(step.changes_the_schema());
        say(output, format_args!("{step}"));
    })
    .await
    .map_err(CommandError::failed)?;
    match applied {
        0 => say(output, format_args!("nothing to do")),
        _ => say(output, format_args!("the schema has version {}", migrations::LATEST)),
    }
    Ok(())
}
