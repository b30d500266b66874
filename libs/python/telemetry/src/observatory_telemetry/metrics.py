"""Prometheus metrics that every service has: requests, their duration, and what is running."""

from typing import Final

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

CONTENT_TYPE: Final = prometheus_client.CONTENT_TYPE_LATEST

# A second series for each, with the time of its creation, that no query of ours reads.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]

# A method is whatever a stranger sends: unknown ones share a label, or they would fill the memory.
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


def known_method(method: str) -> str:
    """Return the method, or ``other`` for one that somebody made up."""
    return method if method in _METHODS else "other"


class Metrics:
    """The metrics of one service, in a registry of their own so that tests do not share it."""

    def __init__(self, service: str, version: str) -> None:
        """Register what every service has; more may be registered in ``registry``."""
        self.registry = CollectorRegistry()
        prometheus_client.ProcessCollector(registry=self.registry)
        prometheus_client.GCCollector(registry=self.registry)
        Gauge("service_info", "What is running.", ["service", "version"], registry=self.registry).labels(
            service, version
        ).set(1)
        self._requests = Counter(
            "http_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._durations = Histogram(
            "http_request_duration_seconds",
            "Time from the request to the end of its answer.",
            ["method", "route"],
            registry=self.registry,
        )

    def observe_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. The route is a template such as ``/api/traces/{trace_id}``, never a path."""
        label = known_method(method)
        self._requests.labels(label, route, str(status)).inc()
        self._durations.labels(label, route).observe(seconds)

    def render(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return prometheus_client.generate_latest(self.registry)
