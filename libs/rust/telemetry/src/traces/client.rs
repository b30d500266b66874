use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use tokio::net::TcpStream;
use tokio::runtime::Handle;

/// For a whole export. Spans come every few seconds, and more of them than fit are dropped.
const TIMEOUT: Duration = Duration::from_secs(5);

/// More than any collector has to say.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Sends one request over one connection. Exports are seconds apart, and a service speaks to one collector.
#[derive(Debug)]
pub(super) struct Client {
    runtime: Handle,
    endpoint: Arc<str>,
    failing: AtomicBool,
}

impl Client {
    pub(super) fn new(endpoint: &Uri) -> Self {
        Self {
            runtime: Handle::current(),
            endpoint: endpoint
                .authority()
                .map_or("", |authority| host_and_port(authority.as_str()))
                .into(),
            failing: AtomicBool::new(false),
        }
    }

    /// Says once that spans get lost, and once that they no longer do.
    fn tell(&self, problem: Option<&str>) {
        let failed = problem.is_some();
        if self.failing.swap(failed, Ordering::Relaxed) == failed {
            return;
        }
        if let Some(reason) = problem {
            tracing::warn!(collector = &*self.endpoint, reason, "traces cannot be sent");
        } else {
            tracing::info!(collector = &*self.endpoint, "traces are sent again");
        }
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // The exporter has a thread of its own, in which nothing of the runtime works.
        let exchange = self
            .runtime
            .spawn(async { tokio::time::timeout(TIMEOUT, exchange(request)).await });
        let outcome = match exchange.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
            Err(error) => Err(error.into()),
        };
        match &outcome {
            Ok(response) if response.status().is_success() => self.tell(None),
            Ok(response) => self.tell(Some(&format!("the answer is {}", response.status()))),
            Err(error) => self.tell(Some(&error.to_string())),
        }
        outcome
    }
}

async fn exchange(request: Request<Bytes>) -> Result<Response<Bytes>, Box<dyn Error + Send + Sync>> {
    let (mut head, body) = request.into_parts();
    let authority = head.uri.authority().ok_or("the endpoint has no host")?.clone();
    let host = authority.host().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);

    head.headers
        .insert(header::HOST, HeaderValue::from_str(host_and_port(authority.as_str()))?);
    head.uri = head
        .uri
        .path_and_query()
        .ok_or("the endpoint has no path")?
        .clone()
        .into();
    let request = Request::from_parts(head, Full::new(body));
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, LONGEST_ANSWER).collect().await?.to_bytes();
    Ok(Response::from_parts(head, body))
}

/// An authority without the user's part, which may hold a password.
fn host_and_port(authority: &str) -> &str {
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}
