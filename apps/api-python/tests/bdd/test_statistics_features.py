from collections.abc import Iterator
from typing import Any

import pytest
from fake_core import FakeCore
from fastapi.testclient import TestClient
from pytest_bdd import given, parsers, scenarios, then, when

scenarios("features/statistics.feature")

Json = dict[str, Any]
Rows = list[list[str]]


def rows(datatable: Rows) -> Iterator[dict[str, str]]:
    """Return the rows of a step's table by the names of its columns."""
    head, *body = datatable
    return (dict(zip(head, row, strict=True)) for row in body)


@given("these calls to models")
def calls(core: FakeCore, datatable: Rows) -> None:
    for row in rows(datatable):
        told: Json = {}
        if row["output tokens"]:
            told["gen_ai__usage__output_tokens"] = int(row["output tokens"])
        if row["failed with"]:
            told |= {"status": "error", "error__type": row["failed with"]}
        core.add(
            service=row["service"],
            duration_ms=float(row["ms"]),
            gen_ai__provider__name=row["provider"],
            gen_ai__request__model=row["model"],
            gen_ai__usage__input_tokens=int(row["input tokens"]),
            **told,
        )


@given(parsers.parse("{count:d} other things that services did, each of {duration:d} ms"))
def other_things(core: FakeCore, count: int, duration: int) -> None:
    core.add(count, duration_ms=duration, http__request__method="GET")


@given(
    parsers.parse(
        '{count:d} calls of the service "{service}" that took {usual:d} ms, and one that took {slow:d} ms'
    )
)
def mostly_fast(core: FakeCore, count: int, service: str, usual: int, slow: int) -> None:
    core.add(count, service=service, duration_ms=usual, gen_ai__request__model="small")
    core.add(service=service, duration_ms=slow, gen_ai__request__model="small")


@given(
    parsers.parse(
        '{count:d} calls of the service "{service}" to the model "{model}" that failed with "{cause}"'
    )
)
def failed(core: FakeCore, count: int, service: str, model: str, cause: str) -> None:
    core.add(count, service=service, status="error", gen_ai__request__model=model, error__type=cause)


@given("the calls cannot be read")
def away(core: FakeCore) -> None:
    core.status = 503


@when(
    parsers.re(
        r'somebody asks how long calls of the service "(?P<service>.*)" to the model "(?P<model>.*)" take'
    ),
    target_fixture="answer",
)
def ask_latency(client: TestClient, service: str, model: str) -> Json:
    return succeeded(client, "latency", service=service, model=model)


@when(parsers.re(r'somebody asks for the tokens of the service "(?P<service>.*)"'), target_fixture="answer")
def ask_tokens(client: TestClient, service: str) -> Json:
    return succeeded(client, "tokens", service=service)


@when("somebody asks how often calls fail", target_fixture="answer")
def ask_errors(client: TestClient) -> Json:
    return succeeded(client, "errors")


def succeeded(client: TestClient, statistic: str, **query: str) -> Json:
    response = client.get(f"/api/statistics/{statistic}", params=query)
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


@when(parsers.parse('somebody asks for the statistic "{statistic}"'), target_fixture="refusal")
def ask(client: TestClient, statistic: str) -> tuple[int, Json]:
    response = client.get(f"/api/statistics/{statistic}")
    return response.status_code, response.json()


@then(parsers.parse("it was {count:d} calls"))
def count_is(answer: Json, count: int) -> None:
    assert answer["count"] == count


@then(parsers.parse("half of them took no more than {p50:g} ms"))
def median_is(answer: Json, p50: float) -> None:
    assert answer["p50"] == pytest.approx(p50)


@then(parsers.parse("the longest took {longest:g} ms"))
def longest_is(answer: Json, longest: float) -> None:
    assert answer["max"] == pytest.approx(longest)


@then(parsers.parse("on average they took {mean:g} ms"))
def mean_is(answer: Json, mean: float) -> None:
    assert answer["mean"] == pytest.approx(mean)


@then("the percentiles are")
def percentiles_are(answer: Json, datatable: Rows) -> None:
    for row in rows(datatable):
        assert answer[row["percentile"]] == pytest.approx(float(row["ms"])), row["percentile"]


@then("nothing is told of their time")
def no_time(answer: Json) -> None:
    assert [answer[name] for name in ("mean", "p50", "p90", "p95", "p99", "max")] == [None] * 6


@then("the tokens are")
def tokens_are(answer: Json, datatable: Rows) -> None:
    told = [
        {
            "provider": usage["provider"],
            "model": usage["model"],
            "calls": str(usage["calls"]),
            "input tokens": str(usage["input_tokens"]),
            "output tokens": str(usage["output_tokens"]),
            "all tokens": str(usage["total_tokens"]),
        }
        for usage in answer["models"]
    ]
    assert told == list(rows(datatable))


@then("the failures are")
def failures_are(answer: Json, datatable: Rows) -> None:
    told = [
        {
            "service": group["service"],
            "model": group["model"],
            "calls": str(group["calls"]),
            "failed": str(group["errors"]),
            "rate": f"{group['rate']:.0%}".replace("%", " %"),
            "causes": ", ".join(f"{cause} {count}" for cause, count in group["types"].items()),
        }
        for group in answer["groups"]
    ]
    assert told == list(rows(datatable))


@then("the answer is that they cannot be read now")
def cannot_be_read(refusal: tuple[int, Json]) -> None:
    status, problem = refusal
    assert status == 502
    assert not {"count", "models", "groups"} & problem.keys()
