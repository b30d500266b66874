"""The part of core's answers that statistics need; the rest, such as prompts, is not even kept."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _count(value: object) -> int:
    # Some senders have only one type of number, and write 12.0.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


# Attributes are whatever an instrumented program sent: one that cannot be used must not spoil all the others.
_Text = Annotated[str | None, BeforeValidator(_text_or_none)]
_Count = Annotated[int, BeforeValidator(_count)]


class Attributes(BaseModel):
    """What OpenTelemetry's conventions for generative AI say of a call."""

    operation: _Text = Field(None, alias="gen_ai.operation.name")
    provider: _Text = Field(None, alias="gen_ai.provider.name")
    # The name of the provider up to version 1.37 of the conventions.
    system: _Text = Field(None, alias="gen_ai.system")
    request_model: _Text = Field(None, alias="gen_ai.request.model")
    response_model: _Text = Field(None, alias="gen_ai.response.model")
    input_tokens: _Count = Field(0, alias="gen_ai.usage.input_tokens")
    output_tokens: _Count = Field(0, alias="gen_ai.usage.output_tokens")
    error_type: _Text = Field(None, alias="error.type")


class Span(BaseModel):
    """A span as ``GET /v1/spans`` returns it."""

    trace_id: str
    span_id: str
    service: str
    duration_ms: FiniteFloat
    status: Literal["unset", "ok", "error"]
    attributes: Attributes


class SpanPage(BaseModel):
    """One page of spans, newest first."""

    # An error goes into the log, and what people said to a model does not.
    model_config = ConfigDict(hide_input_in_errors=True)

    spans: list[Span]
    next_cursor: str | None
