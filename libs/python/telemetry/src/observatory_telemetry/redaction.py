"""Taking secrets out of what is about to be logged, by the name of a key and by the look of a value."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from math import isfinite
from typing import Final

from pydantic import BaseModel

from observatory_config.secret import REDACTED

_SECRET_KEYS: Final = frozenset(
    {
        "access_token",
        "api_key",
        "apikey",
        "authorization",
        "client_secret",
        "cookie",
        "passwd",
        "password",
        "private_key",
        "refresh_token",
        "secret",
        "set_cookie",
        "token",
        "x_api_key",
    }
)
_SECRET_SUFFIXES: Final = tuple(f"_{key}" for key in _SECRET_KEYS)
_SEPARATOR: Final = re.compile(r"[^a-z0-9]+")
_CAMEL_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_BEARER: Final = re.compile(r"\b(bearer)\s+[\w.~+/=-]+", re.IGNORECASE)
# Greedy up to the last @ before the path: a password may hold an @ of its own.
_URL_PASSWORD: Final = re.compile(r"\b([a-z][a-z0-9+.-]*://[^\s/?#:@\"']*):[^\s/\"']*@", re.IGNORECASE)

# Deeper than any log line that somebody reads, and an end to structures that contain themselves.
_MAX_DEPTH: Final = 8
_TOO_DEEP: Final = "[too deep]"


def redact(value: object, depth: int = 0) -> object:
    """Return a copy that is ready for JSON and holds no secret that can be told by key or by look."""
    if _is_plain(value):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item, depth + 1) for item in value] if depth < _MAX_DEPTH else _TOO_DEEP
    if (entries := _entries(value)) is not None:
        return _redact_entries(entries, depth + 1) if depth < _MAX_DEPTH else _TOO_DEEP
    return redact_text(str(value))


def redact_entry(key: str, value: object, depth: int = 0) -> object:
    """Return what may be shown under this key: a mark where the key names a secret."""
    return REDACTED if value is not None and names_secret(key) else redact(value, depth)


def redact_text(text: str) -> str:
    """Return the text without bearer tokens and without passwords in URLs."""
    return _URL_PASSWORD.sub(r"\1:***@", _BEARER.sub(rf"\1 {REDACTED}", text))


@lru_cache(maxsize=1024)
def names_secret(key: str) -> bool:
    """Tell whether a key is one of the known names, or ends in one: ``X-API-Key``, ``dbPassword``."""
    name = _SEPARATOR.sub("_", _CAMEL_HUMP.sub("_", key).lower()).strip("_")
    return name in _SECRET_KEYS or name.endswith(_SECRET_SUFFIXES)


def _is_plain(value: object) -> bool:
    # JSON has no word for infinity or for what is not a number.
    return value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value))


def _redact_entries(entries: Mapping[object, object], depth: int) -> dict[str, object]:
    return {str(key): redact_entry(str(key), value, depth) for key, value in entries.items()}


def _entries(value: object) -> Mapping[object, object] | None:
    """Return keys and values of anything that has both, for the text of a model would hide its keys."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, BaseModel):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return None
