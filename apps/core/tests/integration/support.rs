//! What the integration tests share: the service within the test, as a process of its own, and an HTTP client.

pub(crate) mod client;
pub(crate) mod in_process;
pub(crate) mod payload;
pub(crate) mod process;
