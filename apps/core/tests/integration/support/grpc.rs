use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http2;
use hyper::{HeaderMap, Request};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

pub(crate) const EXPORT: &str = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/// What a call ended with.
pub(crate) struct Answer {
    /// `grpc-status` and its companions, from wherever they stand.
    pub(crate) trailers: HeaderMap,
    /// The message without its frame.
    pub(crate) message: Bytes,
}

impl Answer {
    pub(crate) fn code(&self) -> i32 {
        self.trailer("grpc-status").parse().unwrap()
    }

    /// What is wrong, in words.
    pub(crate) fn detail(&self) -> String {
        let encoded = self.trailer("grpc-message").as_bytes();
        let mut bytes = Vec::new();
        let mut rest = encoded;
        while let [first, tail @ ..] = rest {
            if let (b'%', [high, low, tail @ ..]) = (first, tail) {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
                rest = tail;
            } else {
                bytes.push(*first);
                rest = tail;
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    /// Whether a `RetryInfo` says that it is worth while to try again.
    pub(crate) fn may_be_retried(&self) -> bool {
        use base64::Engine;
        let details = self.trailer("grpc-status-details-bin").trim_end_matches('=');
        let details = base64::engine::general_purpose::STANDARD_NO_PAD
            .decode(details)
            .unwrap();
        let name = b"type.googleapis.com/google.rpc.RetryInfo";
        details.windows(name.len()).any(|window| window == name)
    }

    fn trailer(&self, name: &str) -> &str {
        self.trailers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A connection that calls go over.
#[derive(Clone)]
pub(crate) struct Client(http2::SendRequest<Full<Bytes>>);

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    /// Calls a method with what may be a frame.
    pub(crate) async fn call(&mut self, path: &str, encoding: Option<&str>, body: Vec<u8>) -> Answer {
        self.0.ready().await.unwrap();
        let mut request = Request::post(format!("http://core{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        if let Some(encoding) = encoding {
            request = request.header("grpc-encoding", encoding);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let (head, body) = self.0.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap();
        let trailers = body.trailers().cloned().unwrap_or(head.headers);
        let bytes = body.to_bytes();
        let message = if bytes.is_empty() { bytes } else { bytes.slice(5..) };
        Answer { trailers, message }
    }

    /// Calls `Export` with a message as it is.
    pub(crate) async fn export(&mut self, message: &[u8]) -> Answer {
        self.call(EXPORT, None, frame(0, message)).await
    }
}

/// A message as gRPC sends it.
pub(crate) fn frame(compressed: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[compressed], &length[..], message].concat()
}
