"""How long model calls take, failed ones included: somebody waited for those, too."""

import math
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from api_python.calls import ModelCall
from api_python.statistics.percentiles import percentile


class Latency(BaseModel):
    """Milliseconds; all but the count are None where there was no call."""

    model_config = ConfigDict(frozen=True)

    count: int
    mean: float | None = None
    p50: float | None = None
    p90: float | None = None
    p95: float | None = None
    p99: float | None = None
    max: float | None = None


def latency(calls: Iterable[ModelCall]) -> Latency:
    """Return how the durations of the calls are distributed."""
    durations = sorted(call.duration_ms for call in calls)
    if not durations:
        return Latency(count=0)
    return Latency(
        count=len(durations),
        mean=math.fsum(durations) / len(durations),
        p50=percentile(durations, 50),
        p90=percentile(durations, 90),
        p95=percentile(durations, 95),
        p99=percentile(durations, 99),
        max=durations[-1],
    )
