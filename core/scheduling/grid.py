"""Possible starts inside free spans: aligned to the step on the wall clock of the request's zone.

So a step of an hour gives full hours on the asker's clock, also in zones at :30 and :45, and again
after a change of half an hour (Lord Howe).
"""

from __future__ import annotations

from collections.abc import Sequence

from core.scheduling.intervals import Pair
from core.scheduling.zones import segments


def starts_in(free: Sequence[Pair], length: int, step: int, zone: str) -> list[int]:
    """Return, in order, every aligned start whose slot of ``length`` seconds lies in a free span."""
    if not free:
        return []
    parts = segments(zone, free[0][0], free[-1][1])
    if len({offset % step for _, _, offset in parts}) == 1:
        # A change by a multiple of the step does not move the grid, so nothing needs cutting.
        offset = parts[0][2]
        found: list[int] = []
        for start, end in free:
            found += range(start + -(start + offset) % step, end - length + 1, step)
        return found
    return [
        at
        for start, end in free
        for low, high, offset in parts
        for first in (max(start, low),)
        for at in range(first + -(first + offset) % step, min(end - length, high - 1) + 1, step)
    ]
