use std::io::Write as _;
use std::net::SocketAddr;

use cucumber::World;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};
use observatory_core::Config;
use serde_json::Value;

use crate::support::client::{get, send};
use crate::support::in_process::Core;

pub(crate) const JSON: &str = "application/json";
pub(crate) const PROTOBUF: &str = "application/x-protobuf";

/// A service that sends spans, and what it was answered at last.
#[derive(Debug, Default, World)]
pub(crate) struct Sender {
    core: Option<(SocketAddr, SocketAddr)>,
    pub(crate) status: u16,
    pub(crate) retry_after: String,
    /// Null where the answer was no JSON.
    pub(crate) answer: Value,
}

impl Sender {
    /// Starts the service that spans are sent to.
    pub(crate) async fn start(&mut self, change: impl FnOnce(&mut Config)) {
        let core = Core::start_with(change).await;
        core.is_ready().await;
        self.core = Some((core.otlp, core.operations));
    }

    /// Sends a body, and remembers the answer.
    pub(crate) async fn send(&mut self, content_type: &str, content_encoding: &str, body: Vec<u8>) {
        let (otlp, _) = self.core.expect("the scenario says how much room there is");
        let request = Request::post("/v1/traces")
            .header(CONTENT_TYPE, content_type)
            .header(CONTENT_ENCODING, content_encoding);
        let answer = send(otlp, request.body(Full::new(body.into())).unwrap()).await;
        self.status = answer.status.as_u16();
        answer.header("retry-after").clone_into(&mut self.retry_after);
        self.answer = serde_json::from_slice(&answer.body).unwrap_or_default();
    }

    /// What the service answers to whoever looks for spans or figures.
    pub(crate) async fn look(&self, path: &str) -> Value {
        let (_, operations) = self.core.expect("the scenario says how much room there is");
        get(operations, path).await.json()
    }

    /// The names of the spans of a service that can be found.
    pub(crate) async fn found(&self, service: &str) -> Vec<String> {
        let found = self.look(&format!("/v1/spans?service={service}")).await;
        let spans = found["spans"].as_array().unwrap();
        spans
            .iter()
            .map(|span| span["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub(crate) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}
