"""Calls to language models, recognised by OpenTelemetry's conventions for generative AI."""

from dataclasses import dataclass
from typing import Final

from api_python.spans import Span

# The conventions' own word for an error that has no type.
_OTHER_ERROR: Final = "_OTHER"
# These name a model, too, and enclose the calls: to count them would count the same tokens twice.
_AROUND_CALLS: Final = frozenset({"create_agent", "invoke_agent", "invoke_workflow", "execute_tool"})


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call to a model, less everything that no statistic asks for."""

    service: str
    provider: str
    model: str
    """The model that answered where it is known, else the one asked for, which may be an alias."""
    asked: str
    """The model asked for where it is known, else the one that answered; a failed call has none."""
    duration_ms: float
    input_tokens: int
    output_tokens: int
    error_type: str | None


def model_call(span: Span, of_model: str | None = None) -> ModelCall | None:
    """Return the model call that a span describes, or None where it describes something else.

    With ``of_model`` only calls count that asked for this model or were answered by it.
    """
    told = span.attributes
    model = told.response_model or told.request_model
    if model is None or told.operation in _AROUND_CALLS:
        return None
    if of_model is not None and of_model not in (told.request_model, told.response_model):
        return None
    return ModelCall(
        service=span.service,
        provider=told.provider or told.system or "unknown",
        model=model,
        asked=told.request_model or model,
        duration_ms=span.duration_ms,
        input_tokens=told.input_tokens,
        output_tokens=told.output_tokens,
        error_type=told.error_type or (_OTHER_ERROR if span.status == "error" else None),
    )
