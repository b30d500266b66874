import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

# The import mode of this workspace leaves sys.path alone, and the tests share a helper.
sys.path.insert(0, str(Path(__file__).parent))

from fake_core import FakeCore, running_core
from pydantic import HttpUrl

from api_python.application import Application
from api_python.settings import Settings


@pytest.fixture
def core() -> Iterator[FakeCore]:
    with running_core() as core:
        yield core


@pytest.fixture
def settings(core: FakeCore) -> Settings:
    return Settings(core_url=HttpUrl(core.url))


@pytest.fixture
def application(settings: Settings) -> Application:
    return Application(settings)


@pytest.fixture
def client(application: Application) -> Iterator[TestClient]:
    with TestClient(application.asgi, raise_server_exceptions=False) as client:
        yield client
