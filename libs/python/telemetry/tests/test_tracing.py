import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from structlog.testing import capture_logs

from observatory_telemetry.tracing import Tracing, end_request, trace_headers

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}


class Recorded:
    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.tracing = Tracing("example", "1.2.3", exporter=self._exporter)

    @property
    def spans(self) -> dict[str, ReadableSpan]:
        self.tracing.flush()
        return {span.name: span for span in self._exporter.get_finished_spans()}


@pytest.fixture
def recorded() -> Recorded:
    return Recorded()


def test_spans_say_which_service_made_them(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,service.name=other")
    recorded = Recorded()
    with recorded.tracing.request("GET", "/", "abc", {}):
        pass

    resource = recorded.spans["GET"].resource.attributes
    assert resource["service.name"] == "example"
    assert resource["service.version"] == "1.2.3"
    assert resource["deployment.environment.name"] == "test"


def test_a_call_is_a_span_below_the_request_and_tells_the_trace_on(recorded: Recorded) -> None:
    with recorded.tracing.request("GET", "/", "abc", CALLER), recorded.tracing.call("GET /v1", {"a": 1}):
        told = trace_headers()

    call, request = recorded.spans["GET /v1"], recorded.spans["GET"]
    assert call.parent is not None
    assert (call.kind, call.parent.span_id) == (SpanKind.CLIENT, request.context.span_id)
    assert call.attributes == {"a": 1}
    assert told == {"traceparent": f"00-{TRACE}-{call.context.span_id:016x}-01"}


def test_a_call_that_fails_is_a_failed_span_without_its_secrets(recorded: Recorded) -> None:
    message = "no answer of http://me:hunter2@core"
    with (
        recorded.tracing.request("GET", "/", "abc", {}) as request,
        pytest.raises(ValueError, match="no answer"),
        recorded.tracing.call("GET /v1", {}),
    ):
        raise ValueError(message)
    end_request(request, "GET", None, 502)

    call = recorded.spans["GET /v1"]
    assert call.status.status_code is StatusCode.ERROR
    assert call.status.description == "no answer of http://me:***@core"
    assert call.attributes == {"error.type": "ValueError"}


def test_a_call_outside_of_a_trace_has_no_span(recorded: Recorded) -> None:
    with recorded.tracing.call("GET /ready", {}):
        assert trace_headers() == {}

    assert recorded.spans == {}


def test_what_the_caller_does_not_record_is_not_recorded(recorded: Recorded) -> None:
    unrecorded = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-00"}
    with recorded.tracing.request("GET", "/", "abc", unrecorded), recorded.tracing.call("GET /v1", {}):
        told = trace_headers()["traceparent"]

    assert recorded.spans == {}
    assert told.startswith(f"00-{TRACE}-")
    assert told.endswith("-00")


def test_a_trace_goes_on_without_a_collector() -> None:
    tracing = Tracing("example", "1")
    with tracing.request("GET", "/", "abc", CALLER):
        assert TRACE in trace_headers()["traceparent"]
    tracing.stop()


class Collector:
    def __init__(self, url: str) -> None:
        self.url = url
        self.status = 200
        self.received: list[tuple[str, ExportTraceServiceRequest]] = []


@contextmanager
def running_collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.received.append((self.path, ExportTraceServiceRequest.FromString(body)))
            self.send_response(collector.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests to the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_port}/base/")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


def send(tracing: Tracing) -> None:
    with tracing.request("GET", "/api/things", "abc", CALLER):
        pass
    tracing.flush()


def test_spans_are_sent_by_otlp_over_http() -> None:
    with running_collector() as collector:
        tracing = Tracing("example", "1.2.3", collector.url)
        send(tracing)
        tracing.stop()

    ((path, request),) = collector.received
    (resource_spans,) = request.resource_spans
    attributes = {item.key: item.value.string_value for item in resource_spans.resource.attributes}
    (span,) = resource_spans.scope_spans[0].spans
    assert path == "/base/v1/traces"
    assert (attributes["service.name"], attributes["service.version"]) == ("example", "1.2.3")
    assert (span.name, span.trace_id.hex()) == ("GET", TRACE)


def test_a_collector_that_refuses_is_mentioned_once_and_so_is_its_return() -> None:
    with running_collector() as collector, capture_logs() as lines:
        tracing = Tracing("example", "1.2.3", collector.url)
        collector.status = 400
        send(tracing)
        send(tracing)
        collector.status = 200
        send(tracing)
        send(tracing)
        tracing.stop()

    assert [(line["log_level"], line["event"]) for line in lines] == [
        ("warning", "traces cannot be sent; this is said once"),
        ("info", "traces are sent again"),
    ]
    assert "400" in lines[0]["reason"]
    assert lines[1]["spans_lost"] == 2
