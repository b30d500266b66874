import io
import json
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from observatory_config.fields import LogLevel
from observatory_telemetry.logs import configure_logging
from observatory_telemetry.request_id import request_context

log = structlog.get_logger()


class Output(io.StringIO):
    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def line(self) -> dict[str, Any]:
        (line,) = self.lines
        return line


@pytest.fixture(autouse=True)
def restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def output() -> Output:
    return configured("info")


def configured(level: LogLevel) -> Output:
    stream = Output()
    configure_logging("example", level, stream)
    return stream


def test_a_line_has_its_fixed_fields_first_and_the_others_flat(output: Output) -> None:
    with request_context("abc"):
        log.info("request", status=200, duration_ms=1.5)

    assert list(output.line) == [
        "timestamp",
        "level",
        "message",
        "service",
        "request_id",
        "status",
        "duration_ms",
    ]
    assert output.line | {"timestamp": ""} == {
        "timestamp": "",
        "level": "info",
        "message": "request",
        "service": "example",
        "request_id": "abc",
        "status": 200,
        "duration_ms": 1.5,
    }


def test_time_is_utc_to_the_millisecond(output: Output) -> None:
    log.info("now")

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", output.line["timestamp"])


def test_there_is_no_request_id_outside_of_a_request(output: Output) -> None:
    log.info("started")

    assert "request_id" not in output.line


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("debug", ["debug", "info", "warn", "error", "error"]),
        ("info", ["info", "warn", "error", "error"]),
        ("warn", ["warn", "error", "error"]),
        ("error", ["error", "error"]),
    ],
)
def test_shows_a_level_and_those_above_it_by_four_names(level: LogLevel, shown: list[str]) -> None:
    output = configured(level)

    for method in (log.debug, log.info, log.warning, log.error, log.critical):
        method("message")

    assert [line["level"] for line in output.lines] == shown


def test_secrets_are_taken_out_of_fields_and_messages(output: Output) -> None:
    log.info(
        "calling http://me:hunter2@core", db_password="hunter2", request={"headers": {"Cookie": "hunter2"}}
    )

    assert "hunter2" not in output.getvalue()
    assert output.line["message"] == "calling http://me:***@core"
    assert output.line["request"] == {"headers": {"Cookie": "[redacted]"}}


def test_secrets_are_taken_out_of_exceptions(output: Output) -> None:
    try:
        int("Bearer hunter2")
    except ValueError:
        log.exception("failed")

    assert output.line["level"] == "error"
    assert "literal for int() with base 10: 'Bearer [redacted]'" in output.line["exception"]
    assert "hunter2" not in output.line["exception"]


def test_a_field_cannot_take_the_place_of_a_fixed_one(output: Output) -> None:
    log.info("real", service="false", timestamp="false", message="false")

    assert (output.line["message"], output.line["service"]) == ("real", "example")
    assert output.line["timestamp"] != "false"


def test_a_line_is_one_line_whatever_is_in_it(output: Output) -> None:
    log.info("two\nlines", field="\u2028\ud800")

    assert len(output.getvalue().splitlines()) == 1
    assert output.line["message"] == "two\nlines"


def test_libraries_are_heard_from_warnings_up_in_the_same_form() -> None:
    output = configured("debug")
    library = logging.getLogger("a.library")

    library.info("connected")
    with request_context("abc"):
        library.warning("lost %s", "http://me:hunter2@db")

    assert output.line | {"timestamp": ""} == {
        "timestamp": "",
        "level": "warn",
        "message": "lost http://me:***@db",
        "service": "example",
        "request_id": "abc",
    }


def test_exceptions_of_libraries_are_shown_and_redacted(output: Output) -> None:
    try:
        int("Bearer hunter2")
    except ValueError:
        logging.getLogger("a.library").critical("gave up", exc_info=sys.exc_info())

    assert output.line["level"] == "error"
    assert "'Bearer [redacted]'" in output.line["exception"]


def test_warnings_of_python_are_lines_too(output: Output) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    assert output.line["level"] == "warn"
    assert "DeprecationWarning: old" in output.line["message"]


def test_the_standard_output_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("example", "info")

    log.info("hello")

    assert json.loads(capsys.readouterr().out)["message"] == "hello"
