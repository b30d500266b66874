from typing import Any

import pytest
from fake_core import span
from pydantic import TypeAdapter

from api_python.calls import ModelCall, model_call
from api_python.spans import Span


def parsed(**changes: Any) -> Span:
    return TypeAdapter(Span).validate_python(span(1, **changes))


CALL = {"gen_ai__operation__name": "chat", "gen_ai__request__model": "alias"}


def test_reads_all_that_the_conventions_say() -> None:
    call = model_call(
        parsed(
            **CALL,
            service="checkout",
            duration_ms=12.5,
            gen_ai__provider__name="openai",
            gen_ai__response__model="alias-2026-10-01",
            gen_ai__usage__input_tokens=7,
            gen_ai__usage__output_tokens=11,
        )
    )

    assert call == ModelCall("checkout", "openai", "alias-2026-10-01", "alias", 12.5, 7, 11, None)


def test_is_content_with_a_model() -> None:
    assert model_call(parsed(gen_ai__request__model="x")) == ModelCall(
        "checkout", "unknown", "x", "x", 10, 0, 0, None
    )


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"http__request__method": "GET"},
        {"gen_ai__operation__name": "chat"},
        {"gen_ai__request__model": ""},
        {"gen_ai__request__model": 7},
        {"gen_ai__operation__name": "invoke_agent", "gen_ai__request__model": "x"},
        {"gen_ai__operation__name": "execute_tool", "gen_ai__request__model": "x"},
    ],
)
def test_anything_else_is_no_call(attributes: dict[str, Any]) -> None:
    assert model_call(parsed(**attributes)) is None


@pytest.mark.parametrize(
    ("model", "counts"), [("alias", True), ("answered", True), ("other", False), (None, True)]
)
def test_a_model_counts_by_the_name_asked_for_and_the_one_that_answered(
    model: str | None, counts: bool
) -> None:
    call = model_call(parsed(**CALL, gen_ai__response__model="answered"), of_model=model)

    assert (call is not None) == counts


def test_knows_the_older_name_of_the_provider() -> None:
    call = model_call(parsed(**CALL, gen_ai__system="anthropic"))

    assert call is not None
    assert call.provider == "anthropic"


@pytest.mark.parametrize(
    ("value", "count"),
    [(12, 12), (12.0, 12), (0, 0), (-1, 0), (1.5, 0), (True, 0), ("12", 0), (None, 0), ([1], 0), ({}, 0)],
)
def test_counts_what_is_a_count(value: object, count: int) -> None:
    call = model_call(parsed(**CALL, gen_ai__usage__input_tokens=value))

    assert call is not None
    assert call.input_tokens == count


@pytest.mark.parametrize(
    ("changes", "error_type"),
    [
        ({"status": "unset"}, None),
        ({"status": "ok"}, None),
        ({"status": "error"}, "_OTHER"),
        ({"status": "error", "error__type": "timeout"}, "timeout"),
        ({"status": "unset", "error__type": "timeout"}, "timeout"),
        ({"status": "error", "error__type": 500}, "_OTHER"),
    ],
)
def test_an_error_is_told_by_status_or_type(changes: dict[str, Any], error_type: str | None) -> None:
    call = model_call(parsed(**CALL, **changes))

    assert call is not None
    assert call.error_type == error_type
