//! Asks the service on this machine whether it is alive, with no more of an HTTP client than that takes.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::Config;

const TIMEOUT: Duration = Duration::from_secs(2);

/// Why the service does not count as alive.
#[derive(Debug)]
pub struct Unhealthy {
    address: SocketAddr,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Io(io::Error),
    Silent,
    Answered(String),
}

/// Asks the service that runs with this configuration.
pub fn run(config: &Config) -> Result<(), Unhealthy> {
    let address = SocketAddr::new(reachable(config.service.host), config.operations_port);
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Cause::Io)
        .and_then(|runtime| runtime.block_on(ask(address)));
    outcome.map_err(|cause| Unhealthy { address, cause })
}

/// Whoever listens on all addresses is asked on the loopback one.
fn reachable(host: IpAddr) -> IpAddr {
    if host.is_unspecified() {
        Ipv4Addr::LOCALHOST.into()
    } else {
        host
    }
}

async fn ask(address: SocketAddr) -> Result<(), Cause> {
    let status_line = timeout(TIMEOUT, status_line(address))
        .await
        .map_err(|_| Cause::Silent)?
        .map_err(Cause::Io)?;
    match status_line.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(Cause::Answered(status_line)),
    }
}

/// The first line of the answer: all that is needed of it, and it arrives at once or not at all.
async fn status_line(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = [0; 64];
    let length = stream.read(&mut head).await?;
    let head = String::from_utf8_lossy(&head[..length]);
    Ok(head.lines().next().unwrap_or_default().to_owned())
}

impl Display for Unhealthy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}/health ", self.address)?;
        match &self.cause {
            Cause::Io(error) => write!(f, "cannot be asked: {error}"),
            Cause::Silent => write!(f, "did not answer within {TIMEOUT:?}"),
            Cause::Answered(line) => write!(f, "answered {line:?}"),
        }
    }
}

impl std::error::Error for Unhealthy {}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// A server that answers one connection with a text, and where to find it.
    async fn answering(text: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert!(stream.read(&mut [0; 256]).await.unwrap() > 0);
            stream.write_all(text.as_bytes()).await.unwrap();
        });
        address
    }

    async fn complaint(address: SocketAddr) -> String {
        let cause = ask(address).await.unwrap_err();
        let text = Unhealthy { address, cause }.to_string();
        text.replace(&address.to_string(), "ADDRESS")
    }

    #[tokio::test]
    async fn only_200_is_healthy() {
        ask(answering("HTTP/1.1 200 OK\r\n\r\n").await).await.unwrap();
        let broken = answering("HTTP/1.1 500 Internal Server Error\r\n\r\n").await;
        assert_eq!(
            complaint(broken).await,
            r#"http://ADDRESS/health answered "HTTP/1.1 500 Internal Server Error""#
        );
        let mute = answering("").await;
        assert_eq!(complaint(mute).await, r#"http://ADDRESS/health answered """#);
    }

    #[tokio::test]
    async fn nobody_there_is_unhealthy() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        assert!(
            complaint(address)
                .await
                .starts_with("http://ADDRESS/health cannot be asked: Connection refused")
        );
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_unhealthy() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        assert_eq!(
            complaint(address).await,
            "http://ADDRESS/health did not answer within 2s"
        );
    }

    #[test]
    fn asks_where_the_service_listens() {
        for (host, expected) in [
            ("0.0.0.0", "127.0.0.1"),
            ("::", "127.0.0.1"),
            ("10.1.2.3", "10.1.2.3"),
            ("::1", "::1"),
        ] {
            assert_eq!(reachable(host.parse().unwrap()).to_string(), expected);
        }
    }
}
