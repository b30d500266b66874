//! Sends spans over OTLP as fast as they are acknowledged, and says how fast that was.
//!
//! ```sh
//! cargo run --release --example load -- --protocol grpc --address 127.0.0.1:4317 --spans 100000
//! ```
//!
//! What is refused for now is sent again, as clients do, for as long as `--patience` seconds.

#![expect(clippy::unwrap_used, reason = "what cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "the result is for whoever started it")]

mod client;
mod payload;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use client::{Client, Outcome, Protocol};

/// How long to wait where the answer does not say.
const PAUSE: Duration = Duration::from_millis(200);

struct Options {
    protocol: Protocol,
    address: SocketAddr,
    spans: usize,
    batch: usize,
    connections: usize,
    patience: Duration,
    seed: u64,
    /// Send each request twice, the second time as a client does that has not seen the answer.
    twice: bool,
}

#[derive(Default)]
struct Tally {
    acknowledged: usize,
    refused: usize,
    broken: usize,
    given_up: usize,
}

#[tokio::main]
async fn main() {
    let options = Arc::new(Options::parse());
    let requests = payload::requests(options.seed, options.spans, options.batch);
    let queue = Arc::new(Mutex::new(VecDeque::from(requests)));
    let started = Instant::now();
    let senders: Vec<_> = (0..options.connections)
        .map(|_| tokio::spawn(send_all(Arc::clone(&options), Arc::clone(&queue), started)))
        .collect();
    let mut total = Tally::default();
    for sender in senders {
        let tally = sender.await.unwrap();
        total.acknowledged += tally.acknowledged;
        total.refused += tally.refused;
        total.broken += tally.broken;
        total.given_up += tally.given_up;
    }
    let Tally {
        acknowledged,
        refused,
        broken,
        given_up,
    } = total;
    println!(
        r#"{{"seconds":{:.4},"spans_acknowledged":{acknowledged},"spans_given_up":{given_up},"requests_refused":{refused},"requests_broken":{broken}}}"#,
        started.elapsed().as_secs_f64(),
    );
}

async fn send_all(options: Arc<Options>, queue: Arc<Mutex<VecDeque<(usize, Bytes)>>>, started: Instant) -> Tally {
    let mut client = Client::new(options.protocol, options.address);
    let mut tally = Tally::default();
    loop {
        let Some((spans, body)) = queue.lock().unwrap().pop_front() else {
            return tally;
        };
        let mut times_left = if options.twice { 2 } else { 1 };
        while times_left > 0 {
            let pause = match client.send(body.clone()).await {
                Outcome::Acknowledged => {
                    times_left -= 1;
                    tally.acknowledged += if times_left == 0 { spans } else { 0 };
                    continue;
                }
                Outcome::Refused(pause) => {
                    tally.refused += 1;
                    pause.unwrap_or(PAUSE)
                }
                Outcome::Broken => {
                    tally.broken += 1;
                    PAUSE
                }
            };
            if started.elapsed() > options.patience {
                tally.given_up += spans;
                break;
            }
            tokio::time::sleep(pause).await;
        }
    }
}

impl Options {
    fn parse() -> Self {
        let arguments: Vec<_> = std::env::args().skip(1).collect();
        let value = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name)?;
            arguments.get(at + 1).cloned()
        };
        let number = |name: &str, default: usize| value(name).map_or(default, |value| value.parse().unwrap());
        Self {
            protocol: value("--protocol").map_or(Protocol::Grpc, |name| Protocol::named(&name).unwrap()),
            address: value("--address").map_or(([127, 0, 0, 1], 4317).into(), |value| value.parse().unwrap()),
            spans: number("--spans", 100_000),
            batch: number("--batch", 512),
            connections: number("--connections", 8),
            patience: Duration::from_secs(number("--patience", 60) as u64),
            seed: number("--seed", 1) as u64,
            twice: arguments.iter().any(|argument| argument == "--twice"),
        }
    }
}
