use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use tokio::sync::watch;
use tower::ServiceExt;

/// How long a client may take to agree that the connection is at its end.
const LINGER: Duration = Duration::from_millis(100);

/// The requests of one connection that are not answered yet.
///
/// In HTTP/2 both sides have to agree on the end of a connection. A client that does not answer, though none of its
/// requests is open, must not keep the service from stopping.
#[derive(Clone, Default)]
pub(super) struct InFlight(Arc<()>);

impl InFlight {
    /// Counts each request from its beginning to the last byte of its answer.
    pub(super) fn count(
        &self,
        router: Router,
    ) -> impl Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send + 'static> + use<>
    {
        let in_flight = self.clone();
        service_fn(move |request: Request<Incoming>| {
            let one = in_flight.clone();
            let response = router.clone().oneshot(request.map(Body::new));
            async move {
                let response = response.await?;
                Ok(response.map(|body| {
                    Body::new(body.map_frame(move |frame| {
                        // Held until the body is gone.
                        let InFlight(_) = &one;
                        frame
                    }))
                }))
            }
        })
    }

    /// Returns once the service is stopping and no request is open.
    pub(super) async fn none_left(&self, mut is_stopping: watch::Receiver<bool>) {
        // Whoever could say so is gone only when the service is.
        let _ = is_stopping.wait_for(|stopping| *stopping).await;
        loop {
            tokio::time::sleep(LINGER).await;
            // One is here, and one with what counts.
            if Arc::strong_count(&self.0) <= 2 {
                return;
            }
        }
    }
}
