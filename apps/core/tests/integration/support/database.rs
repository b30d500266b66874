use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use observatory_config::Secret;
use observatory_core::DatabaseConfig;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

/// Why the tests with a database are left out by default.
pub(crate) const VARIABLE: &str = "TEST_DATABASE_URL";

static COUNT: AtomicU32 = AtomicU32::new(0);

/// An empty database of a test's own, on the server that the variable names, for as long as the test lasts.
pub(crate) struct Database {
    server: Config,
    name: String,
}

impl Database {
    pub(crate) async fn create() -> Self {
        let url = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!("{VARIABLE} is not set; expected a server as in postgres://user:password@127.0.0.1:5432/postgres")
        });
        let server: Config = url.parse().unwrap();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("core_test_{}_{number}", std::process::id());
        let database = Self { server, name };
        let client = connect(&database.server).await;
        // From the one template that TimescaleDB holds no connection to.
        let create = format!("create database {} template template0", database.name);
        client.batch_execute(&create).await.unwrap();
        database
    }

    /// How the service finds it.
    pub(crate) fn config(&self) -> DatabaseConfig {
        let [Host::Tcp(host)] = self.server.get_hosts() else {
            panic!("{VARIABLE} has to name one host")
        };
        DatabaseConfig {
            host: host.clone(),
            port: self.server.get_ports().first().copied().unwrap_or(5432),
            name: self.name.clone(),
            user: self.server.get_user().unwrap().to_owned(),
            password: Secret::new(str::from_utf8(self.server.get_password().unwrap()).unwrap()),
            migrate: true,
            writers: 2,
            readers: 2,
            query_timeout: Duration::from_secs(10),
        }
    }

    /// The same as settings of a process.
    pub(crate) fn settings(&self) -> [(&'static str, String); 5] {
        let config = self.config();
        [
            ("DATABASE_HOST", config.host),
            ("DATABASE_PORT", config.port.to_string()),
            ("DATABASE_NAME", config.name),
            ("DATABASE_USER", config.user),
            ("DATABASE_PASSWORD", config.password.expose().to_owned()),
        ]
    }

    /// A connection that does not pass through the service.
    pub(crate) async fn client(&self) -> Client {
        connect(self.server.clone().dbname(&self.name)).await
    }

    /// A single number that the database knows.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        self.client().await.query_one(sql, &[]).await.unwrap().get(0)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // The test's own runtime is busy with the test, which may just have failed.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let drop = format!("drop database if exists {name} with (force)");
                connect(&server).await.batch_execute(&drop).await.unwrap();
            });
        });
        let _ = dropping.join();
    }
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
