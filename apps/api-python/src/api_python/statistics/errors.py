"""How many calls fail, and how."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from api_python.calls import ModelCall


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """The failures among the calls of one service for one model asked for; ``rate`` is from 0 to 1."""

    service: str
    model: str
    calls: int
    errors: int
    rate: float
    types: dict[str, int]


def error_rates(calls: Iterable[ModelCall]) -> list[ErrorRate]:
    """Return the rates per service and model asked for, the highest first."""
    groups: defaultdict[tuple[str, str], list[str | None]] = defaultdict(list)
    for call in calls:
        groups[call.service, call.asked].append(call.error_type)
    rates = [_rate(service, model, outcomes) for (service, model), outcomes in groups.items()]
    return sorted(rates, key=lambda group: (-group.rate, -group.calls, group.service, group.model))


def _rate(service: str, model: str, outcomes: list[str | None]) -> ErrorRate:
    types = Counter(outcome for outcome in outcomes if outcome is not None)
    errors = types.total()
    return ErrorRate(service, model, len(outcomes), errors, errors / len(outcomes), dict(types.most_common()))
