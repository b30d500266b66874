"""The health check of the container, which has neither a shell nor curl."""

import http.client
import os
import sys
from contextlib import closing
from typing import Final

from api_python.about import DEFAULT_PORT
from observatory_config.variables import read_variable

_TIMEOUT_SECONDS: Final = 2


def check() -> int:
    """Ask the service on this machine whether it is alive; say in one line why it is not."""
    port = read_variable("PORT") or str(DEFAULT_PORT)
    problem = _ask(port) if isinstance(port, str) else str(port)
    if problem is None:
        return os.EX_OK
    print(f"unhealthy: {problem}", file=sys.stderr)
    return 1


def _ask(port: str) -> str | None:
    address = f"127.0.0.1:{port}"
    try:
        with closing(http.client.HTTPConnection(address, timeout=_TIMEOUT_SECONDS)) as connection:
            connection.request("GET", "/health")
            status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"GET http://{address}/health: {str(error) or type(error).__name__}"
    return None if status == http.client.OK else f"GET http://{address}/health answered {status}"
