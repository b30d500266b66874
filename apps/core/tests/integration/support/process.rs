use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than anything here takes on a busy machine, and short enough not to stall a test run.
const PATIENCE: Duration = Duration::from_secs(20);

/// The binary as its own process, on ports that the system chose. It ends with the test.
pub(crate) struct Process {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) otlp: SocketAddr,
    pub(crate) grpc: SocketAddr,
    pub(crate) operations: SocketAddr,
}

impl Process {
    pub(crate) fn start(settings: &[(&str, &str)]) -> Self {
        let mut child = command(&[])
            .envs([
                ("HOST", "127.0.0.1"),
                ("PORT", "0"),
                ("CORE_GRPC_PORT", "0"),
                ("CORE_HTTP_PORT", "0"),
            ])
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
        let mut process = Self {
            child,
            stdout,
            otlp: nowhere,
            grpc: nowhere,
            operations: nowhere,
        };
        let listening = next_line(&mut process.stdout).expect("the service says where it listens");
        assert_eq!(listening["message"], "listening");
        let address = |field: &str| listening[field].as_str().unwrap().parse().unwrap();
        process.otlp = address("otlp");
        process.grpc = address("grpc");
        process.operations = address("operations");
        process
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// How the process ended, how long that took from now, and what it logged since it began to listen.
    pub(crate) fn wait(mut self) -> (ExitStatus, Duration, Vec<Value>) {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < PATIENCE, "the service does not stop");
            thread::sleep(Duration::from_millis(5));
        };
        let took = started.elapsed();
        let lines = std::iter::from_fn(|| next_line(&mut self.stdout)).collect();
        (status, took, lines)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the binary to its end.
pub(crate) fn run(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    command(arguments).envs(settings.iter().copied()).output().unwrap()
}

/// Starts the binary, to be waited for by the caller.
pub(crate) fn spawn(arguments: &[&str], settings: &[(&str, &str)]) -> Child {
    let mut command = command(arguments);
    command
        .envs(settings.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// The binary with an empty environment, so that no setting of the machine has a say.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_core"));
    command.args(arguments).env_clear();
    // Where coverage is measured, the process is told here where to leave its part.
    command.envs(std::env::vars_os().filter(|(name, _)| name == "LLVM_PROFILE_FILE"));
    command
}

fn next_line(stdout: &mut impl BufRead) -> Option<Value> {
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    (!line.is_empty()).then(|| serde_json::from_str(&line).unwrap())
}
