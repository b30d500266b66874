"""Percentiles by linear interpolation between the two nearest values."""

import math
from collections.abc import Sequence


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return the value below which so many percent of an ascending, non-empty sequence lie.

    The smallest value is the 0th percentile and the largest the 100th, as in a spreadsheet's
    ``PERCENTILE.INC``.
    """
    if not ordered:
        message = "there is no percentile of nothing"
        raise ValueError(message)
    if not 0 <= percent <= 100:  # noqa: PLR2004 - it is per cent
        message = f"a percentile lies between 0 and 100, not at {percent}"
        raise ValueError(message)
    position = (len(ordered) - 1) * percent / 100
    below = math.floor(position)
    lower, upper = ordered[below], ordered[math.ceil(position)]
    # Rounding could carry the sum past its neighbour, and p99 past the maximum.
    return min(lower + (upper - lower) * (position - below), upper)
