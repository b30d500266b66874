"""A core that speaks the query API over real HTTP and says what it is told to say."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


@dataclass
class Asked:
    path: str
    query: dict[str, str]
    request_id: str | None
    traceparent: str | None


@dataclass
class FakeCore:
    url: str
    spans: list[Json] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    """Sent instead of what would be right."""
    answering: threading.Event = field(default_factory=threading.Event)
    """Cleared, it holds all answers back."""
    arrived: threading.Event = field(default_factory=threading.Event)

    def answer(self, asked: Asked) -> bytes:
        self.asked.append(asked)
        self.arrived.set()
        self.answering.wait(timeout=10)
        if self.body is not None:
            return self.body
        return json.dumps({"status": "ready"} if asked.path == "/ready" else self.page(asked.query)).encode()

    def page(self, query: dict[str, str]) -> Json:
        limit, start = int(query["limit"]), int(query.get("cursor", "0"))
        assert 1 <= limit <= 1000
        found = [span for span in self.spans if query.get("service") in (None, span["service"])]
        end = start + limit
        return {
            "spans": found[start:end],
            "next_cursor": str(end) if end < len(found) else None,
            "total": len(found),
        }

    def add(self, count: int = 1, **changes: Any) -> None:
        self.spans += [span(len(self.spans) + number, **changes) for number in range(count)]


def span(
    number: int,
    *,
    service: str = "checkout",
    duration_ms: float = 10,
    status: str = "unset",
    **attributes: Any,
) -> Json:
    """Return a span in all its fields. Attributes have ``__`` for a dot: ``gen_ai__request__model``."""
    return {
        "trace_id": f"{number:032x}",
        "span_id": f"{number:016x}",
        "parent_span_id": None,
        "name": "chat",
        "kind": "client",
        "service": service,
        "start_unix_nano": "1700000000000000000",
        "end_unix_nano": "1700000000010000000",
        "duration_ms": duration_ms,
        "status": status,
        "status_message": "",
        "attributes": {name.replace("__", "."): value for name, value in attributes.items()},
        "resource": {"service.name": service},
    }


@contextmanager
def running_core() -> Iterator[FakeCore]:
    """Run a fake core on a free port until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            target = urlsplit(self.path)
            query = {name: value for name, (value,) in parse_qs(target.query).items()}
            body = core.answer(
                Asked(target.path, query, self.headers["X-Request-Id"], self.headers["traceparent"])
            )
            self.send_response(core.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests to the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        core = FakeCore(f"http://127.0.0.1:{server.server_port}")
        core.answering.set()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield core
        finally:
            core.answering.set()
            server.shutdown()
            thread.join()
