"""The command line. Each command imports what it needs, so that the health check stays fast."""

import os
import signal
import sys
from types import FrameType
from typing import Final

from api_python.about import SERVICE, version

USAGE: Final = f"""usage: {SERVICE} [serve | healthcheck | --version | --help]

  serve        answer requests until SIGTERM or SIGINT; the default
  healthcheck  exit 0 if the service on this machine is alive, else 1

Settings come from the environment: HOST, PORT, LOG_LEVEL, SHUTDOWN_GRACE_SECONDS,
OTEL_EXPORTER_OTLP_ENDPOINT, CORE_URL, CORE_TIMEOUT_SECONDS, MAX_SPANS, or NAME_FILE for the
content of a file."""


def main() -> int:
    """Run the command that the arguments name and return its exit code."""
    match sys.argv[1:]:
        case [] | ["serve"]:
            return _serve()
        case ["healthcheck"]:
            return _healthcheck()
        case ["--version"]:
            print(SERVICE, version())
            return os.EX_OK
        case ["--help" | "-h"]:
            print(USAGE)
            return os.EX_OK
        case unknown:
            print(f"{SERVICE}: what is '{' '.join(unknown)}'?\n\n{USAGE}", file=sys.stderr)
            return os.EX_USAGE


def _serve() -> int:
    # As PID 1 a process without a handler does not even notice a signal: be ready before the slow imports.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)

    from api_python.settings import Settings
    from observatory_config.problem import ConfigurationError
    from observatory_config.settings import load

    try:
        settings = load(Settings)
    except ConfigurationError as error:
        print(f"{SERVICE} cannot start, {error}", file=sys.stderr)
        return os.EX_CONFIG

    from api_python.server import serve

    return serve(settings)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(os.EX_OK)


def _healthcheck() -> int:
    from api_python.healthcheck import check

    return check()
