import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fake_core import FakeCore
from pydantic import HttpUrl

from api_python.core import CoreClient, CoreError, CoreTimeoutError
from api_python.settings import Settings
from api_python.spans import SpanPage, guess_next_cursor
from observatory_telemetry.request_id import request_context
from observatory_telemetry.tracing import Tracing

TRACING = Tracing("api-python", "1")


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[CoreClient]:
    client = CoreClient(settings, TRACING)
    yield client
    await client.aclose()


async def test_reads_all_pages(core: FakeCore, client: CoreClient) -> None:
    core.add(2500, gen_ai__request__model="x")

    sample = await client.model_calls()

    assert (len(sample.calls), sample.truncated) == (2500, False)
    assert [asked.query for asked in core.asked] == [
        {"limit": "1000"},
        {"limit": "1000", "cursor": "1000"},
        {"limit": "1000", "cursor": "2000"},
    ]


async def test_an_empty_core_has_no_calls(client: CoreClient) -> None:
    sample = await client.model_calls()

    assert (sample.calls, sample.truncated) == ([], False)


async def test_lets_core_choose_the_service_and_chooses_the_model_itself(
    core: FakeCore, client: CoreClient
) -> None:
    core.add(2, service="checkout", gen_ai__request__model="x")
    core.add(3, service="search", gen_ai__request__model="x")
    core.add(4, service="search", gen_ai__request__model="y")

    sample = await client.model_calls(service="search", model="x")

    assert [(call.service, call.model) for call in sample.calls] == [("search", "x")] * 3
    assert core.asked[0].query["service"] == "search"


async def test_counts_a_span_that_was_sent_twice_once(core: FakeCore, client: CoreClient) -> None:
    core.add(gen_ai__request__model="x")
    core.spans *= 2

    assert len((await client.model_calls()).calls) == 1


async def test_stops_at_its_limit_and_says_so(core: FakeCore) -> None:
    core.add(3000, gen_ai__request__model="x")
    client = CoreClient(Settings(core_url=HttpUrl(core.url), max_spans=1500), TRACING)

    sample = await client.model_calls()
    await client.aclose()

    assert (len(sample.calls), sample.truncated) == (2000, True)
    assert len(core.asked) == 2


async def test_ends_with_a_core_that_never_ends(core: FakeCore) -> None:
    core.body = b'{"spans": [], "next_cursor": "again", "total": 0}'
    client = CoreClient(Settings(core_url=HttpUrl(core.url), max_spans=3000), TRACING)

    sample = await client.model_calls()
    await client.aclose()

    assert (sample.truncated, len(core.asked)) == (True, 3)


async def test_asks_for_the_next_page_before_it_has_read_this_one(
    core: FakeCore, client: CoreClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.add(2500, gen_ai__request__model="x")
    asked_by_then = []

    def guess(body: bytes) -> str | None:
        core.arrived.clear()
        return guess_next_cursor(body)

    def parse(body: bytes) -> SpanPage:
        if guess_next_cursor(body) is not None:
            core.arrived.wait(timeout=10)
        asked_by_then.append(len(core.asked))
        return SpanPage.model_validate_json(body)

    monkeypatch.setattr("api_python.core.parse_page", parse)
    monkeypatch.setattr("api_python.core.guess_next_cursor", guess)

    assert len((await client.model_calls()).calls) == 2500
    assert asked_by_then == [2, 3, 3]


@pytest.mark.parametrize("guessed", ["2000", "nonsense", None])
async def test_a_wrong_guess_costs_time_and_nothing_else(
    guessed: str | None, core: FakeCore, client: CoreClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    core.add(2500, gen_ai__request__model="x")
    monkeypatch.setattr("api_python.core.guess_next_cursor", lambda _body: guessed)

    sample = await client.model_calls()

    assert (len(sample.calls), sample.truncated) == (2500, False)


async def test_leaves_no_request_behind(core: FakeCore, client: CoreClient) -> None:
    core.body = b'{"spans": {}, "next_cursor": "again"}'
    before = asyncio.all_tasks()

    with pytest.raises(CoreError, match="no page of spans"):
        await client.model_calls()

    assert asyncio.all_tasks() == before


async def test_passes_the_request_id_on(core: FakeCore, client: CoreClient) -> None:
    with request_context("from-outside"):
        await client.model_calls()
    await client.model_calls()

    assert [asked.request_id for asked in core.asked] == ["from-outside", None]


async def test_says_that_core_cannot_be_reached_and_keeps_the_cause_for_the_log() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    client = CoreClient(Settings(core_url=HttpUrl(f"http://127.0.0.1:{port}")), TRACING)

    with pytest.raises(CoreError, match=r"^core cannot be reached$") as caught:
        await client.model_calls()
    await client.aclose()

    assert caught.value.__cause__ is not None


async def test_says_that_core_is_too_slow_for_all_pages_together(core: FakeCore) -> None:
    core.answering.clear()
    client = CoreClient(
        Settings(core_url=HttpUrl(core.url), core_timeout_seconds=timedelta(seconds=0.1)), TRACING
    )

    with pytest.raises(CoreTimeoutError, match=r"^core did not answer within 0\.1 s$"):
        await client.model_calls()
    await client.aclose()


async def test_says_that_core_refused(core: FakeCore, client: CoreClient) -> None:
    core.status = 500

    with pytest.raises(CoreError, match=r"^core answered GET /v1/spans with status 500$"):
        await client.model_calls()


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b'{"spans": [{"prompt": "dear diary"}], "next_cursor": null}']
)
async def test_says_that_core_gave_something_else_and_does_not_repeat_it(
    body: bytes, core: FakeCore, client: CoreClient
) -> None:
    core.body = body

    with pytest.raises(CoreError, match="no page of spans") as caught:
        await client.model_calls()

    assert "diary" not in repr(caught.value.__cause__)


async def test_knows_no_proxy(core: FakeCore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    client = CoreClient(Settings(core_url=HttpUrl(core.url)), TRACING)

    assert await client.probe() == "ready"
    await client.aclose()
