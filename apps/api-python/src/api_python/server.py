"""Listening, answering, and stopping without losing a request."""

import asyncio
import os
import signal
import socket
from types import FrameType
from typing import Final

import structlog
import uvicorn

from api_python.about import SERVICE, version
from api_python.application import Application
from api_python.settings import Settings
from observatory_telemetry.health import Health
from observatory_telemetry.logs import configure_logging

# Longer than the gateway keeps an idle connection, so that it is never the server who closes one
# just as the next request arrives.
_KEEP_ALIVE_SECONDS: Final = 75
_SETTLING_TURNS: Final = 10
_CANNOT_LISTEN: Final = 1

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def serve(settings: Settings) -> int:
    """Answer requests until a signal says to stop, and return the exit code."""
    configure_logging(SERVICE, settings.log_level)
    try:
        listener = _listen(settings.host, settings.port)
    except OSError as error:
        _log.error(
            "cannot listen",
            address=f"{settings.host}:{settings.port}",
            reason=error.strerror or str(error),
            hint="is HOST an address of this machine, and PORT free?",
        )
        return _CANNOT_LISTEN
    application = Application(settings)
    config = uvicorn.Config(
        application.asgi,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        # Declared as whole seconds, and given to asyncio, which takes parts of them, too.
        timeout_graceful_shutdown=settings.shutdown_grace_seconds.total_seconds(),  # type: ignore[arg-type]
    )
    _Server(config, application.health).run([listener])
    application.tracing.stop()
    return os.EX_OK


def _listen(host: str, port: int) -> socket.socket:
    is_ipv6 = ":" in host
    return socket.create_server(
        (host, port),
        family=socket.AF_INET6 if is_ipv6 else socket.AF_INET,
        dualstack_ipv6=is_ipv6 and socket.has_dualstack_ipv6(),
    )


class _Server(uvicorn.Server):
    """Uvicorn with our words at start and stop, and a signal as a normal way to end."""

    def __init__(self, config: uvicorn.Config, health: Health) -> None:
        super().__init__(config)
        self._health = health
        self._reason = "the application ended"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or []:
            host, port = listener.getsockname()[:2]
            _log.info("listening", address=f"{host}:{port}", version=version())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        # A connection that was just being accepted shows up two turns of the loop later. Uvicorn closes
        # those that it knows by now, and would wait for any other until the end of the grace.
        for _ in range(_SETTLING_TURNS):
            await asyncio.sleep(0)
        _log.info("stopping", reason=self._reason, connections=len(self.server_state.connections))
        await super().shutdown(sockets)
        _log.info("stopped", reason=self._reason)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        # Uvicorn would raise the signal once more at the end, and the process would die of it.
        self._reason = signal.Signals(sig).name
        self._health.drain()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
