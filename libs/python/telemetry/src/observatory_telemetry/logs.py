"""Structured logs: one JSON object a line, on standard output, without secrets."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import structlog
from opentelemetry import trace
from structlog.types import EventDict, Processor, WrappedLogger

from observatory_config.fields import LogLevel
from observatory_telemetry.redaction import redact, redact_entry
from observatory_telemetry.request_id import current_request_id

_LEVELS: Final[dict[LogLevel, int]] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
}
_LEVEL_NAMES: Final = {"warning": "warn", "critical": "error", "exception": "error"}


def configure_logging(service: str, level: LogLevel, stream: TextIO | None = None) -> None:
    """Send every log line of this process to the stream, in one form.

    What libraries say through ``logging`` is shown from warnings up, whatever the level: their
    debug lines are about them and not about the service.
    """
    output = stream or sys.stdout
    threshold = _LEVELS[level]
    chain: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        _Shape(service),
        structlog.processors.JSONRenderer(separators=(",", ":")),
    ]
    structlog.configure(
        processors=chain,
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(output),
    )

    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *chain]
        )
    )
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)
    logging.captureWarnings(capture=True)


class _Shape:
    """Gives each line its fixed fields first, and takes the secrets out of the others."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        level = event.pop("level")
        fixed: dict[str, Any] = {
            "timestamp": _timestamp(),
            "level": _LEVEL_NAMES.get(level, level),
            "message": redact(event.pop("event")),
            "service": self._service,
        }
        if (request_id := current_request_id()) is not None:
            fixed["request_id"] = request_id
        if (span := trace.get_current_span().get_span_context()).is_valid:
            fixed["trace_id"] = trace.format_trace_id(span.trace_id)
            fixed["span_id"] = trace.format_span_id(span.span_id)
        fields = {key: redact_entry(key, value) for key, value in event.items() if key not in fixed}
        return {**fixed, **fields}


def _timestamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
