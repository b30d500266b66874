"""The name, the port and the version of this service."""

from typing import Final

SERVICE: Final = "api-python"
DEFAULT_PORT: Final = 4004


def version() -> str:
    """Return the version from the manifest, as it was installed."""
    from importlib.metadata import version as installed_version  # noqa: PLC0415 - a health check has no use for it

    return installed_version(SERVICE)
