//! Whether a service is alive, and whether it should be sent work.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde::Serialize;

use crate::Service;

/// A dependency that takes longer than this to answer is no use to a request either.
const CHECK_TIMEOUT: Duration = Duration::from_secs(1);

type CheckFuture = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

/// The state of one service, and how to find out about what it depends on.
pub struct Health {
    service: Service,
    started: Instant,
    draining: AtomicBool,
    checks: Vec<Check>,
}

struct Check {
    name: &'static str,
    run: Box<dyn Fn() -> CheckFuture + Send + Sync>,
}

/// The answer of `/health`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Liveness {
    status: &'static str,
    service: &'static str,
    version: &'static str,
    uptime_seconds: f64,
}

/// The answer of `/ready`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Readiness {
    /// The answer in a word.
    pub status: ReadinessStatus,
    /// What the answer rests on.
    pub dependencies: Vec<Dependency>,
}

/// Whether to send work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadinessStatus {
    /// Send work.
    Ready,
    /// A dependency is down.
    NotReady,
    /// The service is finishing what it has and takes no more.
    Draining,
}

/// What is known about one dependency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependency {
    /// Which one.
    pub name: &'static str,
    /// Whether it can be used.
    pub status: DependencyStatus,
    /// What it said, or what is wrong with it.
    pub detail: String,
    /// How long finding out took.
    pub latency_ms: f64,
}

/// Whether a dependency can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DependencyStatus {
    /// It answered.
    Up,
    /// It did not, or not well, or not in time.
    Down,
}

impl Health {
    /// The health of a service that starts now and depends on nothing yet.
    pub fn new(service: Service) -> Self {
        Self {
            service,
            started: Instant::now(),
            draining: AtomicBool::new(false),
            checks: Vec::new(),
        }
    }

    /// Adds a dependency. The check gives a detail either way: `Ok` for up, `Err` for down.
    #[must_use]
    pub fn depends_on<F, C>(mut self, name: &'static str, check: C) -> Self
    where
        C: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        self.checks.push(Check {
            name,
            run: Box::new(move || Box::pin(check())),
        });
        self
    }

    /// From now on the service is draining, and not ready.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Alive, since it can say so. Asks nobody else.
    pub fn liveness(&self) -> Liveness {
        Liveness {
            status: "ok",
            service: self.service.name,
            version: self.service.version,
            uptime_seconds: (self.started.elapsed().as_secs_f64() * 1e3).round() / 1e3,
        }
    }

    /// Asks all dependencies at once.
    pub async fn readiness(&self) -> Readiness {
        let dependencies = join_all(self.checks.iter().map(Check::observe)).await;
        let any_down = dependencies
            .iter()
            .any(|dependency| dependency.status == DependencyStatus::Down);
        let status = if self.draining.load(Ordering::Relaxed) {
            ReadinessStatus::Draining
        } else if any_down {
            ReadinessStatus::NotReady
        } else {
            ReadinessStatus::Ready
        };
        Readiness { status, dependencies }
    }
}

impl Check {
    async fn observe(&self) -> Dependency {
        let started = Instant::now();
        let (status, detail) = match tokio::time::timeout(CHECK_TIMEOUT, (self.run)()).await {
            Ok(Ok(detail)) => (DependencyStatus::Up, detail),
            Ok(Err(detail)) => (DependencyStatus::Down, detail),
            Err(_) => (DependencyStatus::Down, format!("no answer within {CHECK_TIMEOUT:?}")),
        };
        Dependency {
            name: self.name,
            status,
            detail,
            latency_ms: (started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use serde_json::json;

    use super::*;

    fn health() -> Health {
        Health::new(Service {
            name: "probe",
            version: "1.2.3",
        })
    }

    fn up() -> impl Future<Output = Result<String, String>> {
        ready(Ok("fine".to_owned()))
    }

    #[test]
    fn is_alive_whatever_its_dependencies_do() {
        let health = health().depends_on("database", pending);
        let mut liveness = serde_json::to_value(health.liveness()).unwrap();
        assert!(liveness["uptime_seconds"].take().as_f64().unwrap() >= 0.0);
        assert_eq!(
            liveness,
            json!({ "status": "ok", "service": "probe", "version": "1.2.3", "uptime_seconds": null })
        );
    }

    #[tokio::test]
    async fn is_ready_when_every_dependency_is_up() {
        assert_eq!(health().readiness().await.status, ReadinessStatus::Ready);

        let readiness = health().depends_on("database", up).readiness().await;
        let mut readiness = serde_json::to_value(readiness).unwrap();
        assert!(readiness["dependencies"][0]["latency_ms"].take().is_f64());
        assert_eq!(
            readiness,
            json!({
                "status": "ready",
                "dependencies": [{ "name": "database", "status": "up", "detail": "fine", "latency_ms": null }],
            })
        );
    }

    #[tokio::test]
    async fn is_not_ready_when_one_is_down_and_names_it() {
        let health = health()
            .depends_on("database", up)
            .depends_on("cache", || ready(Err("connection refused".to_owned())));
        let readiness = health.readiness().await;
        assert_eq!(readiness.status, ReadinessStatus::NotReady);
        assert_eq!(readiness.dependencies[1].name, "cache");
        assert_eq!(readiness.dependencies[1].status, DependencyStatus::Down);
        assert_eq!(readiness.dependencies[1].detail, "connection refused");
    }

    #[tokio::test(start_paused = true)]
    async fn waits_for_all_together_and_not_for_long() {
        let started = tokio::time::Instant::now();
        let health = health().depends_on("database", pending).depends_on("cache", pending);
        let readiness = health.readiness().await;
        assert_eq!(readiness.status, ReadinessStatus::NotReady);
        assert_eq!(readiness.dependencies[0].detail, "no answer within 1s");
        assert!(started.elapsed() < Duration::from_millis(1100));
    }

    #[tokio::test]
    async fn draining_outweighs_all() {
        let health = health().depends_on("database", up);
        health.drain();
        let readiness = health.readiness().await;
        assert_eq!(serde_json::to_value(readiness.status).unwrap(), "draining");
        assert_eq!(readiness.dependencies[0].status, DependencyStatus::Up);
    }
}
