import json

import pytest
from fake_core import span

from api_python.spans import SpanPage, guess_next_cursor


@pytest.mark.parametrize("cursor", [None, "0af3", "1000"])
def test_guesses_the_cursor_that_is_read(cursor: str | None) -> None:
    body = json.dumps({"spans": [span(1)], "next_cursor": cursor, "total": 7}).encode()

    assert guess_next_cursor(body) == SpanPage.model_validate_json(body).next_cursor == cursor


def test_a_text_that_looks_like_a_cursor_is_none() -> None:
    said = '"next_cursor": "no"'
    body = json.dumps({"spans": [span(1, prompt=said)], "next_cursor": None, "total": 1}).encode()

    assert guess_next_cursor(body) is None


def test_guesses_nothing_where_the_cursor_comes_first() -> None:
    body = json.dumps({"next_cursor": "0af3", "spans": [span(1)], "total": 7}).encode()

    assert guess_next_cursor(body) is None
    assert SpanPage.model_validate_json(body).next_cursor == "0af3"


def test_keeps_only_what_is_counted() -> None:
    body = json.dumps(
        {"spans": [span(1, prompt="dear diary", error__type=7)], "next_cursor": None, "total": 1}
    ).encode()

    assert SpanPage.model_validate_json(body).spans == [
        {
            "trace_id": f"{1:032x}",
            "span_id": f"{1:016x}",
            "service": "checkout",
            "duration_ms": 10.0,
            "status": "unset",
            "attributes": {"error.type": 7},
        }
    ]
