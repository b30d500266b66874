import io
import json
from collections.abc import Iterator

import pytest
import structlog
from fake_core import FakeCore
from fastapi.testclient import TestClient

from api_python.about import version
from api_python.application import Application
from observatory_telemetry.logs import configure_logging


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("api-python", "info", stream)
    yield stream
    structlog.reset_defaults()


def test_alive_without_asking_anybody(client: TestClient, core: FakeCore) -> None:
    core.answering.clear()

    answer = client.get("/health").json()

    assert answer.pop("uptime_seconds") >= 0
    assert answer == {"status": "ok", "service": "api-python", "version": version()}
    assert core.asked == []


def test_ready(client: TestClient) -> None:
    response = client.get("/ready")

    answer = response.json()
    assert response.status_code == 200
    assert answer["dependencies"][0].pop("latency_ms") > 0
    assert answer == {
        "status": "ready",
        "dependencies": [{"name": "core", "status": "up", "detail": "ready"}],
    }


def test_not_ready_without_core(client: TestClient, core: FakeCore) -> None:
    core.status = 503

    response = client.get("/ready")

    (dependency,) = response.json()["dependencies"]
    assert (response.status_code, response.json()["status"]) == (503, "not_ready")
    assert (dependency["status"], dependency["detail"]) == (
        "down",
        "core answered GET /ready with status 503",
    )


def test_not_ready_while_draining(client: TestClient, application: Application) -> None:
    application.health.drain()

    response = client.get("/ready")

    assert (response.status_code, response.json()["status"]) == (503, "draining")


def test_metrics_count_by_route(client: TestClient) -> None:
    client.get("/api/statistics/latency?model=x")
    client.get("/made/up")

    response = client.get("/metrics")

    assert response.headers["content-type"].startswith("text/plain")
    assert f'service_info{{service="api-python",version="{version()}"}} 1.0' in response.text
    for labels in (
        'method="GET",route="/api/statistics/latency",status="200"',
        'method="GET",route="unmatched",status="404"',
    ):
        assert f"http_requests_total{{{labels}}} 1.0" in response.text


def test_openapi_names_what_there_is(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert {"/health", "/ready", "/metrics", "/api/statistics/latency"} <= paths.keys()


def test_the_log_of_the_server_holds_no_secret(client: TestClient, log: io.StringIO) -> None:
    client.get("/http://me:hunter2@core/?token=hunter2", headers={"X-Request-Id": "abc"})

    (line,) = (json.loads(line) for line in log.getvalue().splitlines())
    assert "hunter2" not in log.getvalue()
    assert line["path"] == "/http://me:***@core/"
    assert (line["message"], line["level"], line["request_id"]) == ("request", "info", "abc")
    assert (line["service"], line["status"], line["route"]) == ("api-python", 404, "unmatched")


def test_a_trace_goes_on_to_core_and_its_ids_into_the_log(
    client: TestClient, core: FakeCore, log: io.StringIO
) -> None:
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    caller = f"00-{trace_id}-b7ad6b7169203331-01"

    client.get("/api/statistics/latency", headers={"traceparent": caller})

    (line,) = (json.loads(line) for line in log.getvalue().splitlines())
    (asked,) = core.asked
    assert asked.traceparent is not None
    version_, told, span_id, flags = asked.traceparent.split("-")
    assert (version_, told, flags) == ("00", trace_id, "01")
    assert line["trace_id"] == trace_id
    assert span_id not in (line["span_id"], "b7ad6b7169203331")


def test_machines_leave_no_line(client: TestClient, log: io.StringIO) -> None:
    for path in ("/health", "/ready", "/metrics"):
        client.get(path)

    assert log.getvalue() == ""
