import pytest
from fake_core import FakeCore
from fastapi.testclient import TestClient


@pytest.fixture(autouse=True)
def spans(core: FakeCore) -> None:
    for duration in (10, 20, 30):
        core.add(duration_ms=duration, gen_ai__request__model="small", gen_ai__usage__input_tokens=5)
    core.add(
        service="search",
        duration_ms=100,
        status="error",
        gen_ai__provider__name="openai",
        gen_ai__request__model="large",
        gen_ai__usage__input_tokens=100,
        gen_ai__usage__output_tokens=1,
        error__type="timeout",
    )
    core.add(duration_ms=9999, http__request__method="GET")


def test_latency(client: TestClient) -> None:
    response = client.get("/api/statistics/latency?service=checkout")

    assert response.status_code == 200
    assert response.json() == {
        "service": "checkout",
        "model": None,
        "truncated": False,
        "unit": "ms",
        "count": 3,
        "mean": 20,
        "p50": 20,
        "p90": pytest.approx(28),
        "p95": pytest.approx(29),
        "p99": pytest.approx(29.8),
        "max": 30,
    }


def test_latency_of_a_model_that_nobody_called(client: TestClient) -> None:
    answer = client.get("/api/statistics/latency?model=none").json()

    assert (answer["count"], answer["mean"], answer["p99"]) == (0, None, None)


def test_tokens(client: TestClient) -> None:
    assert client.get("/api/statistics/tokens").json() == {
        "service": None,
        "model": None,
        "truncated": False,
        "models": [
            {
                "provider": "openai",
                "model": "large",
                "calls": 1,
                "input_tokens": 100,
                "output_tokens": 1,
                "total_tokens": 101,
            },
            {
                "provider": "unknown",
                "model": "small",
                "calls": 3,
                "input_tokens": 15,
                "output_tokens": 0,
                "total_tokens": 15,
            },
        ],
    }


def test_errors(client: TestClient) -> None:
    assert client.get("/api/statistics/errors").json() == {
        "service": None,
        "model": None,
        "truncated": False,
        "groups": [
            {
                "service": "search",
                "model": "large",
                "calls": 1,
                "errors": 1,
                "rate": 1.0,
                "types": {"timeout": 1},
            },
            {"service": "checkout", "model": "small", "calls": 3, "errors": 0, "rate": 0.0, "types": {}},
        ],
    }


def test_an_empty_filter_is_no_filter(client: TestClient) -> None:
    answer = client.get("/api/statistics/latency?service=&model=").json()

    assert (answer["service"], answer["model"], answer["count"]) == (None, None, 4)


@pytest.mark.parametrize("query", ["modle=x", "service=" + "x" * 257])
def test_a_filter_that_cannot_be_meant_is_refused(query: str, client: TestClient, core: FakeCore) -> None:
    response = client.get(f"/api/statistics/latency?{query}")

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith(f"query {query.partition('=')[0]}: ")
    assert "xxx" not in response.text
    assert core.asked == []


def test_the_request_id_goes_all_the_way(client: TestClient, core: FakeCore) -> None:
    response = client.get("/api/statistics/errors", headers={"X-Request-Id": "from-outside"})

    assert response.headers["x-request-id"] == "from-outside"
    assert [asked.request_id for asked in core.asked] == ["from-outside"]
