//! The spans of the last few minutes, in memory, and never more of them than agreed.

mod contents;
mod meters;
mod position;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use contents::Contents;
use meters::Meters;
use observatory_telemetry::Metrics;
pub(crate) use position::Position;

use crate::query::SpanQuery;
use crate::span::Span;
use crate::storage::{Full, Holdings};

/// Holds spans until they are too old. A batch that does not fit is refused whole.
pub(crate) struct SpanBuffer {
    capacity: usize,
    retention: Duration,
    contents: RwLock<Contents>,
    meters: Meters,
}

/// The spans that answer a query, newest first.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) spans: Vec<Arc<Span>>,
    /// Where the next page goes on, if there is one.
    pub(crate) next: Option<Position>,
    /// How many spans match on all pages together.
    pub(crate) total: usize,
}

impl SpanBuffer {
    /// An empty buffer for `capacity` spans, each of which is held for `retention`.
    pub(crate) fn new(capacity: usize, retention: Duration) -> Self {
        Self {
            capacity,
            retention,
            contents: RwLock::default(),
            meters: Meters::new(capacity),
        }
    }

    /// Shows the buffer's numbers among a service's metrics.
    pub(crate) fn register(&self, metrics: &Metrics) {
        self.meters.register(metrics);
    }

    /// Takes a whole batch, or nothing of it.
    pub(crate) fn insert(&self, batch: Vec<Span>, now: Instant) -> Result<(), Full> {
        let wanted = batch.len();
        let mut contents = self.write();
        self.expire(&mut contents, now);
        let free = self.capacity - contents.by_start.len();
        if wanted > free {
            let retry_after = self.time_until_free(&contents, wanted - free, now);
            return Err(Full {
                wanted,
                free,
                capacity: self.capacity,
                retry_after,
            });
        }
        for span in batch {
            contents.push(span, now);
        }
        self.meters.set_buffered(contents.by_start.len());
        Ok(())
    }

    /// Lets go of what is older than the retention, and says how many spans that were.
    pub(crate) fn age_out(&self, now: Instant) -> usize {
        self.expire(&mut self.write(), now)
    }

    /// Answers a query.
    pub(crate) fn page(&self, query: &SpanQuery) -> Page {
        let contents = self.read();
        let mut spans = Vec::with_capacity(query.limit.min(contents.by_start.len()));
        let mut last = None;
        let mut next = None;
        let mut total = 0;
        let since = Position::first_at(query.since_unix_nano);
        for (&position, span) in contents.by_start.range(since..).rev() {
            if !query.matches(span) {
                continue;
            }
            total += 1;
            if query.before.is_some_and(|before| position >= before) {
                continue;
            }
            if spans.len() < query.limit {
                spans.push(Arc::clone(span));
                last = Some(position);
            } else if next.is_none() {
                next = last;
            }
        }
        Page { spans, next, total }
    }

    /// What is held, in numbers and names.
    pub(crate) fn holdings(&self) -> Holdings {
        let contents = self.read();
        Holdings {
            spans: contents.by_start.len() as u64,
            capacity: self.capacity,
            services: contents.services.keys().cloned().collect(),
        }
    }

    fn expire(&self, contents: &mut Contents, now: Instant) -> usize {
        let mut expired = 0;
        while let Some(oldest) = contents.by_arrival.front()
            && now.duration_since(oldest.at) >= self.retention
        {
            contents.pop_oldest();
            expired += 1;
        }
        if expired > 0 {
            self.meters.expired.inc_by(expired as u64);
            self.meters.set_buffered(contents.by_start.len());
        }
        expired
    }

    /// Spans only leave by age, so the time at which enough of them have left is known.
    fn time_until_free(&self, contents: &Contents, missing: usize, now: Instant) -> Duration {
        match contents.by_arrival.get(missing - 1) {
            Some(arrival) => self.retention.saturating_sub(now.duration_since(arrival.at)),
            None => self.retention,
        }
    }

    // After a panic the worst that can be left is one span in one order only, which is no reason to refuse all others.
    fn read(&self) -> RwLockReadGuard<'_, Contents> {
        self.contents.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Contents> {
        self.contents.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
