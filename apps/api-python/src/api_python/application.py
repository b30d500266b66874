"""The application: routes, errors and telemetry put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api_python.about import SERVICE, version
from api_python.core import CoreClient
from api_python.operations import operations_router
from api_python.problems import add_problem_handlers
from api_python.settings import Settings
from api_python.statistics_api import statistics_router
from observatory_telemetry.health import Health
from observatory_telemetry.metrics import Metrics
from observatory_telemetry.middleware import TelemetryMiddleware
from observatory_telemetry.tracing import Tracing


class Application:
    """One instance of the service, and the handles on it that its server needs."""

    def __init__(self, settings: Settings) -> None:
        """Put the parts together. Nothing is connected before the server starts."""
        endpoint = settings.otel_exporter_otlp_endpoint
        self.tracing = Tracing(SERVICE, version(), str(endpoint) if endpoint else None)
        core = CoreClient(settings, self.tracing)
        metrics = Metrics(SERVICE, version())
        self.health = Health(SERVICE, version(), {"core": core.probe})
        # Around everything: FastAPI answers an exception outside of the middleware that it knows of.
        self.asgi = TelemetryMiddleware(_routes(core, metrics, self.health), metrics, self.tracing)


def _routes(core: CoreClient, metrics: Metrics, health: Health) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await core.aclose()

    app = FastAPI(
        title=SERVICE,
        version=version(),
        lifespan=lifespan,
        # The pages for people load scripts from other hosts; /openapi.json is there for tools.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Our own telemetry does this, in the form that the services of all languages share.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    add_problem_handlers(app)
    app.include_router(operations_router(health, metrics))
    app.include_router(statistics_router(core))
    return app
