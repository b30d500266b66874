import traceback
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

import pytest
from pydantic import HttpUrl, ValidationError, model_validator

from observatory_config.fields import AtLeast, Between, Expected, Flag, HttpAddress
from observatory_config.problem import ConfigurationError
from observatory_config.secret import Secret
from observatory_config.settings import ServiceSettings, Settings, load

PASSWORD = "hunter2"


class Example(ServiceSettings):
    admin_token: Annotated[Secret, AtLeast(16)]
    core_url: HttpAddress = HttpUrl("http://core:4005")
    cache: Flag = True
    retries: Annotated[int, Between(0, 5)] = 3


def problems(monkeypatch: pytest.MonkeyPatch, **environ: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(monkeypatch, **environ)
    # Whatever prints the error prints no more than this.
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    return [str(problem) for problem in caught.value.problems]


def read(monkeypatch: pytest.MonkeyPatch, **environ: str) -> Example:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return load(Example)


VALID = {"PORT": "4004", "ADMIN_TOKEN": "0123456789abcdef"}


def test_reads_every_type(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        **VALID,
        HOST="127.0.0.1",
        LOG_LEVEL="debug",
        SHUTDOWN_GRACE_SECONDS="2.5",
        OTEL_EXPORTER_OTLP_ENDPOINT="http://jaeger:4318",
        CORE_URL="https://core.example/api",
        CACHE="false",
        RETRIES="0",
    )

    assert settings.model_dump() == {
        "host": "127.0.0.1",
        "port": 4004,
        "log_level": "debug",
        "shutdown_grace_seconds": timedelta(seconds=2.5),
        "otel_exporter_otlp_endpoint": HttpUrl("http://jaeger:4318"),
        "admin_token": Secret("0123456789abcdef"),
        "core_url": HttpUrl("https://core.example/api"),
        "cache": False,
        "retries": 0,
    }


def test_has_defaults_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **VALID)

    assert (settings.host, settings.log_level) == ("0.0.0.0", "info")
    assert settings.shutdown_grace_seconds == timedelta(seconds=8)


def test_reads_a_secret_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("sixteen or more characters\n")

    settings = read(monkeypatch, PORT="4004", ADMIN_TOKEN_FILE=str(path))

    assert settings.admin_token.get_secret_value() == "sixteen or more characters"
    assert "sixteen" not in repr(settings)


def test_reports_all_problems_at_once_in_the_order_of_the_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(
        monkeypatch,
        PORT="99999",
        LOG_LEVEL="loud",
        SHUTDOWN_GRACE_SECONDS="-1",
        CORE_URL="core",
        CACHE="perhaps",
        RETRIES_FILE="/nowhere",
    )

    assert found == [
        'PORT is "99999"; expected a whole number from 1 to 65535',
        'LOG_LEVEL is "loud"; expected debug, info, warn or error',
        'SHUTDOWN_GRACE_SECONDS is "-1"; expected seconds from 0 to 3600, or a time such as 250ms or 1m30s',
        "ADMIN_TOKEN is not set; expected at least 16 characters",
        "CORE_URL is not a URL; expected a URL such as http://core:4005",
        'CACHE is "perhaps"; expected true or false',
        "RETRIES_FILE names /nowhere: No such file or directory; expected a file that can be read",
    ]


def test_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, PORT="4004", ADMIN_TOKEN=PASSWORD, CORE_URL=f"ftp://me:{PASSWORD}@core")

    assert found == [
        "ADMIN_TOKEN is too short; expected at least 16 characters",
        "CORE_URL is a URL of another scheme; expected a URL such as http://core:4005",
    ]


def test_points_at_the_file_that_holds_a_wrong_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.write_text("http\n")

    found = problems(monkeypatch, PORT_FILE=str(path), ADMIN_TOKEN=VALID["ADMIN_TOKEN"])

    assert found == ['PORT_FILE is "http"; expected a whole number from 1 to 65535']


def test_cuts_a_long_value(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = problems(monkeypatch, **{**VALID, "PORT": "1" * 1000})

    assert len(found) < 120


def test_an_error_reads_as_a_heading_and_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")

    with pytest.raises(ConfigurationError) as caught:
        load(Example)

    heading, *lines = str(caught.value).splitlines()
    assert heading == "2 settings are wrong:"
    assert [line[:6] for line in lines] == ["  PORT", "  ADMI"]


def test_one_problem_is_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4004")

    with pytest.raises(ConfigurationError, match=r"^1 setting is wrong:"):
        load(Example)


def test_reports_settings_that_do_not_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    class Range(Settings):
        low: Annotated[int, Expected("a number")] = 1
        high: Annotated[int, Expected("a number")] = 2

        @model_validator(mode="after")
        def in_order(self) -> Self:
            if self.low > self.high:
                message = "LOW has to be below HIGH"
                raise ValueError(message)
            return self

    monkeypatch.setenv("LOW", "3")

    with pytest.raises(ConfigurationError, match=r"do not fit together: LOW has to be below HIGH$"):
        load(Range)


def test_a_field_has_to_say_what_it_takes() -> None:
    with pytest.raises(TypeError, match=r"Silent\.name says nothing"):

        class Silent(Settings):
            name: str


def test_settings_cannot_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **VALID)

    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]
