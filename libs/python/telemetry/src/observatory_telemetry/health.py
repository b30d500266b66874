"""The health model: alive, ready with every dependency named, and draining."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from observatory_telemetry.redaction import redact_text

# Returns a word or two on the dependency, and raises where it cannot be used.
Probe = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Liveness:
    """The answer of ``/health``."""

    status: Literal["ok"]
    service: str
    version: str
    uptime_seconds: float


@dataclass(frozen=True, slots=True)
class Dependency:
    """One thing that the service needs, and whether it can be used right now."""

    name: str
    status: Literal["up", "down"]
    detail: str
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Readiness:
    """The answer of ``/ready``."""

    status: Literal["ready", "not_ready", "draining"]
    dependencies: list[Dependency]


class Health:
    """What a service knows about its own state."""

    def __init__(
        self, service: str, version: str, probes: Mapping[str, Probe], probe_timeout_seconds: float = 2
    ) -> None:
        """Start the clock. The probes are by the name of the dependency."""
        self._service = service
        self._version = version
        self._probes = dict(probes)
        self._probe_timeout_seconds = probe_timeout_seconds
        self._started = time.monotonic()
        self._draining = False

    def drain(self) -> None:
        """Say from now on that no new work is wanted. Safe to call from a signal handler."""
        self._draining = True

    def liveness(self) -> Liveness:
        """Return that the service is alive. Nothing else is asked: a restart would not mend it."""
        uptime = round(time.monotonic() - self._started, 3)
        return Liveness("ok", self._service, self._version, uptime)

    async def readiness(self) -> Readiness:
        """Ask all dependencies at once and return how each of them is."""
        dependencies = await asyncio.gather(*(self._ask(name) for name in self._probes))
        if self._draining:
            return Readiness("draining", dependencies)
        all_up = all(dependency.status == "up" for dependency in dependencies)
        return Readiness("ready" if all_up else "not_ready", dependencies)

    async def _ask(self, name: str) -> Dependency:
        started = time.perf_counter()
        status: Literal["up", "down"] = "down"
        try:
            async with asyncio.timeout(self._probe_timeout_seconds):
                detail = await self._probes[name]()
            status = "up"
        except TimeoutError:
            detail = f"no answer within {self._probe_timeout_seconds:g} s"
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the dependency is down
            detail = str(error) or type(error).__name__
        latency_ms = round((time.perf_counter() - started) * 1000, 3)
        return Dependency(name, status, redact_text(detail), latency_ms)
