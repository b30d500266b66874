"""Sending spans by OTLP over HTTP, in protobuf."""

import logging
from collections.abc import Sequence
from typing import Final

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

_EXPORT_SECONDS: Final = 5

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class OutspokenExporter(SpanExporter):
    """Says when spans cannot be sent, once, and when they can be again. OpenTelemetry says it each time."""

    def __init__(self, url: str) -> None:
        """Take the word from the exporter that does the work."""
        self._inner = OTLPSpanExporter(endpoint=url, timeout=_EXPORT_SECONDS)
        self._url = url
        self._lost = 0
        self._reason = _LastWord()
        library = logging.getLogger("opentelemetry")
        library.handlers = [self._reason]
        library.propagate = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans, and note whether that worked."""
        if self._inner.export(spans) is not SpanExportResult.SUCCESS:
            if not self._lost:
                _log.warning(
                    "traces cannot be sent; this is said once", endpoint=self._url, reason=self._reason.text
                )
            self._lost += len(spans)
        elif self._lost:
            _log.info("traces are sent again", endpoint=self._url, spans_lost=self._lost)
            self._lost = 0
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Stop, also in the middle of another attempt."""
        self._inner.shutdown()  # type: ignore[no-untyped-call]


class _LastWord(logging.Handler):
    """Keeps what a library said last."""

    text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text = record.getMessage()
