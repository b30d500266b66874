//! The schema, built up by numbered steps that are part of the program.

mod report;

use std::fmt::{self, Display, Formatter};
use std::time::{Duration, Instant};

pub(crate) use report::{MigrationError, Step};
use tokio_postgres::{Client, Error};

/// Each is applied once, in this order, and never changed afterwards. A new one leaves what older builds of the
/// service need in place, so that both can run while one replaces the other.
const MIGRATIONS: [Migration; 2] = [
    Migration {
        version: 1,
        name: "spans",
        sql: include_str!("../../migrations/0001_spans.sql"),
    },
    Migration {
        version: 2,
        name: "compression",
        sql: include_str!("../../migrations/0002_compression.sql"),
    },
];

/// The version of the schema that this build needs.
pub(crate) const LATEST: i32 = MIGRATIONS[MIGRATIONS.len() - 1].version;

/// Any number will do, as long as all replicas agree on it and nobody else uses it.
const LOCK: i64 = 0x006f_6273_636f_7265;

/// How often to ask whether another process is done.
const LOCK_PAUSE: Duration = Duration::from_millis(200);

const TABLE: &str = "create table if not exists schema_migrations (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
)";

struct Migration {
    version: i32,
    name: &'static str,
    sql: &'static str,
}

/// Brings the schema up to date. Any number of processes may do so at once.
pub(crate) async fn apply(client: &mut Client, mut report: impl FnMut(Step)) -> Result<(), MigrationError> {
    // Most of the time there is nothing to do, and no reason to wait for anybody.
    if pending(client, &mut report).await?.is_empty() {
        return Ok(());
    }
    lock(client, &mut report).await?;
    let outcome = apply_locked(client, &mut report).await;
    let unlocked = unlock(client).await;
    outcome?;
    Ok(unlocked?)
}

/// Makes sure that the schema is at least what this build needs.
pub(crate) async fn check(client: &Client) -> Result<(), MigrationError> {
    match version(client).await? {
        version if version < LATEST => Err(MigrationError::Behind { version }),
        _ => Ok(()),
    }
}

/// The version of the schema, 0 where there is none.
pub(crate) async fn version(client: &Client) -> Result<i32, Error> {
    if !exists(client).await? {
        return Ok(0);
    }
    let sql = "select coalesce(max(version), 0) from schema_migrations";
    Ok(client.query_one(sql, &[]).await?.get(0))
}

/// Removes all that the migrations made, and everything in it.
pub(crate) async fn remove(client: &mut Client) -> Result<(), MigrationError> {
    lock(client, &mut |_| ()).await?;
    let transaction = client.transaction().await?;
    transaction
        .batch_execute("drop table if exists spans; drop table if exists schema_migrations")
        .await?;
    transaction.commit().await?;
    Ok(unlock(client).await?)
}

async fn exists(client: &Client) -> Result<bool, Error> {
    let sql = "select to_regclass('schema_migrations') is not null";
    Ok(client.query_one(sql, &[]).await?.get(0))
}

/// Polls, since who waits inside the database cannot say so.
async fn lock(client: &Client, report: &mut impl FnMut(Step)) -> Result<(), Error> {
    let mut told = false;
    loop {
        let row = client.query_one("select pg_try_advisory_lock($1)", &[&LOCK]).await?;
        if row.get(0) {
            return Ok(());
        }
        if !told {
            report(Step::Waiting);
            told = true;
        }
        tokio::time::sleep(LOCK_PAUSE).await;
    }
}

async fn unlock(client: &Client) -> Result<(), Error> {
    client.execute("select pg_advisory_unlock($1)", &[&LOCK]).await?;
    Ok(())
}

async fn apply_locked(client: &mut Client, report: &mut impl FnMut(Step)) -> Result<(), MigrationError> {
    client.batch_execute(TABLE).await?;
    // Whoever held the lock before may have done it all.
    for migration in pending(client, report).await? {
        let started = Instant::now();
        let failed = |cause| MigrationError::Failed {
            migration: migration.to_string(),
            cause,
        };
        let transaction = client.transaction().await?;
        transaction.batch_execute(migration.sql).await.map_err(failed)?;
        let record = "insert into schema_migrations (version, name, checksum) values ($1, $2, md5($3::text))";
        let (version, name) = (migration.version, migration.name);
        transaction.execute(record, &[&version, &name, &migration.sql]).await?;
        transaction.commit().await.map_err(failed)?;
        let took = started.elapsed();
        report(Step::Applied { version, name, took });
    }
    Ok(())
}

/// The migrations that are still to be applied, once those that are applied prove to be the same as here.
async fn pending(client: &Client, report: &mut impl FnMut(Step)) -> Result<Vec<&'static Migration>, MigrationError> {
    if !exists(client).await? {
        return Ok(MIGRATIONS.iter().collect());
    }
    let mut pending = Vec::new();
    for migration in &MIGRATIONS {
        let sql = "select checksum = md5($2::text) from schema_migrations where version = $1";
        match client.query_opt(sql, &[&migration.version, &migration.sql]).await? {
            None => pending.push(migration),
            Some(row) if row.get(0) => {}
            Some(_) => {
                return Err(MigrationError::Changed {
                    migration: migration.to_string(),
                });
            }
        }
    }
    let version = version(client).await?;
    if version > LATEST {
        report(Step::Newer { version });
    }
    Ok(pending)
}

impl Display for Migration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}_{}", self.version, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbered_without_gaps_and_files_named_after_them() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(usize::try_from(migration.version).unwrap(), index + 1);
            let path = format!("{}/migrations/{migration}.sql", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(std::fs::read_to_string(path).unwrap(), migration.sql);
        }
        let files = std::fs::read_dir(format!("{}/migrations", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert_eq!(files.count(), MIGRATIONS.len());
    }
}
