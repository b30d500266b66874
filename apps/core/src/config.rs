//! The settings of this service.

mod database;

use std::time::Duration;

use axum::http::Uri;
pub use database::DatabaseConfig;
use database::DatabaseFields;
use observatory_config::{Environment, Field, Form, Problem, Problems, ServiceFields, ServiceSettings, kinds};

const OTLP_PORT: u16 = 4318;
const GRPC_PORT: u16 = 4317;
const OPERATIONS_PORT: u16 = 4005;
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const MEBIBYTE: usize = 1024 * 1024;

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What all services have; the port is the one for OTLP/HTTP.
    pub service: ServiceSettings,
    /// `CORE_GRPC_PORT`: the port for OTLP/gRPC.
    pub grpc_port: u16,
    /// `CORE_HTTP_PORT`: the port for operations and queries.
    pub operations_port: u16,
    /// `CORE_BUFFER_SPANS`: how many spans are in memory at most, be it to stay or to be stored.
    pub buffer_spans: usize,
    /// `CORE_RETENTION_SECONDS`: how long a span is held in memory.
    pub retention: Duration,
    /// `CORE_MAX_REQUEST_BYTES`: the largest request body, before and after decompression.
    pub max_request_bytes: usize,
    /// Where spans are stored, if not in memory.
    pub database: Option<DatabaseConfig>,
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`: where the service's own traces go, if anywhere.
    pub traces_endpoint: Option<Uri>,
}

impl Config {
    /// Reads all settings, or says everything that is wrong with them.
    pub fn read(environment: &Environment) -> Result<Self, Problems> {
        let mut form = Form::new(environment);
        let service = ServiceFields::read(&mut form, OTLP_PORT);
        let grpc_port = form.optional("CORE_GRPC_PORT", kinds::integer(0..=u16::MAX), GRPC_PORT);
        let operations_port = form.optional("CORE_HTTP_PORT", kinds::integer(0..=u16::MAX), OPERATIONS_PORT);
        let buffer_spans = form.optional("CORE_BUFFER_SPANS", kinds::integer(1..=10_000_000), 10_000);
        let retention = form.optional(
            "CORE_RETENTION_SECONDS",
            kinds::seconds(Duration::from_secs(1)..=WEEK),
            Duration::from_secs(900),
        );
        let max_request_bytes = form.optional(
            "CORE_MAX_REQUEST_BYTES",
            kinds::integer(1024..=64 * MEBIBYTE),
            4 * MEBIBYTE,
        );
        let database = DatabaseFields::read(&mut form);
        let traces_endpoint = form.if_set("OTEL_EXPORTER_OTLP_ENDPOINT", kinds::http_url());
        reject_equal_ports(
            &mut form,
            &[
                ("PORT", &service.port),
                ("CORE_GRPC_PORT", &grpc_port),
                ("CORE_HTTP_PORT", &operations_port),
            ],
        );
        if let Some(Some(endpoint)) = traces_endpoint.peek()
            && endpoint.scheme_str() != Some("http")
        {
            form.reject(Problem::new(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "asks for TLS, which this service does not speak",
                "a URL such as http://otel-collector:4318",
            ));
        }

        let complete = form.finish()?;
        Ok(Self {
            service: service.take(&complete),
            grpc_port: grpc_port.take(&complete),
            operations_port: operations_port.take(&complete),
            buffer_spans: buffer_spans.take(&complete),
            retention: retention.take(&complete),
            max_request_bytes: max_request_bytes.take(&complete),
            database: database.take(&complete),
            traces_endpoint: traces_endpoint.take(&complete),
        })
    }
}

/// The system chooses for whoever asks for port 0, and never the same twice.
fn reject_equal_ports(form: &mut Form<'_>, ports: &[(&'static str, &Field<u16>)]) {
    for (index, (name, port)) in ports.iter().enumerate() {
        let Some(port) = port.peek().filter(|port| **port != 0) else {
            continue;
        };
        if let Some((other, _)) = ports[..index].iter().find(|(_, other)| other.peek() == Some(port)) {
            let wrong = format!("is {port}, and so is {other}");
            form.reject(Problem::new(*name, wrong, "different ports"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, String> {
        let environment = variables.iter().copied().collect();
        Config::read(&environment).map_err(|problems| problems.to_string())
    }

    #[test]
    fn needs_no_setting_at_all() {
        let config = read(&[]).unwrap();
        assert_eq!(
            (config.service.port, config.grpc_port, config.operations_port),
            (4318, 4317, 4005)
        );
        assert_eq!((config.database, config.traces_endpoint), (None, None));
        assert_eq!(config.buffer_spans, 10_000);
        assert_eq!(config.retention, Duration::from_secs(900));
        assert_eq!(config.max_request_bytes, 4_194_304);
    }

    #[test]
    fn reads_each_setting() {
        let config = read(&[
            ("CORE_GRPC_PORT", "4"),
            ("CORE_HTTP_PORT", "5"),
            ("CORE_BUFFER_SPANS", "6"),
            ("CORE_RETENTION_SECONDS", "7"),
            ("CORE_MAX_REQUEST_BYTES", "8000"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4318"),
        ])
        .unwrap();
        assert_eq!(
            (config.grpc_port, config.operations_port, config.buffer_spans),
            (4, 5, 6)
        );
        assert_eq!(config.traces_endpoint.unwrap(), "http://jaeger:4318");
        assert_eq!(
            (config.retention, config.max_request_bytes),
            (Duration::from_secs(7), 8000)
        );
    }

    #[test]
    fn reports_all_that_is_wrong() {
        let problems = read(&[
            ("PORT", "http"),
            ("CORE_GRPC_PORT", "65536"),
            ("CORE_HTTP_PORT", "-1"),
            ("CORE_BUFFER_SPANS", "0"),
            ("CORE_RETENTION_SECONDS", "8d"),
            ("CORE_MAX_REQUEST_BYTES", "4 MiB"),
            ("DATABASE_PORT", "0"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://jaeger:4318"),
        ])
        .unwrap_err();
        assert_eq!(
            problems,
            "8 settings have to be corrected:\n  \
             PORT is \"http\"; expected an integer from 0 to 65535\n  \
             CORE_GRPC_PORT is \"65536\"; expected an integer from 0 to 65535\n  \
             CORE_HTTP_PORT is \"-1\"; expected an integer from 0 to 65535\n  \
             CORE_BUFFER_SPANS is \"0\"; expected an integer from 1 to 10000000\n  \
             CORE_RETENTION_SECONDS is \"8d\"; expected seconds, or a duration such as 90s or 15m, from 1s to 7days\n  \
             CORE_MAX_REQUEST_BYTES is \"4 MiB\"; expected an integer from 1024 to 67108864\n  \
             DATABASE_PORT is \"0\"; expected an integer from 1 to 65535\n  \
             OTEL_EXPORTER_OTLP_ENDPOINT asks for TLS, which this service does not speak; \
             expected a URL such as http://otel-collector:4318"
        );
    }

    #[test]
    fn refuses_one_port_for_two_purposes() {
        let problems = read(&[("PORT", "4005")]).unwrap_err();
        assert!(problems.ends_with("\n  CORE_HTTP_PORT is 4005, and so is PORT; expected different ports"));
        let problems = read(&[("CORE_GRPC_PORT", "1"), ("CORE_HTTP_PORT", "1")]).unwrap_err();
        assert!(problems.ends_with("\n  CORE_HTTP_PORT is 1, and so is CORE_GRPC_PORT; expected different ports"));
        assert!(read(&[("PORT", "0"), ("CORE_HTTP_PORT", "0")]).is_ok());
    }
}
