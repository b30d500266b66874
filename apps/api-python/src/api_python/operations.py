"""What machines ask: alive, ready, metrics."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from observatory_telemetry.health import Health, Liveness, Readiness
from observatory_telemetry.metrics import CONTENT_TYPE, Metrics


def operations_router(health: Health, metrics: Metrics) -> APIRouter:
    """Return the routes that every service has."""
    router = APIRouter(tags=["operations"])

    @router.get("/health")
    async def alive() -> Liveness:
        """Return that the service is alive."""
        return health.liveness()

    @router.get("/ready", responses={HTTPStatus.SERVICE_UNAVAILABLE: {"model": Readiness}})
    async def ready(response: Response) -> Readiness:
        """Return whether requests can be answered, and what is in the way."""
        readiness = await health.readiness()
        if readiness.status != "ready":
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return readiness

    @router.get("/metrics", response_class=Response)
    async def scrape() -> Response:
        """Return the metrics in Prometheus' text format."""
        return Response(metrics.render(), headers={"content-type": CONTENT_TYPE})

    return router
