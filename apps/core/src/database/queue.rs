use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use observatory_telemetry::prometheus::IntGauge;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, oneshot};

use crate::storage::{Full, Rejection, Unavailable};

/// How much goes into one transaction at most, so that none lasts long.
const GROUP_SPANS: usize = 8192;
const GROUP_BYTES: usize = 16 * 1024 * 1024;

/// A full queue is some tenths of a second of work, and a second is the least that HTTP can say.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The requests that wait to be stored, bounded by their spans.
pub(super) struct Queue {
    room: Arc<Semaphore>,
    capacity: usize,
    jobs: UnboundedSender<Job>,
    queued: IntGauge,
}

/// The other end, for as many writers as there are.
#[derive(Clone)]
pub(super) struct Jobs(Arc<Mutex<UnboundedReceiver<Job>>>);

/// A place in the queue, before it is taken.
pub(super) struct Room<'a> {
    queue: &'a Queue,
    permit: OwnedSemaphorePermit,
    spans: usize,
}

/// The rows of one request, and whoever waits for them to be committed.
pub(super) struct Job {
    pub(super) rows: Bytes,
    pub(super) spans: usize,
    done: oneshot::Sender<Result<(), Rejection>>,
    _place: Place,
}

/// What a job takes up, until it is gone.
struct Place {
    queued: IntGauge,
    spans: i64,
    _permit: OwnedSemaphorePermit,
}

impl Queue {
    pub(super) fn new(capacity: usize, queued: IntGauge) -> (Self, Jobs) {
        let (sender, receiver) = unbounded_channel();
        let queue = Self {
            room: Arc::new(Semaphore::new(capacity)),
            capacity,
            jobs: sender,
            queued,
        };
        (queue, Jobs(Arc::new(Mutex::new(receiver))))
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// A place for so many spans, before anything is spent on them.
    pub(super) fn reserve(&self, spans: usize) -> Result<Room<'_>, Full> {
        let full = || Full {
            wanted: spans,
            free: self.room.available_permits(),
            capacity: self.capacity,
            retry_after: RETRY_AFTER,
        };
        let permits = u32::try_from(spans).map_err(|_| full())?;
        let permit = Arc::clone(&self.room)
            .try_acquire_many_owned(permits)
            .map_err(|_| full())?;
        Ok(Room {
            queue: self,
            permit,
            spans,
        })
    }
}

impl Room<'_> {
    /// Hands the rows over and waits for what becomes of them.
    pub(super) async fn fill(self, rows: Bytes) -> Result<(), Rejection> {
        let (done, outcome) = oneshot::channel();
        let job = Job {
            rows,
            spans: self.spans,
            done,
            _place: Place::new(self.queue.queued.clone(), self.permit),
        };
        // Where no writer is left to take it, the sender goes with the job.
        let _ = self.queue.jobs.send(job);
        outcome.await.unwrap_or_else(|_| {
            Err(Rejection::Unavailable(Unavailable {
                reason: "what stores spans has stopped".into(),
                retry_after: RETRY_AFTER,
            }))
        })
    }
}

impl Place {
    fn new(queued: IntGauge, permit: OwnedSemaphorePermit) -> Self {
        let spans = i64::try_from(permit.num_permits()).unwrap_or(i64::MAX);
        queued.add(spans);
        Self {
            queued,
            spans,
            _permit: permit,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queued.sub(self.spans);
    }
}

impl Job {
    /// Tells the one who waits.
    pub(super) fn finish(self, outcome: Result<(), Rejection>) {
        let _ = self.done.send(outcome);
    }
}

impl Jobs {
    /// Waits for a job, and takes all others that are there by then and belong into the same transaction.
    pub(super) async fn next_group(&self) -> Option<Vec<Job>> {
        let mut jobs = self.0.lock().await;
        let mut group = vec![jobs.recv().await?];
        let (mut spans, mut bytes) = (group[0].spans, group[0].rows.len());
        while spans < GROUP_SPANS
            && bytes < GROUP_BYTES
            && let Ok(job) = jobs.try_recv()
        {
            spans += job.spans;
            bytes += job.rows.len();
            group.push(job);
        }
        Some(group)
    }
}

#[cfg(test)]
mod tests;
