use std::sync::Arc;
use std::time::{Duration, Instant};

use observatory_telemetry::prometheus::IntGauge;
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_postgres::{Client, Error};

use super::{Role, Target, describe, migrations};
use crate::storage::Unavailable;

const SHORTEST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A database that was there for so long is looked for again without delay.
const STEADY_AFTER: Duration = Duration::from_secs(10);

/// How often an idle database is asked, and how long it may take.
const PING_INTERVAL: Duration = Duration::from_secs(2);
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// Knows whether the database can be used, and keeps trying while it cannot.
#[derive(Clone)]
pub(super) struct Link {
    state: watch::Receiver<State>,
    complaints: mpsc::Sender<Arc<str>>,
}

#[derive(Clone)]
enum State {
    Up(Arc<Client>),
    Down(Unavailable),
}

impl Link {
    /// Starts to connect, and from then on never stops to watch.
    pub(super) fn start(target: Arc<Target>, migrate: bool, up: IntGauge) -> Self {
        let (sender, state) = watch::channel(State::Down(Unavailable {
            reason: format!("connecting to {target} for the first time").into(),
            retry_after: Duration::from_secs(1),
        }));
        let (complaints, received) = mpsc::channel(1);
        let watcher = Watcher {
            target,
            migrate,
            state: sender,
            complaints: received,
            up,
        };
        tokio::spawn(watcher.run());
        Self { state, complaints }
    }

    /// Whether it is worth a try.
    pub(super) fn available(&self) -> Result<(), Unavailable> {
        match &*self.state.borrow() {
            State::Up(_) => Ok(()),
            State::Down(unavailable) => Err(unavailable.clone()),
        }
    }

    /// Reports that it could not be used after all, so that it is looked at again.
    pub(super) fn complain(&self, reason: impl Into<Arc<str>>) -> Unavailable {
        let reason = reason.into();
        // One complaint is enough, so it does not matter if there is one already.
        let _ = self.complaints.try_send(Arc::clone(&reason));
        Unavailable {
            reason,
            retry_after: Duration::from_secs(1),
        }
    }

    /// Asks the database itself, for whoever wants to know how it is right now.
    pub(super) async fn check(&self) -> Result<String, String> {
        let state = self.state.borrow().clone();
        match state {
            State::Up(client) => {
                ping(&client).await?;
                Ok(format!("schema version {}", migrations::LATEST))
            }
            State::Down(unavailable) => Err(unavailable.reason.to_string()),
        }
    }
}

/// The task behind a link.
struct Watcher {
    target: Arc<Target>,
    migrate: bool,
    state: watch::Sender<State>,
    complaints: mpsc::Receiver<Arc<str>>,
    up: IntGauge,
}

impl Watcher {
    async fn run(mut self) {
        let mut wait = SHORTEST_WAIT;
        while !self.state.is_closed() {
            let since = Instant::now();
            let reason = match self.establish().await {
                Ok(connection) => {
                    let reason = self.watch_over(connection).await;
                    if since.elapsed() > STEADY_AFTER {
                        wait = SHORTEST_WAIT;
                    }
                    reason
                }
                Err(reason) => reason,
            };
            self.down(reason.into(), wait);
            tokio::time::sleep(wait.mul_f64(0.8 + 0.4 * fastrand::f64())).await;
            wait = (2 * wait).min(LONGEST_WAIT);
        }
    }

    /// Connects, and makes sure of the schema.
    async fn establish(&self) -> Result<Connection, String> {
        let connecting = self.target.connect(Role::Owner).await;
        let (mut client, closed) = connecting.map_err(|error| error.to_string())?;
        let outcome = if self.migrate {
            migrations::apply(&mut client, |step| tracing::info!("{step}")).await
        } else {
            migrations::check(&client).await
        };
        match outcome {
            Ok(()) => Ok(Connection {
                client: Arc::new(client),
                closed,
            }),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Returns with the reason when the database can no longer be used.
    async fn watch_over(&mut self, connection: Connection) -> String {
        let Connection { client, mut closed } = connection;
        // What was said of the last connection does not hold for this one.
        while self.complaints.try_recv().is_ok() {}
        tracing::info!(database = %self.target, "database is up");
        self.up.set(1);
        self.state.send_replace(State::Up(Arc::clone(&client)));
        let mut pings = interval(PING_INTERVAL);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                outcome = &mut closed => break match outcome {
                    Ok(Err(error)) => describe(&error),
                    _ => "the connection was closed".to_owned(),
                },
                Some(complaint) = self.complaints.recv() => break complaint.to_string(),
                _ = pings.tick() => if let Err(reason) = ping(&client).await { break reason },
                () = self.state.closed() => break "nobody uses it any more".to_owned(),
            }
        }
    }

    fn down(&self, reason: Arc<str>, retry_after: Duration) {
        self.up.set(0);
        let known = matches!(&*self.state.borrow(), State::Down(before) if before.reason == reason);
        if !known {
            tracing::warn!(database = %self.target, reason = &*reason, "database is away");
        }
        self.state
            .send_replace(State::Down(Unavailable { reason, retry_after }));
    }
}

struct Connection {
    client: Arc<Client>,
    closed: tokio::task::JoinHandle<Result<(), Error>>,
}

async fn ping(client: &Client) -> Result<(), String> {
    match timeout(PING_TIMEOUT, client.batch_execute("select 1")).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(describe(&error)),
        Err(_) => Err(format!("no answer within {PING_TIMEOUT:?}")),
    }
}
