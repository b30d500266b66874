import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from observatory_config.secret import Secret
from observatory_telemetry.redaction import names_secret, redact, redact_text

PASSWORD = "hunter2"


@pytest.mark.parametrize(
    "key",
    [
        "authorization",
        "Authorization",
        "COOKIE",
        "Set-Cookie",
        "set_cookie",
        "password",
        "passwd",
        "secret",
        "token",
        "api_key",
        "apikey",
        "apiKey",
        "X-API-Key",
        "access_token",
        "accessToken",
        "refresh-token",
        "private_key",
        "client_secret",
        "db_password",
        "DB-PASSWORD",
        "dbPassword",
        "http.request.header.authorization",
        "GITHUB_TOKEN",
    ],
)
def test_knows_the_keys_of_secrets(key: str) -> None:
    assert names_secret(key)
    assert redact({key: PASSWORD}) == {key: "[redacted]"}


@pytest.mark.parametrize(
    "key",
    [
        "input_tokens",
        "gen_ai.usage.output_tokens",
        "tokens",
        "passwordless",
        "secretary",
        "key",
        "author",
        "",
    ],
)
def test_leaves_other_keys_alone(key: str) -> None:
    assert redact({key: "value"}) == {key: "value"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bearer abc.def-ghi_123==", "Bearer [redacted]"),
        ("header was 'bearer abc', sent", "header was 'bearer [redacted]', sent"),
        ("postgres://app:hunter2@db:5432/main", "postgres://app:***@db:5432/main"),
        ("redis://:hunter2@cache", "redis://:***@cache"),
        ("amqp://app:hunt@er2@queue", "amqp://app:***@queue"),
        ("a http://u:p@x/ and b https://v:q@y/", "a http://u:***@x/ and b https://v:***@y/"),
        ("http://core:4005/v1/spans?at=12:30@noon", "http://core:4005/v1/spans?at=12:30@noon"),
        ("mail me@example.org at 10:30", "mail me@example.org at 10:30"),
        ("a bearer", "a bearer"),
    ],
)
def test_knows_the_look_of_secrets(text: str, shown: str) -> None:
    assert redact_text(text) == shown


def test_looks_into_everything_nested() -> None:
    value = {"headers": [{"Cookie": PASSWORD}, ("Bearer " + PASSWORD,)], "tokens": {"token": [PASSWORD]}}

    assert redact(value) == {
        "headers": [{"Cookie": "[redacted]"}, ["Bearer [redacted]"]],
        "tokens": {"token": "[redacted]"},
    }


def test_looks_into_models_and_dataclasses() -> None:
    class Model(BaseModel):
        password: str

    @dataclass
    class Record:
        api_key: str
        name: str

    assert redact([Model(password=PASSWORD), Record(PASSWORD, "me")]) == [
        {"password": "[redacted]"},
        {"api_key": "[redacted]", "name": "me"},
    ]


def test_shows_what_is_missing_as_missing() -> None:
    assert redact({"password": None}) == {"password": None}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, True),
        (1.5, 1.5),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (Path("/run/secrets"), "/run/secrets"),
        (ValueError("http://u:p@x"), "http://u:***@x"),
        (Secret(PASSWORD), "[redacted]"),
        ({1: "one"}, {"1": "one"}),
        (b"bytes", "b'bytes'"),
    ],
)
def test_makes_a_value_of_json_out_of_anything(value: object, shown: object) -> None:
    assert redact(value) == shown


def test_ends_where_a_structure_contains_itself() -> None:
    circle: list[object] = []
    circle.append(circle)
    ring: dict[str, object] = {}
    ring["ring"] = ring

    assert "[too deep]" in json.dumps(redact([circle, ring]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_the_result_is_always_json_and_redacting_it_again_changes_nothing(value: object) -> None:
    once = redact(value)

    assert json.loads(json.dumps(once, allow_nan=False)) == once
    assert redact(once) == once


@given(JSON)
def test_no_entry_under_the_key_of_a_secret_survives(value: object) -> None:
    shown = redact({"wrapped": {"password": [PASSWORD, value]}})

    assert isinstance(shown, Mapping)
    assert shown["wrapped"] == {"password": "[redacted]"}
