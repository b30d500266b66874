use std::time::Duration;

use observatory_config::{Complete, Field, Form, Problem, Secret, kinds};

const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(3600);

/// Where the database is, and how it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseConfig {
    /// `DATABASE_HOST`: a name or an address. Without it there is no database.
    pub host: String,
    /// `DATABASE_PORT`.
    pub port: u16,
    /// `DATABASE_NAME`.
    pub name: String,
    /// `DATABASE_USER`.
    pub user: String,
    /// `DATABASE_PASSWORD`.
    pub password: Secret,
    /// `CORE_MIGRATE`: whether the service brings the schema up to date by itself.
    pub migrate: bool,
    /// `CORE_WRITERS`: how many connections store spans at once.
    pub writers: usize,
    /// `CORE_READERS`: how many connections answer queries at once.
    pub readers: usize,
    /// `CORE_QUERY_TIMEOUT_SECONDS`: how long a query may take.
    pub query_timeout: Duration,
}

/// [`DatabaseConfig`] on a form that is still open.
pub(super) struct DatabaseFields {
    host: Field<Option<String>>,
    port: Field<u16>,
    name: Field<String>,
    user: Field<String>,
    password: Field<Option<Secret>>,
    migrate: Field<bool>,
    writers: Field<usize>,
    readers: Field<usize>,
    query_timeout: Field<Duration>,
}

impl DatabaseFields {
    pub(super) fn read(form: &mut Form<'_>) -> Self {
        let fields = Self {
            host: form.if_set("DATABASE_HOST", kinds::text()),
            port: form.optional("DATABASE_PORT", kinds::integer(1..=u16::MAX), 5432),
            name: form.optional("DATABASE_NAME", kinds::text(), "observatory".to_owned()),
            user: form.optional("DATABASE_USER", kinds::text(), "observatory".to_owned()),
            password: form.if_set("DATABASE_PASSWORD", kinds::secret(1)),
            migrate: form.optional("CORE_MIGRATE", kinds::boolean(), true),
            writers: form.optional("CORE_WRITERS", kinds::integer(1..=64), 2),
            readers: form.optional("CORE_READERS", kinds::integer(1..=64), 4),
            query_timeout: form.optional(
                "CORE_QUERY_TIMEOUT_SECONDS",
                kinds::seconds(SHORTEST_TIMEOUT..=LONGEST_TIMEOUT),
                Duration::from_secs(10),
            ),
        };
        if let (Some(Some(_)), Some(None)) = (fields.host.peek(), fields.password.peek()) {
            form.reject(Problem::new(
                "DATABASE_PASSWORD",
                "is not set, and DATABASE_HOST is",
                "the password of the database's user",
            ));
        }
        fields
    }

    pub(super) fn take(self, complete: &Complete) -> Option<DatabaseConfig> {
        Some(DatabaseConfig {
            host: self.host.take(complete)?,
            port: self.port.take(complete),
            name: self.name.take(complete),
            user: self.user.take(complete),
            password: self.password.take(complete)?,
            migrate: self.migrate.take(complete),
            writers: self.writers.take(complete),
            readers: self.readers.take(complete),
            query_timeout: self.query_timeout.take(complete),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    fn read(variables: &[(&str, &str)]) -> Result<Option<DatabaseConfig>, String> {
        let environment = variables.iter().copied().collect();
        Config::read(&environment)
            .map(|config| config.database)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn there_is_none_without_a_host() {
        assert_eq!(read(&[("DATABASE_PASSWORD", "hunter2")]), Ok(None));
    }

    #[test]
    fn needs_a_host_and_a_password() {
        let expected = DatabaseConfig {
            host: "timescaledb".to_owned(),
            port: 5432,
            name: "observatory".to_owned(),
            user: "observatory".to_owned(),
            password: Secret::new("hunter2"),
            migrate: true,
            writers: 2,
            readers: 4,
            query_timeout: Duration::from_secs(10),
        };
        let settings = [("DATABASE_HOST", "timescaledb"), ("DATABASE_PASSWORD", "hunter2")];
        assert_eq!(read(&settings), Ok(Some(expected)));
        assert_eq!(
            read(&settings[..1]).unwrap_err(),
            "1 setting has to be corrected:\n  DATABASE_PASSWORD is not set, and DATABASE_HOST is; \
             expected the password of the database's user"
        );
    }

    #[test]
    fn reads_each_setting() {
        let config = read(&[
            ("DATABASE_HOST", "10.0.0.1"),
            ("DATABASE_PORT", "5433"),
            ("DATABASE_NAME", "traces"),
            ("DATABASE_USER", "ada"),
            ("DATABASE_PASSWORD", "x"),
            ("CORE_MIGRATE", "false"),
            ("CORE_WRITERS", "3"),
            ("CORE_READERS", "5"),
            ("CORE_QUERY_TIMEOUT_SECONDS", "0.5"),
        ]);
        let config = config.unwrap().unwrap();
        assert_eq!((config.host.as_str(), config.port), ("10.0.0.1", 5433));
        assert_eq!((config.name.as_str(), config.user.as_str()), ("traces", "ada"));
        assert_eq!((config.migrate, config.writers, config.readers), (false, 3, 5));
        assert_eq!(config.query_timeout, Duration::from_millis(500));
    }
}
