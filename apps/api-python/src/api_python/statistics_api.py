"""``/api/statistics``: what the statistics say about the calls that core holds now."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api_python.core import CoreClient
from api_python.problems import PROBLEM_RESPONSES
from api_python.statistics.errors import ErrorRate, error_rates
from api_python.statistics.latency import Latency, latency
from api_python.statistics.tokens import TokenUsage, token_usage

# ``?service=&model=x`` is what a form sends for a field that was left empty.
_Name = Annotated[Annotated[str, Field(max_length=256)] | None, BeforeValidator(lambda value: value or None)]


class Selection(BaseModel):
    """Which calls to count. An unknown parameter is refused: a filter with a typo would count them all."""

    model_config = ConfigDict(extra="forbid")

    service: _Name = None
    model: _Name = None


class Answer(BaseModel):
    """What every answer tells about the calls that were counted."""

    service: str | None
    model: str | None
    truncated: bool


class LatencyAnswer(Latency, Answer):
    """How long the calls took."""

    unit: Literal["ms"] = "ms"


class TokenAnswer(Answer):
    """Sums of tokens per model."""

    models: list[TokenUsage]


class ErrorAnswer(Answer):
    """Error rates per service and model."""

    groups: list[ErrorRate]


def statistics_router(core: CoreClient) -> APIRouter:
    """Return the routes that answer from this core."""
    router = APIRouter(prefix="/api/statistics", tags=["statistics"], responses=PROBLEM_RESPONSES)

    @router.get("/latency")
    async def latency_statistics(selection: Annotated[Selection, Query()]) -> LatencyAnswer:
        """Return the distribution of durations."""
        sample = await core.model_calls(**selection.model_dump())
        summary = latency(sample.calls).model_dump()
        return LatencyAnswer(**selection.model_dump(), **summary, truncated=sample.truncated)

    @router.get("/tokens")
    async def token_statistics(selection: Annotated[Selection, Query()]) -> TokenAnswer:
        """Return the tokens that each model was sent and returned."""
        sample = await core.model_calls(**selection.model_dump())
        models = token_usage(sample.calls)
        return TokenAnswer(**selection.model_dump(), models=models, truncated=sample.truncated)

    @router.get("/errors")
    async def error_statistics(selection: Annotated[Selection, Query()]) -> ErrorAnswer:
        """Return the share of calls that failed."""
        sample = await core.model_calls(**selection.model_dump())
        groups = error_rates(sample.calls)
        return ErrorAnswer(**selection.model_dump(), groups=groups, truncated=sample.truncated)

    return router
