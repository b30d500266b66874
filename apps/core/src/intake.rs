//! What becomes of a request with spans, whichever way it came.

mod meters;
mod refusal;

use std::sync::Arc;

use meters::Meters;
use observatory_telemetry::Metrics;
pub(crate) use refusal::{Refusal, RefusalKind};

use crate::otlp::{Batch, Encoding, ExportTracePartialSuccess, ExportTraceServiceResponse, convert};
use crate::storage::Storage;

/// Reads requests and hands their spans on.
#[derive(Clone)]
pub(crate) struct Intake {
    storage: Arc<Storage>,
    meters: Meters,
    /// The largest request, before and after decompression.
    pub(crate) max_request_bytes: usize,
}

impl Intake {
    pub(crate) fn new(storage: Arc<Storage>, max_request_bytes: usize, metrics: &Metrics) -> Self {
        Self {
            storage,
            meters: Meters::new(metrics),
            max_request_bytes,
        }
    }

    /// Takes every span of a request that can be taken, and says which could not; or takes none.
    pub(crate) async fn take(&self, encoding: Encoding, body: &[u8]) -> Result<ExportTraceServiceResponse, Refusal> {
        let request = encoding
            .decode(body)
            .map_err(|error| Refusal::invalid(error.to_string()))?;
        let Batch {
            spans,
            invalid,
            first_problem,
        } = convert(request);
        let valid = spans.len();
        self.meters.request(valid + invalid);
        self.storage.insert(spans).await.map_err(|rejection| {
            self.meters.rejected(&rejection, valid);
            Refusal::from(rejection)
        })?;
        self.meters.accepted(valid, invalid);
        let partial_success = first_problem.map(|problem| ExportTracePartialSuccess {
            rejected_spans: i64::try_from(invalid).unwrap_or(i64::MAX),
            error_message: format!("Spans without valid ids or times: {invalid}. The first one: {problem}."),
        });
        Ok(ExportTraceServiceResponse { partial_success })
    }

    /// How many spans were taken since the start.
    pub(crate) fn accepted_total(&self) -> u64 {
        self.meters.accepted_total()
    }

    /// How many spans were sent and not taken since the start.
    pub(crate) fn rejected_total(&self) -> u64 {
        self.meters.rejected_total()
    }
}
