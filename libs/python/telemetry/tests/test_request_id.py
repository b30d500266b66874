import re

import pytest

from observatory_telemetry.request_id import choose_request_id, current_request_id, request_context


@pytest.mark.parametrize("received", ["a", "A-b_c.9", "x" * 128])
def test_keeps_an_id_that_is_harmless(received: str) -> None:
    assert choose_request_id(received) == received


@pytest.mark.parametrize("received", [None, "", "x" * 129, "a b", "a\nb", "a\n", "é", 'a"', "../a/"])
def test_makes_a_new_one_otherwise(received: str | None) -> None:
    chosen = choose_request_id(received)

    assert chosen != received
    assert re.fullmatch(r"[0-9a-f]{32}", chosen)
    assert chosen != choose_request_id(received)


def test_there_is_a_current_one_inside_of_a_request_only() -> None:
    with request_context("outer"):
        with request_context("inner"):
            assert current_request_id() == "inner"
        assert current_request_id() == "outer"

    assert current_request_id() is None
