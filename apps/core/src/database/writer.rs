use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::time::timeout;

use super::failure::Failure;
use super::link::Link;
use super::meters::Meters;
use super::queue::{Job, Jobs};
use super::{Session, Target};
use crate::storage::Rejection;

/// Longer than any transaction of ours takes, and no longer than clients wait.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A broken connection and a lost deadlock say little about the next try; more of them in a row do.
const TRIES: usize = 3;

/// Stores one group of requests after the other, over a connection of its own.
pub(super) struct Writer {
    target: Arc<Target>,
    link: Link,
    meters: Meters,
    session: Option<Session>,
}

impl Writer {
    pub(super) fn new(target: Arc<Target>, link: Link, meters: Meters) -> Self {
        Self {
            target,
            link,
            meters,
            session: None,
        }
    }

    /// Goes on until nothing more can come.
    pub(super) async fn run(mut self, jobs: Jobs) {
        while let Some(group) = jobs.next_group().await {
            match self.store(&group).await {
                // One bad row must not cost the others of its transaction their place.
                Err(Rejection::Unfit(_)) if group.len() > 1 => {
                    for job in group {
                        let outcome = self.store(std::slice::from_ref(&job)).await;
                        job.finish(outcome);
                    }
                }
                outcome => group.into_iter().for_each(|job| job.finish(outcome.clone())),
            }
        }
    }

    async fn store(&mut self, group: &[Job]) -> Result<(), Rejection> {
        self.link.available().map_err(Rejection::Unavailable)?;
        let spans = group.iter().map(|job| job.spans).sum();
        let chunks: Vec<_> = group.iter().map(|job| job.rows.clone()).collect();
        self.write(&chunks, spans).await.map_err(|failure| match failure {
            Failure::Unfit(reason) => Rejection::Unfit(reason),
            failure => Rejection::Unavailable(self.link.complain(failure.to_string())),
        })
    }

    async fn write(&mut self, chunks: &[Bytes], spans: usize) -> Result<(), Failure> {
        let mut attempt = Attempt::Copy;
        let mut failure = Failure::TooSlow;
        for _ in 0..TRIES {
            let started = Instant::now();
            failure = match timeout(TIMEOUT, self.try_to(attempt, chunks)).await {
                Ok(Ok(stored)) => {
                    self.meters.committed(spans, stored, started.elapsed());
                    return Ok(());
                }
                Ok(Err(failure)) => failure,
                Err(_) => Failure::TooSlow,
            };
            match &failure {
                Failure::Duplicate | Failure::Deadlock => attempt = Attempt::CopyAside,
                Failure::TooSlow => {
                    self.session = None;
                    return Err(failure);
                }
                // Whether it committed is not known; if it did, the next try finds its rows there.
                Failure::Lost(_) if self.session.take().is_some() => {}
                Failure::Lost(_) | Failure::Unfit(_) => return Err(failure),
            }
        }
        Err(failure)
    }

    async fn try_to(&mut self, attempt: Attempt, chunks: &[Bytes]) -> Result<u64, Failure> {
        let session = match &mut self.session {
            Some(session) => session,
            none => none.insert(Session::open(&self.target).await.map_err(Failure::Lost)?),
        };
        let outcome = match attempt {
            Attempt::Copy => session.store(chunks).await,
            Attempt::CopyAside => session.store_new(chunks).await,
        };
        Ok(outcome?)
    }
}

/// How to get rows into the table.
#[derive(Debug, Clone, Copy)]
enum Attempt {
    /// Straight, which is fast, and fails where one of them is there already.
    Copy,
    /// Through another table, from which only what is new goes on.
    CopyAside,
}
