"""The outermost layer of a service: request id, span, metrics, access log and the last word on exceptions."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import structlog
from opentelemetry.trace import INVALID_SPAN, Span

from observatory_telemetry.metrics import Metrics, known_method
from observatory_telemetry.request_id import HEADER, choose_request_id, request_context
from observatory_telemetry.tracing import Tracing, end_request

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_HEADER_NAME: Final = HEADER.lower().encode()
# Asked every few seconds by machines: worth a line only when somebody is looking for trouble.
_QUIET_PATHS: Final = frozenset({"/health", "/ready", "/metrics"})
_UNMATCHED: Final = "unmatched"
_TRACE_HEADERS: Final = ("traceparent", "tracestate")

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class TelemetryMiddleware:
    """Wraps an ASGI application. It has to be the outermost layer to see what the client gets."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing) -> None:
        """Watch the requests to this application."""
        self._app = app
        self._metrics = metrics
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on what is not one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        request_id = choose_request_id(_received(scope, _HEADER_NAME))
        with request_context(request_id), self._span(scope, request_id) as span:
            await self._answer(scope, receive, _Exchange(send, request_id), span)

    def _span(self, scope: Scope, request_id: str) -> AbstractContextManager[Span]:
        if scope["path"] in _QUIET_PATHS:
            return nullcontext(INVALID_SPAN)
        headers = {name: value for name in _TRACE_HEADERS if (value := _received(scope, name.encode()))}
        return self._tracing.request(known_method(scope["method"]), scope["path"], request_id, headers)

    async def _answer(self, scope: Scope, receive: Receive, exchange: "_Exchange", span: Span) -> None:
        started = time.perf_counter()
        try:
            await self._app(scope, receive, exchange.send)
        except Exception:
            _log.exception("request failed", method=scope["method"], path=scope["path"])
            # Once an answer is under way the server can add nothing but the same trace, in its own form.
            if not exchange.started:
                raise
        finally:
            # Routers leave the route that they chose in the scope that they were given.
            route = getattr(scope.get("route"), "path", None)
            self._record(scope, route or _UNMATCHED, exchange.status, time.perf_counter() - started)
            end_request(span, known_method(scope["method"]), route, exchange.status)

    def _record(self, scope: Scope, route: str, status: int, seconds: float) -> None:
        method, path = scope["method"], scope["path"]
        self._metrics.observe_request(method=method, route=route, status=status, seconds=seconds)
        log = _log.debug if path in _QUIET_PATHS else _log.info
        # Without the query: people put tokens there.
        log(
            "request",
            method=method,
            path=path,
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 3),
        )


class _Exchange:
    """Sends an answer on, with the request id, and remembers its status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._header = (_HEADER_NAME, request_id.encode())
        self.started = False
        # What the server answers for an application that ends without an answer.
        self.status = 500

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), self._header]}
        await self._send(message)


def _received(scope: Scope, wanted: bytes) -> str | None:
    for name, value in scope["headers"]:
        if name == wanted:
            received: bytes = value
            return received.decode("latin-1")
    return None
