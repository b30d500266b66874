//! The settings that all services have.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::{Complete, Field, Form, LogLevel, kinds};

const LONGEST_GRACE: Duration = Duration::from_secs(3600);

/// Where a service listens, how much it says and how long it may take to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSettings {
    /// `HOST`: the address to listen on.
    pub host: IpAddr,
    /// `PORT`: the main port; 0 lets the system choose one.
    pub port: u16,
    /// `LOG_LEVEL`.
    pub log_level: LogLevel,
    /// `SHUTDOWN_GRACE_SECONDS`: how long requests in flight may take after a signal to stop.
    pub shutdown_grace: Duration,
}

/// [`ServiceSettings`] on a form that is still open.
pub struct ServiceFields {
    host: Field<IpAddr>,
    /// See [`ServiceSettings::port`].
    pub port: Field<u16>,
    log_level: Field<LogLevel>,
    shutdown_grace: Field<Duration>,
}

impl ServiceFields {
    /// Asks for the common settings of a service.
    pub fn read(form: &mut Form<'_>, default_port: u16) -> Self {
        Self {
            host: form.optional("HOST", kinds::ip_address(), Ipv4Addr::UNSPECIFIED.into()),
            port: form.optional("PORT", kinds::integer(0..=u16::MAX), default_port),
            log_level: form.optional("LOG_LEVEL", kinds::choice(LogLevel::ALL), LogLevel::Info),
            shutdown_grace: form.optional(
                "SHUTDOWN_GRACE_SECONDS",
                kinds::seconds(Duration::ZERO..=LONGEST_GRACE),
                Duration::from_secs(8),
            ),
        }
    }

    /// The settings, for whoever can show that the form was sound.
    pub fn take(self, complete: &Complete) -> ServiceSettings {
        ServiceSettings {
            host: self.host.take(complete),
            port: self.port.take(complete),
            log_level: self.log_level.take(complete),
            shutdown_grace: self.shutdown_grace.take(complete),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Problems;

    fn read(variables: &[(&str, &str)]) -> Result<ServiceSettings, Problems> {
        let environment = variables.iter().copied().collect();
        let mut form = Form::new(&environment);
        let fields = ServiceFields::read(&mut form, 4000);
        let complete = form.finish()?;
        Ok(fields.take(&complete))
    }

    #[test]
    fn needs_no_setting_at_all() {
        let expected = ServiceSettings {
            host: IpAddr::from([0, 0, 0, 0]),
            port: 4000,
            log_level: LogLevel::Info,
            shutdown_grace: Duration::from_secs(8),
        };
        assert_eq!(read(&[]), Ok(expected));
    }

    #[test]
    fn reads_each_setting() {
        let settings = read(&[
            ("HOST", "::1"),
            ("PORT", "0"),
            ("LOG_LEVEL", "error"),
            ("SHUTDOWN_GRACE_SECONDS", "2.5"),
        ]);
        let expected = ServiceSettings {
            host: "::1".parse().unwrap(),
            port: 0,
            log_level: LogLevel::Error,
            shutdown_grace: Duration::from_millis(2500),
        };
        assert_eq!(settings, Ok(expected));
    }

    #[test]
    fn names_each_setting_that_is_wrong() {
        let problems = read(&[
            ("HOST", "localhost"),
            ("PORT", "70000"),
            ("LOG_LEVEL", "loud"),
            ("SHUTDOWN_GRACE_SECONDS", "soon"),
        ])
        .unwrap_err();
        let names: Vec<_> = problems.iter().map(crate::Problem::variable).collect();
        assert_eq!(names, ["HOST", "PORT", "LOG_LEVEL", "SHUTDOWN_GRACE_SECONDS"]);
    }
}
