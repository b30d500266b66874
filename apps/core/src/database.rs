//! Spans in TimescaleDB: stored by COPY, many requests in one transaction, and acknowledged once that is committed.

mod connect;
mod copy_format;
mod cursor;
mod failure;
mod json;
mod link;
mod meters;
pub(crate) mod migrations;
mod queue;
mod reader;
mod row;
mod session;
mod writer;

use std::sync::Arc;

pub(crate) use connect::{Role, Target};
pub(crate) use cursor::Cursor;
pub(crate) use failure::describe;
use futures_util::future::BoxFuture;
use link::Link;
use meters::Meters;
use observatory_telemetry::Metrics;
use queue::Queue;
use reader::Reader;
pub(crate) use session::Session;
use writer::Writer;

use crate::config::DatabaseConfig;
use crate::query::SpanQuery;
use crate::span::Span;
use crate::storage::{Answer, Holdings, QueryError, Rejection};

pub(crate) use copy_format::encode;

/// The database as the service uses it, there or not.
pub(crate) struct Database {
    link: Link,
    queue: Queue,
    reader: Reader,
}

impl Database {
    /// Starts to look for the database. Until it is found everything is refused, and the caller need not wait.
    pub(crate) fn start(config: &DatabaseConfig, capacity: usize, metrics: &Metrics) -> Self {
        let target = Arc::new(Target::new(config));
        let meters = Meters::new(metrics, capacity);
        let link = Link::start(Arc::clone(&target), config.migrate, meters.up.clone());
        let (queue, jobs) = Queue::new(capacity, meters.queued.clone());
        for _ in 0..config.writers {
            let writer = Writer::new(Arc::clone(&target), link.clone(), meters.clone());
            tokio::spawn(writer.run(jobs.clone()));
        }
        let reader = Reader::new(&target, link.clone(), config);
        Self { link, queue, reader }
    }

    /// Stores all spans or none, and returns once they are committed. Those that are there already stay as they are.
    pub(crate) async fn insert(&self, spans: &[Span]) -> Result<(), Rejection> {
        if spans.is_empty() {
            return Ok(());
        }
        self.link.available().map_err(Rejection::Unavailable)?;
        let room = self.queue.reserve(spans.len()).map_err(Rejection::Full)?;
        room.fill(encode(spans)).await
    }

    /// Answers a query.
    pub(crate) async fn spans(&self, query: &SpanQuery<Cursor>) -> Result<Answer, QueryError> {
        self.reader.spans(query).await
    }

    /// Sums up what is stored.
    pub(crate) async fn holdings(&self) -> Result<Holdings, QueryError> {
        let (spans, services) = self.reader.summary().await?;
        Ok(Holdings {
            spans,
            capacity: self.queue.capacity(),
            services,
        })
    }

    /// What finds out whether the database answers: it tells what it is, or what is wrong with it.
    pub(crate) fn checker(&self) -> impl Fn() -> BoxFuture<'static, Result<String, String>> + use<> {
        let link = self.link.clone();
        move || {
            let link = link.clone();
            Box::pin(async move { link.check().await })
        }
    }
}
