import socket

import pytest
from fake_core import FakeCore
from fastapi.testclient import TestClient
from pydantic import HttpUrl
from structlog.testing import capture_logs

from api_python.application import Application
from api_python.core import CoreClient
from api_python.settings import Settings


def test_an_unknown_route(client: TestClient) -> None:
    response = client.get("/nowhere", headers={"X-Request-Id": "abc"})

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at /nowhere.",
        "request_id": "abc",
    }


def test_another_method(client: TestClient) -> None:
    response = client.post("/api/statistics/latency")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET"
    assert response.json()["detail"] == "/api/statistics/latency does not answer POST."


def test_an_id_of_its_own_where_none_came(client: TestClient) -> None:
    response = client.get("/nowhere")

    assert response.json()["request_id"] == response.headers["x-request-id"] != ""


def test_core_that_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    application = Application(Settings(core_url=HttpUrl(f"http://me:hunter2@127.0.0.1:{port}")))

    with TestClient(application.asgi) as client, capture_logs() as logs:
        response = client.get("/api/statistics/latency")

    assert response.status_code == 502
    assert response.json()["detail"] == "core cannot be reached"
    (failure,) = (line for line in logs if line["event"] == "core failed")
    assert "ConnectError" in failure["cause"]


def test_core_that_takes_too_long(core: FakeCore, monkeypatch: pytest.MonkeyPatch) -> None:
    core.answering.clear()
    monkeypatch.setenv("CORE_TIMEOUT_SECONDS", "0.1")

    with TestClient(Application(Settings(core_url=HttpUrl(core.url))).asgi) as client:
        response = client.get("/api/statistics/latency")

    assert response.status_code == 504
    assert response.json()["detail"] == "core did not answer within 0.1 s"


def test_a_fault_of_our_own_says_nothing_outside_and_all_in_the_log(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_core: CoreClient, **_selection: object) -> None:
        message = "internal detail"
        raise RuntimeError(message)

    monkeypatch.setattr(CoreClient, "model_calls", broken)

    with capture_logs() as logs:
        response = client.get("/api/statistics/latency", headers={"X-Request-Id": "abc"})

    assert response.status_code == 500
    assert response.headers["x-request-id"] == response.json()["request_id"] == "abc"
    assert "internal detail" not in response.text
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("request failed", "error"),
        ("request", "info"),
    ]
