use std::pin::pin;

use bytes::Bytes;
use futures_util::SinkExt;
use tokio_postgres::{Client, CopyInSink, Error, Statement};

use super::copy_format::{COLUMNS, HEADER, TRAILER};
use super::failure::{Failure, describe};
use super::{Role, Target};

/// A connection that stores spans.
pub(crate) struct Session {
    client: Client,
    copy: Statement,
    /// Set up only by those who need it, which most never do.
    copy_aside: Option<Statement>,
}

impl Session {
    pub(crate) async fn open(target: &Target) -> Result<Self, String> {
        let connecting = target.connect(Role::Writer).await;
        let (client, _) = connecting.map_err(|error| error.to_string())?;
        let copy = format!("copy spans ({COLUMNS}) from stdin (format binary)");
        let copy = client.prepare(&copy).await.map_err(|error| describe(&error))?;
        Ok(Self {
            client,
            copy,
            copy_aside: None,
        })
    }

    /// Commits rows none of which may be there already. The chunks are those of [`super::encode`].
    pub(crate) async fn store(&mut self, chunks: &[Bytes]) -> Result<u64, Error> {
        // COPY by itself reports success before it commits; with a transaction of our own the commit has an answer.
        let transaction = self.client.transaction().await?;
        let sink = transaction.copy_in(&self.copy).await?;
        let stored = send(sink, chunks).await?;
        transaction.commit().await?;
        Ok(stored)
    }

    /// Commits those rows that are not there yet, and says how many that were.
    pub(crate) async fn store_new(&mut self, chunks: &[Bytes]) -> Result<u64, Error> {
        let copy_aside = match &self.copy_aside {
            Some(statement) => statement.clone(),
            None => self.prepare_aside().await?,
        };
        let transaction = self.client.transaction().await?;
        let sink = transaction.copy_in(&copy_aside).await?;
        send(sink, chunks).await?;
        // In the order of the key, so that two of these never wait for each other.
        let insert = format!(
            "insert into spans ({COLUMNS}) select {COLUMNS} from incoming order by trace_id, span_id, start_time \
             on conflict do nothing"
        );
        let stored = transaction.execute(&insert, &[]).await?;
        transaction.commit().await?;
        Ok(stored)
    }

    /// Commits those rows that are not there yet, straight if that are all of them.
    pub(crate) async fn store_any(&mut self, chunks: &[Bytes]) -> Result<u64, String> {
        let stored = match self.store(chunks).await.map_err(Failure::from) {
            Err(Failure::Duplicate) => self.store_new(chunks).await.map_err(Failure::from),
            outcome => outcome,
        };
        stored.map_err(|failure| failure.to_string())
    }

    async fn prepare_aside(&mut self) -> Result<Statement, Error> {
        self.client
            .batch_execute("create temporary table incoming (like spans including defaults) on commit delete rows")
            .await?;
        let copy = format!("copy incoming ({COLUMNS}) from stdin (format binary)");
        let statement = self.client.prepare(&copy).await?;
        Ok(self.copy_aside.insert(statement).clone())
    }
}

async fn send(sink: CopyInSink<Bytes>, chunks: &[Bytes]) -> Result<u64, Error> {
    let mut sink = pin!(sink);
    sink.feed(Bytes::from_static(HEADER)).await?;
    for chunk in chunks {
        sink.feed(chunk.clone()).await?;
    }
    sink.feed(Bytes::from_static(TRAILER)).await?;
    sink.finish().await
}
