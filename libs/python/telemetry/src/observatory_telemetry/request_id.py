"""The id that ties together what all services log about one request."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

HEADER: Final = "X-Request-Id"

_ACCEPTABLE: Final = re.compile(r"[A-Za-z0-9._-]{1,128}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def choose_request_id(received: str | None) -> str:
    """Return the caller's id where it is harmless in a log and a header, else a new one."""
    if received is not None and _ACCEPTABLE.fullmatch(received):
        return received
    return uuid4().hex


def current_request_id() -> str | None:
    """Return the id of the request that is being answered, or None outside of one."""
    return _current.get()


@contextmanager
def request_context(request_id: str) -> Iterator[None]:
    """Make this the current id for whatever happens inside."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)
