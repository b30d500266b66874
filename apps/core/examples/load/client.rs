use std::net::SocketAddr;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper::{Request, StatusCode, header};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

/// How spans are sent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Protocol {
    Http,
    Grpc,
}

/// What became of a request.
pub(crate) enum Outcome {
    Acknowledged,
    /// Not now; perhaps after this time.
    Refused(Option<Duration>),
    /// Nobody knows.
    Broken,
}

/// One connection, made anew when it breaks.
pub(crate) struct Client {
    protocol: Protocol,
    address: SocketAddr,
    sender: Option<Sender>,
}

enum Sender {
    Http(http1::SendRequest<Full<Bytes>>),
    Grpc(http2::SendRequest<Full<Bytes>>),
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Protocol {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "http" => Some(Self::Http),
            "grpc" => Some(Self::Grpc),
            _ => None,
        }
    }
}

impl Client {
    pub(crate) fn new(protocol: Protocol, address: SocketAddr) -> Self {
        Self {
            protocol,
            address,
            sender: None,
        }
    }

    /// Sends a message of protobuf and waits for the answer.
    pub(crate) async fn send(&mut self, message: Bytes) -> Outcome {
        self.try_to_send(message).await.unwrap_or_else(|_| {
            self.sender = None;
            Outcome::Broken
        })
    }

    async fn try_to_send(&mut self, message: Bytes) -> Result<Outcome, Failure> {
        let sender = match &mut self.sender {
            Some(sender) => sender,
            none => none.insert(Sender::connect(self.protocol, self.address).await?),
        };
        match sender {
            Sender::Http(sender) => {
                sender.ready().await?;
                let request = Request::post("/v1/traces")
                    .header(header::HOST, "core")
                    .header(header::CONTENT_TYPE, "application/x-protobuf")
                    .body(Full::new(message))?;
                let (head, body) = sender.send_request(request).await?.into_parts();
                body.collect().await?;
                let after = head
                    .headers
                    .get(header::RETRY_AFTER)
                    .and_then(|value| value.to_str().ok());
                let after = after.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
                Ok(match head.status {
                    StatusCode::OK => Outcome::Acknowledged,
                    _ => Outcome::Refused(after),
                })
            }
            Sender::Grpc(sender) => {
                sender.ready().await?;
                let request = Request::post("http://core/opentelemetry.proto.collector.trace.v1.TraceService/Export")
                    .header(header::CONTENT_TYPE, "application/grpc")
                    .header(header::TE, "trailers")
                    .body(Full::new(framed(&message)))?;
                let (head, body) = sender.send_request(request).await?.into_parts();
                let body = body.collect().await?;
                let trailers = body.trailers().unwrap_or(&head.headers);
                Ok(match trailers.get("grpc-status").map(header::HeaderValue::as_bytes) {
                    Some(b"0") => Outcome::Acknowledged,
                    Some(_) => Outcome::Refused(None),
                    None => Outcome::Broken,
                })
            }
        }
    }
}

impl Sender {
    async fn connect(protocol: Protocol, address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let stream = TokioIo::new(stream);
        Ok(match protocol {
            Protocol::Http => {
                let (sender, connection) = http1::handshake(stream).await?;
                tokio::spawn(connection);
                Self::Http(sender)
            }
            Protocol::Grpc => {
                let (sender, connection) = http2::handshake(TokioExecutor::new(), stream).await?;
                tokio::spawn(connection);
                Self::Grpc(sender)
            }
        })
    }
}

/// A message as gRPC sends it: not compressed, and with its length.
fn framed(message: &Bytes) -> Bytes {
    let mut frame = BytesMut::with_capacity(5 + message.len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap());
    frame.put_slice(message);
    frame.freeze()
}
