"""Possible starts inside free spans: aligned to the step on the wall clock of the request's zone.

So a step of an hour gives full hours on the asker's clock, also in zones at :30 and :45, and again
after a change of half an hour (Lord Howe).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.scheduling.intervals import Pair
from core.scheduling.zones import Segment, segments


def starts_in(free: Sequence[Pair], length: int, step: int, zone: str) -> Iterator[int]:
    """Yield, in order, every aligned start whose slot of ``length`` seconds lies in a free span."""
    if not free:
        return
    parts = segments(zone, free[0][0], free[-1][1])
    if len({offset % step for _, _, offset in parts}) == 1:
        # A change by a multiple of the step does not move the grid, so nothing needs cutting.
        parts = [(parts[0][0], parts[-1][1], parts[0][2])]
    for start, end in free:
        for part in parts:
            yield from _aligned(start, end - length, step, part)


def _aligned(first: int, last: int, step: int, part: Segment) -> range:
    """Return the aligned starts in ``[first, last]`` that fall into one span of constant offset."""
    low, high, offset = part
    first, last = max(first, low), min(last, high - 1)
    return range(first + (-(first + offset)) % step, last + 1, step)
