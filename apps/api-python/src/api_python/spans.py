"""The part of core's answers that statistics need; the rest, such as prompts, is not even kept."""

import re
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, FiniteFloat
from typing_extensions import TypedDict  # pydantic takes that of typing from Python 3.12 on

# Attributes are whatever an instrumented program sent: one that cannot be used must not spoil all the others,
# so nothing is asked of them here. Most spans are no calls, and are let go with their attributes unread.
Attributes = TypedDict(
    "Attributes",
    {
        "gen_ai.operation.name": Any,
        "gen_ai.provider.name": Any,
        # The name of the provider up to version 1.37 of the conventions.
        "gen_ai.system": Any,
        "gen_ai.request.model": Any,
        "gen_ai.response.model": Any,
        "gen_ai.usage.input_tokens": Any,
        "gen_ai.usage.output_tokens": Any,
        "error.type": Any,
    },
    total=False,
)
"""What OpenTelemetry's conventions for generative AI say of a call."""


class Span(TypedDict):
    """A span as ``GET /v1/spans`` returns it; no model, since to make one takes longer than to read it."""

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


_CURSOR: Final = re.compile(rb'"next_cursor":\s*"([^"\\]+)"')
_TAIL_BYTES: Final = 256


def guess_next_cursor(body: bytes) -> str | None:
    """Return what seems to be the cursor of a page that is not parsed yet.

    Core writes it behind all spans. Nothing may depend on that but the time that an answer takes.
    """
    found = _CURSOR.findall(body, max(0, len(body) - _TAIL_BYTES))
    return found[-1].decode(errors="replace") if found else None
