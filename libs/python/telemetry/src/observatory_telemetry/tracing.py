"""Spans of a service: what it was asked, what it asked others, and as a part of whose trace."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from observatory_telemetry.exporter import OutspokenExporter
from observatory_telemetry.redaction import redact_text

_SCOPE: Final = "observatory_telemetry"
# A collector that does not answer must not hold up the end of a service.
_FLUSH_SECONDS: Final = 1
_FAILED: Final = 500

_propagator: Final = TraceContextTextMapPropagator()


class Tracing:
    """The spans of one service, and the way that they take.

    Without an endpoint none are sent. Traces that come in still go on to whoever is asked in turn,
    and their ids are in the log.
    """

    def __init__(
        self, service: str, version: str, endpoint: str | None = None, exporter: SpanExporter | None = None
    ) -> None:
        """Send spans by OTLP over HTTP to the endpoint, or to an exporter that a test can read."""
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": service, "service.version": version}),
            shutdown_on_exit=False,
        )
        if exporter is None and endpoint is not None:
            exporter = OutspokenExporter(f"{endpoint.rstrip('/')}/v1/traces")
        if exporter is not None:
            self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(_SCOPE)

    @contextmanager
    def request(self, method: str, path: str, request_id: str, headers: Mapping[str, str]) -> Iterator[Span]:
        """Make what happens inside the span of a request, below that of its caller where there is one."""
        attributes: dict[str, AttributeValue] = {
            "http.request.method": method,
            "http.request.header.x-request-id": [request_id],
            "url.path": redact_text(path),
            "url.scheme": "http",
        }
        with self._tracer.start_as_current_span(
            method,
            context=_propagator.extract(headers, Context()),
            kind=SpanKind.SERVER,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield span

    @contextmanager
    def call(self, name: str, attributes: Mapping[str, AttributeValue]) -> Iterator[Span]:
        """Make what happens inside the span of a call to something outside of this process.

        Outside of a trace there is none: what a service does by itself, such as a probe, is nobody's
        story.
        """
        current = trace.get_current_span()
        if not current.get_span_context().is_valid:
            yield current
            return
        with self._tracer.start_as_current_span(
            name,
            kind=SpanKind.CLIENT,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except BaseException as error:
                span.set_status(StatusCode.ERROR, redact_text(str(error)))
                span.set_attribute("error.type", type(error).__name__)
                raise

    def flush(self) -> None:
        """Send what has not been sent yet."""
        self._provider.force_flush()

    def stop(self) -> None:
        """Send what has not been sent yet, unless that takes long, and end."""
        # By itself this would wait half a minute for a collector that is away.
        ending = threading.Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        ending.start()
        ending.join(_FLUSH_SECONDS)


def end_request(span: Span, method: str, route: str | None, status: int) -> None:
    """Complete the span of a request. Only our own mistakes make it a failed one."""
    if route is not None:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= _FAILED:
        span.set_status(StatusCode.ERROR)
        span.set_attribute("error.type", str(status))


def trace_headers() -> dict[str, str]:
    """Return the headers that tell the current trace to another service."""
    headers: dict[str, str] = {}
    _propagator.inject(headers)
    return headers
