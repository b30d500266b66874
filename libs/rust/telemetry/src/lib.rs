//! What every service of the system tells about itself, in one form: logs, metrics, health and error answers.
//!
//! A service calls [`logs::init`] first, keeps one [`Metrics`], one [`Health`] and, where its traces are to go somewhere,
//! one [`Traces`], serves [`operations`] on the port that its operators use, and passes each of its routers through
//! [`observe`].

mod health;
mod http;
pub mod logs;
mod metrics;
mod operations;
mod problem;
pub mod redact;
mod request_id;
mod service;
mod traces;

pub use health::{Dependency, DependencyStatus, Health, Liveness, Readiness, ReadinessStatus};
pub use http::{observe, observe_untraced};
pub use metrics::Metrics;
pub use operations::operations;
pub use problem::Problem;
/// For metrics of a service's own, in the one version that [`Metrics::register`] takes.
pub use prometheus;
pub use request_id::RequestId;
pub use service::Service;
pub use traces::{TRACE, Traces};
