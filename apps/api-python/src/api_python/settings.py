"""What this service can be told from outside."""

from datetime import timedelta
from typing import Annotated

from pydantic import HttpUrl

from api_python.about import DEFAULT_PORT
from observatory_config.fields import Between, HttpAddress, Port, Seconds
from observatory_config.settings import ServiceSettings


class Settings(ServiceSettings):
    """``CORE_URL`` and how much may be asked of core for one answer."""

    port: Port = DEFAULT_PORT
    core_url: HttpAddress = HttpUrl("http://127.0.0.1:4005")
    core_timeout_seconds: Annotated[timedelta, Seconds(0.1, 60)] = timedelta(seconds=5)
    max_spans: Annotated[int, Between(1_000, 1_000_000)] = 100_000
