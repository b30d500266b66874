from datetime import timedelta
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from observatory_config.fields import Flag, HttpAddress, LogLevelSetting, Port, Seconds

seconds: TypeAdapter[timedelta] = TypeAdapter(Annotated[timedelta, Seconds(0.1, 3600)])
port: TypeAdapter[int] = TypeAdapter(Port)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", timedelta(seconds=8)),
        ("2.5", timedelta(seconds=2.5)),
        ("250ms", timedelta(milliseconds=250)),
        ("1.5s", timedelta(seconds=1.5)),
        ("5m", timedelta(minutes=5)),
        ("1m30s", timedelta(seconds=90)),
        ("0.1", timedelta(seconds=0.1)),
        ("1h", timedelta(hours=1)),
    ],
)
def test_reads_lengths_of_time(text: str, value: timedelta) -> None:
    assert seconds.validate_python(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s",
        "-1",
        "5 s",
        "5d",
        "1e3",
        "inf",
        "nan",
        "0",
        "0.09",
        "99ms",
        "3601",
        "2h",
        "9" * 400,
        "P1D",
        "00:01",
        "٣",
    ],
)
def test_refuses_what_is_no_time_or_out_of_range(text: str) -> None:
    with pytest.raises(ValidationError):
        seconds.validate_python(text)


def test_takes_a_default_that_is_a_length_of_time_already() -> None:
    assert seconds.validate_python(timedelta(seconds=5)) == timedelta(seconds=5)


@given(st.integers(1, 3600))
def test_a_number_is_seconds(number: int) -> None:
    assert (
        seconds.validate_python(f"{number}")
        == seconds.validate_python(f"{number}s")
        == timedelta(seconds=number)
    )


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("4004", 4004), ("65535", 65535)])
def test_reads_ports(text: str, value: int) -> None:
    assert port.validate_python(text) == value


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80.5", "http", ""])
def test_refuses_what_is_no_port(text: str) -> None:
    with pytest.raises(ValidationError):
        port.validate_python(text)


def test_reads_flags_levels_and_addresses() -> None:
    assert TypeAdapter(Flag).validate_python("true") is True
    assert TypeAdapter(LogLevelSetting).validate_python("warn") == "warn"
    assert str(TypeAdapter(HttpAddress).validate_python("http://core:4005")) == "http://core:4005/"


@pytest.mark.parametrize("text", ["core:4005", "ftp://core", "http://", "/path", ""])
def test_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(HttpAddress).validate_python(text)
