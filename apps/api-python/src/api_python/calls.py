"""Calls to language models, recognised by OpenTelemetry's conventions for generative AI."""

from typing import Final, NamedTuple

from api_python.spans import Span

# The conventions' own word for an error that has no type.
_OTHER_ERROR: Final = "_OTHER"
# These name a model, too, and enclose the calls: to count them would count the same tokens twice.
_AROUND_CALLS: Final = frozenset({"create_agent", "invoke_agent", "invoke_workflow", "execute_tool"})


class ModelCall(NamedTuple):
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
    told = span["attributes"]
    # Most spans know nothing of models.
    if not told:
        return None
    requested, answered = _text(told.get("gen_ai.request.model")), _text(told.get("gen_ai.response.model"))
    model = answered or requested
    if model is None or _text(told.get("gen_ai.operation.name")) in _AROUND_CALLS:
        return None
    if of_model is not None and of_model not in (requested, answered):
        return None
    return ModelCall(
        service=span["service"],
        provider=_text(told.get("gen_ai.provider.name")) or _text(told.get("gen_ai.system")) or "unknown",
        model=model,
        asked=requested or model,
        duration_ms=span["duration_ms"],
        input_tokens=_count(told.get("gen_ai.usage.input_tokens")),
        output_tokens=_count(told.get("gen_ai.usage.output_tokens")),
        error_type=_text(told.get("error.type")) or (_OTHER_ERROR if span["status"] == "error" else None),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _count(value: object) -> int:
    # Some senders have only one type of number, and write 12.0.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
