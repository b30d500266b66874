"""How many tokens each model was sent and returned."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from api_python.calls import ModelCall


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """The tokens of all calls to one model of one provider."""

    provider: str
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    total_tokens: int


def token_usage(calls: Iterable[ModelCall]) -> list[TokenUsage]:
    """Return the sums per model, the most used first."""
    groups: defaultdict[tuple[str, str], list[ModelCall]] = defaultdict(list)
    for call in calls:
        groups[call.provider, call.model].append(call)
    usages = [_sum(provider, model, group) for (provider, model), group in groups.items()]
    return sorted(usages, key=lambda usage: (-usage.total_tokens, usage.provider, usage.model))


def _sum(provider: str, model: str, calls: list[ModelCall]) -> TokenUsage:
    sent = sum(call.input_tokens for call in calls)
    received = sum(call.output_tokens for call in calls)
    return TokenUsage(provider, model, len(calls), sent, received, sent + received)
