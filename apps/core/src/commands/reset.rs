use std::io::Write;

use super::{CommandError, connect, say};
use crate::DatabaseConfig;
use crate::database::{Target, migrations};

pub(super) async fn reset(config: &DatabaseConfig, output: &mut dyn Write) -> Result<(), CommandError> {
    let target = Target::new(config);
    let (mut client, _) = connect(&target, output).await?;
    migrations::remove(&mut client).await.map_err(CommandError::failed)?;
    say(output, format_args!("{target}: removed all spans"));
    migrations::apply(&mut client, |step| say(output, format_args!("{step}")))
        .await
        .map_err(CommandError::failed)
}
