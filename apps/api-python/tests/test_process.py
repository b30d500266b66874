"""The service as a process of its own: starting, stopping, refusing to start."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from fake_core import FakeCore

pytestmark = pytest.mark.integration


class Service:
    def __init__(self, **environ: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api_python"],
            env=os.environ | {"HOST": "127.0.0.1", "PORT": str(self.port)} | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def first_line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line: dict[str, Any] = json.loads(self.process.stdout.readline())
        return line

    def catches(self, number: signal.Signals) -> bool:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (caught,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
        return bool(int(caught, 16) >> (number - 1) & 1)

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=10)

    def stop(self, sent: int = signal.SIGTERM) -> tuple[float, int, list[dict[str, Any]]]:
        started = time.perf_counter()
        self.process.send_signal(sent)
        output, errors = self.process.communicate(timeout=20)
        assert errors == ""
        lines = [json.loads(line) for line in output.splitlines()]
        return time.perf_counter() - started, self.process.returncode, lines


@contextmanager
def running(**environ: str) -> Iterator[tuple[Service, dict[str, Any]]]:
    service = Service(**environ)
    try:
        yield service, service.first_line()
    finally:
        service.process.kill()
        service.process.communicate()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_stops_at_once_with_idle_connections_open(sent: signal.Signals) -> None:
    with running(SHUTDOWN_GRACE_SECONDS="30") as (service, listening):
        idle = service.connect()
        idle.request("GET", "/health")
        idle.getresponse().read()
        silent = socket.create_connection(("127.0.0.1", service.port))

        seconds, exit_code, lines = service.stop(sent)
        idle.close()
        silent.close()

    assert (listening["message"], listening["address"]) == ("listening", f"127.0.0.1:{service.port}")
    assert listening["version"]
    assert exit_code == 0
    # It takes 0.4 s; a busy machine needs longer, and a wait for the connections would take 30.
    assert seconds < 10
    assert [(line["message"], line["reason"]) for line in lines] == [
        ("stopping", sent.name),
        ("stopped", sent.name),
    ]


def test_stops_at_once_with_connections_coming_in() -> None:
    with running(SHUTDOWN_GRACE_SECONDS="30") as (service, _), ThreadPoolExecutor() as pool:
        connecting = pool.submit(connect_until_refused, service.port)
        time.sleep(0.05)

        seconds, exit_code, _ = service.stop()

        for connection in connecting.result():
            connection.close()

    assert exit_code == 0
    assert seconds < 10


def connect_until_refused(port: int) -> list[socket.socket]:
    connections = []
    with suppress(OSError):
        while True:
            connections.append(socket.create_connection(("127.0.0.1", port)))
            time.sleep(0.0005)
    return connections


def test_finishes_the_request_in_flight_and_takes_no_other(core: FakeCore) -> None:
    core.add(gen_ai__request__model="x")
    core.answering.clear()
    with running(CORE_URL=core.url) as (service, _), ThreadPoolExecutor() as pool:
        connection = service.connect()
        connection.request("GET", "/api/statistics/latency", headers={"X-Request-Id": "in-flight"})
        assert core.arrived.wait(timeout=10)

        stopping = pool.submit(service.stop)
        time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError):
            service.connect().connect()
        core.answering.set()

        response = connection.getresponse()
        answer = json.loads(response.read())
        _, exit_code, lines = stopping.result()
        connection.close()

    assert (response.status, answer["count"]) == (200, 1)
    assert exit_code == 0
    assert [line["message"] for line in lines] == ["stopping", "request", "stopped"]
    assert lines[1]["request_id"] == "in-flight"


def test_gives_up_on_a_request_after_its_grace(core: FakeCore) -> None:
    core.answering.clear()
    with running(CORE_URL=core.url, SHUTDOWN_GRACE_SECONDS="0.2", CORE_TIMEOUT_SECONDS="30") as (service, _):
        connection = service.connect()
        connection.request("GET", "/api/statistics/latency")
        assert core.arrived.wait(timeout=10)

        seconds, exit_code, _ = service.stop()
        connection.close()

    assert exit_code == 0
    assert seconds < 2


def test_a_collector_that_is_away_is_mentioned_once_and_holds_up_nothing(core: FakeCore) -> None:
    with running(CORE_URL=core.url, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1") as (service, _):
        connection = service.connect()
        for _ in range(3):
            connection.request("GET", "/api/statistics/latency")
            assert connection.getresponse().read()

        seconds, exit_code, lines = service.stop()
        connection.close()

    assert exit_code == 0
    assert seconds < 10
    complaints = [line for line in lines if line["message"].startswith("traces cannot be sent")]
    assert len(complaints) <= 1
    assert all("trace_id" in line for line in lines if line["message"] == "request")


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which signals are caught")
def test_a_signal_during_the_start_is_not_lost() -> None:
    service = Service()
    while not service.catches(signal.SIGTERM):
        time.sleep(0.001)

    _, exit_code, _ = service.stop()

    assert exit_code == 0


def test_does_not_start_with_settings_that_are_wrong() -> None:
    service = Service(PORT="http", CORE_URL="ftp://me:hunter2@core", LOG_LEVEL_FILE="/nowhere")

    output, errors = service.process.communicate(timeout=20)

    assert service.process.returncode == 78
    assert output == ""
    heading, *lines = errors.splitlines()
    assert heading == "api-python cannot start, 3 settings are wrong:"
    assert [line.split()[0] for line in lines] == ["PORT", "LOG_LEVEL_FILE", "CORE_URL"]
    assert "hunter2" not in errors


def test_says_that_its_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        service = Service(PORT=str(taken.getsockname()[1]))
        output, errors = service.process.communicate(timeout=20)

    line = json.loads(output)
    assert (service.process.returncode, errors) == (1, "")
    assert (line["level"], line["message"]) == ("error", "cannot listen")
    assert line["reason"].startswith("Address already in use")


def test_healthcheck_of_a_service_that_runs_has_nothing_to_say() -> None:
    with running() as (service, _):
        healthy = subprocess.run(
            [sys.executable, "-m", "api_python", "healthcheck"],
            env=os.environ | {"PORT": str(service.port)},
            capture_output=True,
            check=False,
        )

    assert (healthy.returncode, healthy.stdout, healthy.stderr) == (0, b"", b"")
