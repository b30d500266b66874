//! What happens when more comes in than the buffer holds.

use std::time::Duration;

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::support::client::{export_json, get};
use crate::support::in_process::Core;
use crate::support::payload::batch;

async fn buffered(core: &Core) -> Value {
    get(core.operations, "/v1/stats").await.json()["spans_buffered"].take()
}

#[tokio::test]
async fn a_batch_that_does_not_fit_is_refused_whole_and_fits_later() {
    let core = Core::start_with(|config| {
        config.buffer_spans = 10;
        config.retention = Duration::from_secs(1);
    })
    .await;
    assert_eq!(
        export_json(core.otlp, &batch("checkout", 8)).await.status,
        StatusCode::OK
    );

    let refused = export_json(core.otlp, &batch("search", 3)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(
        refused.json(),
        json!({
            "code": 8,
            "message": "The batch has 3 spans, and there is room for 2 of 10. Send it again later.",
        })
    );
    let stats = get(core.operations, "/v1/stats").await.json();
    assert_eq!(
        stats,
        json!({
            "spans_buffered": 8, "capacity": 10, "spans_accepted_total": 8, "spans_rejected_total": 3,
            "services": ["checkout"],
        })
    );

    let never = export_json(core.otlp, &batch("search", 11)).await;
    assert_eq!(never.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        never.json()["message"]
            .as_str()
            .unwrap()
            .ends_with("raise CORE_BUFFER_SPANS.")
    );

    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(buffered(&core).await, 0, "spans age out without being asked");
    assert_eq!(export_json(core.otlp, &batch("search", 3)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn many_senders_at_once_never_overfill_the_buffer() {
    let core = Core::start_with(|config| config.buffer_spans = 100).await;
    let senders: Vec<_> = (0..40)
        .map(|_| tokio::spawn(async move { export_json(core.otlp, &batch("checkout", 7)).await.status }))
        .collect();
    let mut accepted = 0;
    for sender in senders {
        match sender.await.unwrap() {
            StatusCode::OK => accepted += 7,
            status => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS),
        }
    }
    assert_eq!(accepted, 98);
    assert_eq!(buffered(&core).await, 98);
}
