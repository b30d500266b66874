from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_python.calls import ModelCall
from api_python.statistics.errors import ErrorRate, error_rates
from api_python.statistics.latency import Latency, latency
from api_python.statistics.tokens import TokenUsage, token_usage


def call(  # noqa: PLR0913 - all by name, and each test names the one that matters
    model: str = "gpt-x",
    *,
    service: str = "checkout",
    provider: str = "openai",
    ms: float = 10,
    tokens: tuple[int, int] = (0, 0),
    error: str | None = None,
    asked: str | None = None,
) -> ModelCall:
    return ModelCall(service, provider, model, asked or model, ms, *tokens, error)


def lasting(durations: Iterable[float]) -> list[ModelCall]:
    return [call(ms=duration) for duration in durations]


def test_latency_of_no_call_has_a_count_only() -> None:
    assert latency([]).model_dump() == {
        "count": 0,
        "mean": None,
        "p50": None,
        "p90": None,
        "p95": None,
        "p99": None,
        "max": None,
    }


def test_latency_of_one_call_is_the_same_everywhere() -> None:
    assert latency([call(ms=3)]) == Latency(count=1, mean=3, p50=3, p90=3, p95=3, p99=3, max=3)


def test_latency_does_not_ask_for_an_order() -> None:
    shown = latency(lasting(range(100, 0, -1)))

    assert shown.model_dump() == pytest.approx(
        {"count": 100, "mean": 50.5, "p50": 50.5, "p90": 90.1, "p95": 95.05, "p99": 99.01, "max": 100}
    )


@given(st.lists(st.floats(0, 1e12), min_size=1))
def test_latencies_are_in_order_and_the_mean_within_them(durations: list[float]) -> None:
    shown = latency(lasting(durations))

    ranks = [shown.p50, shown.p90, shown.p95, shown.p99, shown.max]
    assert all(value is not None for value in ranks)
    assert ranks == sorted(ranks, key=lambda value: value or 0)
    assert shown.mean == pytest.approx(sum(durations) / len(durations))


def test_tokens_are_summed_per_model_and_provider_the_most_used_first() -> None:
    calls = [
        call("small", tokens=(1, 2)),
        call("large", tokens=(100, 50)),
        call("small", tokens=(10, 20)),
        call("small", provider="azure", tokens=(5, 0)),
    ]

    assert token_usage(calls) == [
        TokenUsage("openai", "large", 1, 100, 50, 150),
        TokenUsage("openai", "small", 2, 11, 22, 33),
        TokenUsage("azure", "small", 1, 5, 0, 5),
    ]


def test_tokens_of_no_call_are_no_row() -> None:
    assert token_usage([]) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**9), st.integers(0, 10**9))))
def test_no_token_is_lost_in_the_sums(rows: list[tuple[str, int, int]]) -> None:
    usages = token_usage(call(model, tokens=(sent, received)) for model, sent, received in rows)

    assert sum(usage.total_tokens for usage in usages) == sum(sent + received for _, sent, received in rows)
    assert sum(usage.calls for usage in usages) == len(rows)


def test_errors_are_rated_per_service_and_model_the_highest_first() -> None:
    calls = [
        call("small"),
        call("small", error="timeout"),
        call("small", error="timeout"),
        call("small", error="429"),
        call("large"),
        call("small", service="search", error="_OTHER"),
    ]

    assert error_rates(calls) == [
        ErrorRate("search", "small", 1, 1, 1.0, {"_OTHER": 1}),
        ErrorRate("checkout", "small", 4, 3, 0.75, {"timeout": 2, "429": 1}),
        ErrorRate("checkout", "large", 1, 0, 0.0, {}),
    ]


def test_a_failed_call_counts_with_those_that_were_answered_under_another_name() -> None:
    calls = [call("small-2026-01-01", asked="small"), call("small", asked="small", error="timeout")]

    assert error_rates(calls) == [ErrorRate("checkout", "small", 2, 1, 0.5, {"timeout": 1})]


def test_errors_of_no_call_are_no_row() -> None:
    assert error_rates([]) == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([None, "timeout", "500"]))))
def test_rates_are_shares_of_all_calls(rows: list[tuple[str, str | None]]) -> None:
    rates = error_rates(call(model, error=error) for model, error in rows)

    assert all(0 <= rate.rate <= 1 for rate in rates)
    assert sum(rate.errors for rate in rates) == sum(error is not None for _, error in rows)
    assert sum(sum(rate.types.values()) for rate in rates) == sum(rate.errors for rate in rates)
