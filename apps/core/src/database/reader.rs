mod filter;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use filter::Filter;
use tokio_postgres::{NoTls, Row};
use tracing::Instrument;

use super::failure::Failure;
use super::link::Link;
use super::{Cursor, Role, Target, row};
use crate::config::DatabaseConfig;
use crate::query::SpanQuery;
use crate::storage::{Answer, QueryError, Unavailable};

/// How long a query may wait for a connection: longer means that there are too many queries.
const POOL_TIMEOUT: Duration = Duration::from_secs(3);

const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Each service by one step over an index, however many spans it has.
const SERVICES: &str = "with recursive services (service) as (
  (select service from spans order by service limit 1)
  union all
  select (select spans.service from spans where spans.service > services.service order by spans.service limit 1)
  from services where services.service is not null
) select service from services where service is not null";

/// Answers queries, a few at once.
pub(super) struct Reader {
    pool: Pool,
    link: Link,
    timeout: Duration,
    database: Arc<str>,
}

impl Reader {
    pub(super) fn new(target: &Target, link: Link, config: &DatabaseConfig) -> Self {
        let timeout = config.query_timeout;
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(target.config(Role::Reader(timeout)), NoTls, recycling);
        let pool = Pool::builder(manager)
            .max_size(config.readers)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(POOL_TIMEOUT))
            .create_timeout(Some(POOL_TIMEOUT))
            .build()
            .expect("a pool with timeouts has a runtime");
        Self {
            pool,
            link,
            timeout,
            database: config.name.as_str().into(),
        }
    }

    /// One page of spans.
    pub(super) async fn spans(&self, query: &SpanQuery<Cursor>) -> Result<Answer, QueryError> {
        let client = self.client().await?;
        let total = async {
            match query.before {
                Some(Cursor { total, .. }) => Ok(total),
                None => self.count(&client, &Filter::of(query)).await,
            }
        };
        let page = self.page(&client, query);
        // One after the other on the server, and both on their way at once.
        let (total, rows) = tokio::try_join!(total, page)?;
        let rows: Result<Vec<_>, _> = rows.iter().map(row::to_span).collect();
        let mut spans: Vec<_> = rows
            .map_err(|error| self.failed(error.into()))?
            .into_iter()
            .flatten()
            .map(Arc::new)
            .collect();
        let more = spans.len() > query.limit;
        spans.truncate(query.limit);
        let next = spans.last().filter(|_| more).map(|last| Cursor {
            start_unix_nano: last.start_unix_nano,
            trace_id: last.trace_id,
            span_id: last.span_id,
            total,
        });
        Ok(Answer {
            spans,
            next_cursor: next.as_ref().map(Cursor::to_string),
            total,
        })
    }

    /// How many spans there are, and of which services.
    pub(super) async fn summary(&self) -> Result<(u64, Vec<Arc<str>>), QueryError> {
        let client = self.client().await?;
        let everything = Filter::default();
        let services = self.query(&client, "SELECT services", SERVICES, &everything);
        let (spans, services) = tokio::try_join!(self.count(&client, &everything), services)?;
        let services = services.iter().map(|row| row.get::<_, &str>(0).into()).collect();
        Ok((spans, services))
    }

    async fn count(&self, client: &Object, filter: &Filter) -> Result<u64, QueryError> {
        let sql = format!("select count(*) from spans{}", filter.clause());
        let rows = self.query(client, "SELECT count", &sql, filter).await?;
        Ok(rows.first().map_or(0, |row| row.get::<_, i64>(0).cast_unsigned()))
    }

    async fn page(&self, client: &Object, query: &SpanQuery<Cursor>) -> Result<Vec<Row>, QueryError> {
        let filter = match &query.before {
            Some(cursor) => Filter::of(query).behind(cursor),
            None => Filter::of(query),
        };
        let sql = format!(
            "select {} from spans{} order by start_time desc, start_unix_nano desc, trace_id desc, span_id desc \
             limit {}",
            row::COLUMNS,
            filter.clause(),
            query.limit + 1,
        );
        self.query(client, "SELECT spans", &sql, &filter).await
    }

    async fn client(&self) -> Result<Object, QueryError> {
        self.link.available().map_err(QueryError::Unavailable)?;
        self.pool.get().await.map_err(|error| unavailable(error.to_string()))
    }

    async fn query(
        &self,
        client: &Object,
        name: &'static str,
        sql: &str,
        filter: &Filter,
    ) -> Result<Vec<Row>, QueryError> {
        let span = tracing::info_span!(
            target: observatory_telemetry::TRACE,
            "query",
            otel.name = name,
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            otel.status_description = tracing::field::Empty,
            db.system.name = "postgresql",
            db.namespace = &*self.database,
            db.collection.name = "spans",
            db.operation.name = "SELECT",
            db.query.text = sql,
            db.response.returned_rows = tracing::field::Empty,
        );
        let outcome = async {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, &filter.parameters()).await
        }
        .instrument(span.clone())
        .await;
        match outcome {
            Ok(rows) => {
                span.record(
                    "db.response.returned_rows",
                    i64::try_from(rows.len()).unwrap_or(i64::MAX),
                );
                Ok(rows)
            }
            Err(error) => {
                span.record("otel.status_code", "ERROR");
                span.record("otel.status_description", super::describe(&error));
                Err(self.failed(error.into()))
            }
        }
    }

    fn failed(&self, failure: Failure) -> QueryError {
        match failure {
            Failure::TooSlow => QueryError::TooSlow(self.timeout),
            Failure::Lost(reason) | Failure::Unfit(reason) => unavailable(reason),
            Failure::Duplicate | Failure::Deadlock => unavailable("a query was refused as if it were a change".into()),
        }
    }
}

/// A query that fails says nothing about whether spans can be stored, so nobody else hears of it.
fn unavailable(reason: String) -> QueryError {
    QueryError::Unavailable(Unavailable {
        reason: reason.into(),
        retry_after: RETRY_AFTER,
    })
}
