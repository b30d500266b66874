import subprocess
import sys

import pytest
from fake_core import FakeCore

from api_python import cli
from api_python.about import version


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["api-python", *arguments])
    return cli.main()


def test_version_is_the_one_of_the_manifest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"api-python {version()}\n"


@pytest.mark.parametrize("argument", ["--help", "-h"])
def test_help(argument: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, argument) == 0
    assert capsys.readouterr().out.startswith("usage: api-python")


@pytest.mark.parametrize("arguments", [["sevre"], ["serve", "--port=1"], ["--Help"]])
def test_an_unknown_argument_is_64_with_the_usage(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *arguments) == 64

    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"what is '{' '.join(arguments)}'?" in shown.err
    assert "usage: api-python" in shown.err


def test_healthcheck_of_a_service_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "1")

    assert run(monkeypatch, "healthcheck") == 1
    assert capsys.readouterr().err == (
        "unhealthy: GET http://127.0.0.1:1/health: [Errno 111] Connection refused\n"
    )


def test_healthcheck_follows_the_port_and_believes_a_200_only(
    core: FakeCore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    core.body = b""
    monkeypatch.setenv("PORT", core.url.rpartition(":")[2])
    assert run(monkeypatch, "healthcheck") == 0

    core.status = 500
    assert run(monkeypatch, "healthcheck") == 1

    assert [asked.path for asked in core.asked] == ["/health", "/health"]
    assert capsys.readouterr().err.endswith("/health answered 500\n")


@pytest.mark.parametrize("port", ["http", "0x", "1:2", "99999999"])
def test_healthcheck_with_a_port_that_is_none(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", port)

    assert run(monkeypatch, "healthcheck") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_healthcheck_says_why_it_cannot_read_the_port(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT_FILE", "/nowhere")

    assert run(monkeypatch, "healthcheck") == 1
    assert "PORT_FILE names /nowhere" in capsys.readouterr().err


def test_healthcheck_imports_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['api-python', 'healthcheck']\n"
        "from api_python.cli import main; main()\n"
        "print(*{'asyncio', 'fastapi', 'httpx2', 'importlib.metadata', 'inspect', 'pydantic', 'structlog'}"
        " & sys.modules.keys())"
    )

    # Without the environment, in which a tool that measures coverage would have itself imported.
    shown = subprocess.run([sys.executable, "-c", script], env={}, capture_output=True, text=True, check=True)

    assert shown.stdout == "\n"
