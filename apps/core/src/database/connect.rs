use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error, NoTls};

use super::failure::describe;
use crate::SERVICE;
use crate::config::DatabaseConfig;

/// For the way there and the login together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// After how long without an answer from the other machine a connection counts as broken.
const BROKEN_AFTER: Duration = Duration::from_secs(10);

/// The database to connect to.
pub(crate) struct Target {
    config: Config,
    name: String,
}

/// What a connection is for, which decides how the server treats it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role {
    /// Changes the schema, and watches whether the database is there.
    Owner,
    /// Stores spans. No setting of the server may turn an acknowledged commit into a promise.
    Writer,
    /// Answers queries, each within this time.
    Reader(Duration),
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) struct ConnectError {
    target: String,
    reason: String,
    /// Whether it may be worth while to try again in a moment.
    pub(crate) transient: bool,
}

impl Target {
    pub(crate) fn new(database: &DatabaseConfig) -> Self {
        let mut config = Config::new();
        config
            .host(&database.host)
            .port(database.port)
            .dbname(&database.name)
            .user(&database.user)
            .password(database.password.expose())
            .application_name(SERVICE.name)
            .connect_timeout(CONNECT_TIMEOUT)
            .keepalives_idle(BROKEN_AFTER)
            .tcp_user_timeout(BROKEN_AFTER);
        Self {
            config,
            name: format!("{} on {}:{}", database.name, database.host, database.port),
        }
    }

    /// The driver's settings for one kind of connection.
    pub(super) fn config(&self, role: Role) -> Config {
        let mut config = self.config.clone();
        match role {
            Role::Owner => &mut config,
            Role::Writer => config.options("-c synchronous_commit=on"),
            Role::Reader(limit) => config.options(format!(
                "-c default_transaction_read_only=on -c plan_cache_mode=force_custom_plan -c statement_timeout={}",
                limit.as_millis()
            )),
        };
        config
    }

    /// A new connection. The task ends with it, and says why.
    pub(crate) async fn connect(&self, role: Role) -> Result<(Client, JoinHandle<Result<(), Error>>), ConnectError> {
        let connecting = timeout(CONNECT_TIMEOUT, self.config(role).connect(NoTls)).await;
        let (reason, transient) = match connecting {
            Ok(Ok((client, connection))) => return Ok((client, tokio::spawn(connection))),
            // What the server itself says will be the same next time, unless it is just starting.
            Ok(Err(error)) => (
                describe(&error),
                error.code().is_none_or(|state| *state == SqlState::CANNOT_CONNECT_NOW),
            ),
            Err(_) => (format!("no answer within {CONNECT_TIMEOUT:?}"), true),
        };
        let target = self.to_string();
        Err(ConnectError {
            target,
            reason,
            transient,
        })
    }
}

/// Without the password, which is not part of it.
impl Display for Target {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Display for ConnectError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot connect to {}: {}", self.target, self.reason)
    }
}
