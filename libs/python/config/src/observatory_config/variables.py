"""Reading one variable from ``NAME`` or from the file that ``NAME_FILE`` names.

Only the standard library is used here, and little of it.
"""

import os
from collections.abc import Mapping

from observatory_config.problem import Problem

FILE_SUFFIX = "_FILE"
MAX_FILE_BYTES = 64 * 1024


def read_variable(name: str, environ: Mapping[str, str] = os.environ) -> str | Problem | None:
    """Return the value of a variable, the problem with reading it, or None where it is not set.

    An empty variable counts as not set: that is what ``${NAME:-}`` in a compose file leaves behind.
    """
    value = environ.get(name)
    path = environ.get(name + FILE_SUFFIX)
    if value and path:
        return Problem(name, f"and {name}{FILE_SUFFIX} are both set", "only one of them")
    if path:
        return _read_file(name + FILE_SUFFIX, path)
    return value or None


def spelling(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the name under which a variable was given, so that a problem can point at it."""
    file_name = name + FILE_SUFFIX
    return file_name if environ.get(file_name) and not environ.get(name) else name


def _read_file(variable: str, path: str) -> str | Problem:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs a health check 10 ms
            content = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Problem(variable, f"names {path}: {reason}", "a file that can be read")
    if len(content) > MAX_FILE_BYTES:
        return Problem(variable, f"names {path}, which is too large", f"at most {MAX_FILE_BYTES} bytes")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return Problem(variable, f"names {path}, which is not text", "a file in UTF-8")
    # Editors and `echo` end a file with a newline that nobody means; a second one is on purpose.
    value = text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
    return value or Problem(variable, f"names {path}, which is empty", "a file that holds the value")
