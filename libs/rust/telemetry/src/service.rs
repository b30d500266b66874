/// Which program is speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The service's name, the same in logs, metrics and health.
    pub name: &'static str,
    /// Its version, as its manifest has it.
    pub version: &'static str,
}
