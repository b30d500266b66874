//! Where spans are kept and where queries find them: in memory, or in the database.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::buffer::SpanBuffer;
use crate::database::Database;
use crate::query::{SpanParameters, SpanQuery};
use crate::span::Span;

/// One of the two places.
pub(crate) enum Storage {
    Memory(Arc<SpanBuffer>),
    Database(Database),
}

/// Why nothing of a batch was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// There is no room for it.
    Full(Full),
    /// There is no telling whether it was stored, or it could not even be tried.
    Unavailable(Unavailable),
    /// The database will never take it, for this reason.
    Unfit(String),
}

/// A batch that does not fit into what is bounded by a number of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full {
    /// How many spans would have had to fit.
    pub(crate) wanted: usize,
    /// How many would have fitted.
    pub(crate) free: usize,
    /// How many fit when nothing else is there.
    pub(crate) capacity: usize,
    /// When there should be room.
    pub(crate) retry_after: Duration,
}

/// The database cannot be used right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unavailable {
    pub(crate) reason: Arc<str>,
    /// When that may have changed.
    pub(crate) retry_after: Duration,
}

/// One page of the spans that were asked for.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Newest first.
    pub(crate) spans: Vec<Arc<Span>>,
    /// What to ask with for the next page, if there is one.
    pub(crate) next_cursor: Option<String>,
    /// How many spans match on all pages together.
    pub(crate) total: u64,
}

/// What is kept, in numbers and names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holdings {
    pub(crate) spans: u64,
    /// How many spans are in memory at most.
    pub(crate) capacity: usize,
    pub(crate) services: Vec<Arc<str>>,
}

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum QueryError {
    /// It makes no sense; the text says everything that is wrong.
    Invalid(String),
    /// It took longer than queries may.
    TooSlow(Duration),
    Unavailable(Unavailable),
}

impl Storage {
    /// Takes all spans or none. What was taken into the database is committed there.
    pub(crate) async fn insert(&self, spans: Vec<Span>) -> Result<(), Rejection> {
        match self {
            Self::Memory(buffer) => buffer.insert(spans, Instant::now()).map_err(Rejection::Full),
            Self::Database(database) => database.insert(&spans).await,
        }
    }

    /// Answers a query.
    pub(crate) async fn spans(&self, parameters: SpanParameters) -> Result<Answer, QueryError> {
        match self {
            Self::Memory(buffer) => {
                let query = SpanQuery::try_from(parameters).map_err(QueryError::Invalid)?;
                let page = buffer.page(&query);
                Ok(Answer {
                    spans: page.spans,
                    next_cursor: page.next.map(|position| position.to_string()),
                    total: page.total as u64,
                })
            }
            Self::Database(database) => {
                let query = SpanQuery::try_from(parameters).map_err(QueryError::Invalid)?;
                database.spans(&query).await
            }
        }
    }

    /// Sums up what is kept.
    pub(crate) async fn holdings(&self) -> Result<Holdings, QueryError> {
        match self {
            Self::Memory(buffer) => Ok(buffer.holdings()),
            Self::Database(database) => database.holdings().await,
        }
    }
}
