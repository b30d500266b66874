"""The client of core's query API."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx2
from pydantic import ValidationError

from api_python.calls import ModelCall, model_call
from api_python.settings import Settings
from api_python.spans import SpanPage, guess_next_cursor
from observatory_telemetry.redaction import redact_text
from observatory_telemetry.request_id import HEADER, current_request_id
from observatory_telemetry.tracing import Tracing, trace_headers

PAGE_SIZE: Final = 1000


class CoreError(Exception):
    """Core did not give what was asked of it. The message is for clients; the cause may name addresses."""


class CoreTimeoutError(CoreError):
    """Core took longer than it may."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The model calls to count; ``truncated`` where core held more spans than may be read."""

    calls: list[ModelCall]
    truncated: bool


class CoreClient:
    """Reads from core over a pool of connections."""

    def __init__(self, settings: Settings, tracing: Tracing) -> None:
        """Prepare the pool; nothing is connected yet."""
        self._tracing = tracing
        self._deadline_seconds = settings.core_timeout_seconds.total_seconds()
        self._max_pages = -(-settings.max_spans // PAGE_SIZE)
        # No proxy from the environment: core is a neighbour. No timeout of its own: see model_calls.
        self._http = httpx2.AsyncClient(base_url=str(settings.core_url), timeout=None, trust_env=False)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def probe(self) -> str:
        """Return that core can answer queries, or raise CoreError."""
        await self._get("/ready", {})
        return "ready"

    async def model_calls(self, *, service: str | None = None, model: str | None = None) -> Sample:
        """Return the newest model calls, read page by page, all within one deadline."""
        # By identity: an exporter that had no answer sends a span again, and pages shift while they are read.
        calls: dict[tuple[str, str], ModelCall] = {}
        truncated = False
        try:
            async with asyncio.timeout(self._deadline_seconds), aclosing(self._pages(service)) as pages:
                async for page in pages:
                    for span in page.spans:
                        if call := model_call(span, of_model=model):
                            calls[span["trace_id"], span["span_id"]] = call
                    truncated = page.next_cursor is not None
        except TimeoutError as error:
            message = f"core did not answer within {self._deadline_seconds:g} s"
            raise CoreTimeoutError(message) from error
        return Sample(list(calls.values()), truncated)

    async def _pages(self, service: str | None) -> AsyncGenerator[SpanPage]:
        query = {"limit": str(PAGE_SIZE)} | ({} if service is None else {"service": service})
        cursor: str | None = None
        ahead: _Ahead | None = None
        try:
            # A bound on pages and not on spans: it holds for a core that sends empty pages, too.
            for left in reversed(range(self._max_pages)):
                if ahead is not None and ahead.cursor == cursor:
                    body = await ahead.body
                else:
                    await _drop(ahead)
                    body = await self._get_page(query, cursor)
                # Core looks for the next page while this one is parsed; in a thread, so that it is asked now.
                guess = guess_next_cursor(body) if left else None
                ahead = None if guess is None else self._ask_ahead(query, guess)
                page = await asyncio.to_thread(parse_page, body)
                cursor = page.next_cursor
                yield page
                if cursor is None:
                    return
        finally:
            await _drop(ahead)

    def _ask_ahead(self, query: dict[str, str], cursor: str) -> "_Ahead":
        return _Ahead(cursor, asyncio.create_task(self._get_page(query, cursor)))

    async def _get_page(self, query: dict[str, str], cursor: str | None) -> bytes:
        return await self._get("/v1/spans", query if cursor is None else query | {"cursor": cursor})

    async def _get(self, path: str, query: dict[str, str]) -> bytes:
        request = self._http.build_request("GET", path, params=query)
        attributes = {
            "service.peer.name": "core",
            "http.request.method": "GET",
            "url.full": redact_text(str(request.url)),
            "server.address": request.url.host,
        }
        with self._tracing.call(f"GET {path}", attributes) as span:
            if request_id := current_request_id():
                request.headers[HEADER] = request_id
            request.headers.update(trace_headers())
            try:
                response = await self._http.send(request)
            except httpx2.HTTPError as error:
                message = "core cannot be reached"
                raise CoreError(message) from error
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code != HTTPStatus.OK:
                message = f"core answered GET {path} with status {response.status_code}"
                raise CoreError(message)
            return response.content


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The page behind the one that is being parsed, asked for with a cursor that was guessed."""

    cursor: str
    body: asyncio.Task[bytes]


async def _drop(ahead: _Ahead | None) -> None:
    """End a request that nobody waits for any more; what became of it is of no interest."""
    if ahead is not None:
        ahead.body.cancel()
        await asyncio.gather(ahead.body, return_exceptions=True)


def parse_page(body: bytes) -> SpanPage:
    """Return a page as core wrote it, or raise CoreError."""
    try:
        return SpanPage.model_validate_json(body)
    except ValidationError as error:
        message = "core gave an answer that is no page of spans"
        raise CoreError(message) from error
