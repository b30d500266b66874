from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from structlog.testing import capture_logs

from observatory_telemetry.metrics import Metrics
from observatory_telemetry.middleware import Message, Receive, Scope, Send, TelemetryMiddleware
from observatory_telemetry.request_id import current_request_id
from observatory_telemetry.tracing import Tracing, trace_headers


async def application(scope: Scope, _receive: Receive, send: Send) -> None:
    match scope["path"]:
        case "/silent":
            message = "before the answer"
            raise ValueError(message)
        case "/api/things/7":
            scope["route"] = SimpleNamespace(path="/api/things/{id}")
    await send({"type": "http.response.start", "status": 201, "headers": [(b"x-own", b"1")]})
    if scope["path"] == "/torn":
        message = "in the middle of the answer"
        raise ValueError(message)
    told = trace_headers().get("traceparent") if scope["path"] == "/told" else current_request_id()
    await send({"type": "http.response.body", "body": (told or "").encode()})


class Exchange:
    def __init__(self, metrics: Metrics | None = None) -> None:
        self.metrics = metrics or Metrics("example", "1")
        self.exporter = InMemorySpanExporter()
        self.tracing = Tracing("example", "1.2.3", exporter=self.exporter)
        self.sent: list[Message] = []
        self.logs: list[Any] = []

    async def get(self, path: str, *headers: tuple[bytes, bytes], kind: str = "http") -> "Exchange":
        scope = {
            "type": kind,
            "method": "GET",
            "path": path,
            "headers": list(headers),
            "query_string": b"q=1",
        }

        async def send(message: Message) -> None:
            self.sent.append(message)

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        with capture_logs() as self.logs:
            await TelemetryMiddleware(application, self.metrics, self.tracing)(scope, receive, send)
        return self

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        self.tracing.flush()
        return self.exporter.get_finished_spans()

    @property
    def request_id(self) -> str:
        (value,) = (value for name, value in self.sent[0]["headers"] if name == b"x-request-id")
        return str(value, "ascii")


async def test_returns_the_id_that_came_with_the_request() -> None:
    exchange = await Exchange().get("/", (b"accept", b"*/*"), (b"x-request-id", b"from-outside"))

    assert exchange.request_id == "from-outside"
    assert (b"x-own", b"1") in exchange.sent[0]["headers"]
    assert exchange.sent[1]["body"] == b"from-outside"


@pytest.mark.parametrize("headers", [[], [(b"x-request-id", b"not harmless")], [(b"x-request-id", b"\xff")]])
async def test_makes_an_id_where_there_is_none_to_use(headers: list[tuple[bytes, bytes]]) -> None:
    exchange = await Exchange().get("/", *headers)

    assert len(exchange.request_id) == 32
    assert exchange.sent[1]["body"] == exchange.request_id.encode()


async def test_there_is_no_id_left_after_the_request() -> None:
    await Exchange().get("/")

    assert current_request_id() is None


async def test_writes_a_line_for_a_request_without_its_query() -> None:
    exchange = await Exchange().get("/api/things/7")

    (line,) = exchange.logs
    duration = line.pop("duration_ms")
    assert duration >= 0
    assert line == {
        "log_level": "info",
        "event": "request",
        "method": "GET",
        "path": "/api/things/7",
        "route": "/api/things/{id}",
        "status": 201,
    }


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
async def test_machines_that_ask_all_the_time_are_logged_at_debug(path: str) -> None:
    exchange = await Exchange().get(path)

    assert [line["log_level"] for line in exchange.logs] == ["debug"]


async def test_counts_by_route_and_never_by_path() -> None:
    exchange = await Exchange().get("/api/things/7")
    await exchange.get("/made/up")

    shown = exchange.metrics.render().decode()
    assert 'http_requests_total{method="GET",route="/api/things/{id}",status="201"} 1.0' in shown
    assert 'http_requests_total{method="GET",route="unmatched",status="201"} 1.0' in shown
    assert "/made/up" not in shown


async def test_an_exception_before_the_answer_is_logged_and_left_to_the_server() -> None:
    exchange = Exchange()

    with pytest.raises(ValueError, match="before the answer"):
        await exchange.get("/silent")

    assert [(line["event"], line["log_level"]) for line in exchange.logs] == [
        ("request failed", "error"),
        ("request", "info"),
    ]
    assert exchange.logs[1]["status"] == 500
    assert b'status="500"} 1.0' in exchange.metrics.render()


async def test_an_exception_within_the_answer_is_logged_once() -> None:
    exchange = await Exchange().get("/torn")

    assert [line["event"] for line in exchange.logs] == ["request failed", "request"]


async def test_makes_a_request_a_span_of_its_callers_trace() -> None:
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    traceparent = f"00-{trace_id}-b7ad6b7169203331-01".encode()

    exchange = await Exchange().get("/api/things/7", (b"traceparent", traceparent), (b"x-request-id", b"abc"))

    (span,) = exchange.spans
    assert span.parent is not None
    assert f"{span.context.trace_id:032x}" == trace_id
    assert f"{span.parent.span_id:016x}" == "b7ad6b7169203331"
    assert (span.name, span.status.status_code) == ("GET /api/things/{id}", StatusCode.UNSET)
    assert span.attributes == {
        "http.request.method": "GET",
        "http.request.header.x-request-id": ("abc",),
        "http.response.status_code": 201,
        "http.route": "/api/things/{id}",
        "url.path": "/api/things/7",
        "url.scheme": "http",
    }


async def test_tells_the_trace_to_what_is_asked_on_behalf_of_a_request() -> None:
    exchange = await Exchange().get("/told")

    (span,) = exchange.spans
    told = exchange.sent[1]["body"].decode()
    assert told.rpartition("-")[0] == f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}"
    assert span.parent is None


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
async def test_makes_no_span_of_what_machines_ask_all_the_time(path: str) -> None:
    assert (await Exchange().get(path)).spans == ()


async def test_an_exception_is_a_failed_span() -> None:
    exchange = Exchange()

    with pytest.raises(ValueError, match="before the answer"):
        await exchange.get("/silent")

    (span,) = exchange.spans
    assert (span.name, span.status.status_code) == ("GET", StatusCode.ERROR)
    assert span.attributes is not None
    assert span.attributes["error.type"] == "500"


async def test_passes_on_what_is_no_request() -> None:
    exchange = await Exchange().get("/", kind="lifespan")

    assert exchange.logs == []
    assert exchange.sent[0]["headers"] == [(b"x-own", b"1")]
