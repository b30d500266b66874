//! Runs the scenarios below `features`, each against a service of its own in this process.

#![expect(clippy::unwrap_used, reason = "a step that cannot go on has failed")]

mod sender;
mod steps;

#[path = "../integration/support"]
#[expect(dead_code, reason = "the integration tests need more of it")]
mod support {
    pub(crate) mod client;
    pub(crate) mod in_process;
    pub(crate) mod payload;

    /// Without a database it is at once.
    pub(crate) async fn is_ready(operations: std::net::SocketAddr) {
        assert_eq!(client::get(operations, "/ready").await.status, hyper::StatusCode::OK);
    }
}

use std::fs::File;
use std::io::{self, Write};

use cucumber::{World as _, WriterExt as _, writer};
use sender::Sender;

#[tokio::main]
async fn main() {
    Sender::cucumber()
        .with_writer(
            writer::Basic::raw(io::stdout(), writer::Coloring::Never, 0)
                .summarized()
                .tee::<Sender, _>(writer::Json::for_tee(file("CUCUMBER_JSON")))
                .tee::<Sender, _>(writer::JUnit::for_tee(file("CUCUMBER_JUNIT"), 0))
                .normalized(),
        )
        // Steps without a definition fail. This has no effect before the writer.
        .fail_on_skipped()
        .run_and_exit("features")
        .await;
}

/// The file that a variable names, or nowhere.
fn file(variable: &str) -> Box<dyn Write> {
    match std::env::var_os(variable) {
        Some(path) => Box::new(File::create(path).unwrap_or_else(|error| panic!("{variable}: {error}"))),
        None => Box::new(io::sink()),
    }
}
