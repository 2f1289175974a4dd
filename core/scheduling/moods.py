"""Who feels alike about an hour: people grouped by their clock, wishes and debts, before any slot is ranked.

Ranking then costs per slot and stretch of constant offsets, however many people there are.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from core.scheduling.asking import Request
from core.scheduling.comfort import QUARTER, Mood, Tables, tables
from core.scheduling.crowd import Clock, Group
from core.scheduling.weekly import day_number
from core.scheduling.zones import DAY, Segment, day_spans, offset_at, segments

Part = tuple[int, int, tuple[int, ...], Tables]
"""From, until (epoch seconds), the points lost per quarter hour, and the two tables they come from."""


def moods(groups: frozenset[Group], request: Request, low: int, high: int) -> tuple[Part, ...]:
    """Return the tables that hold from ``low`` to ``high``; one part unless somebody's offset changes."""
    plan = (-(-request.length // QUARTER), request.weights.hours, request.weights.fair)
    return _parts(groups, plan, low // DAY, -(-high // DAY))


@lru_cache(maxsize=512)
def _parts(groups: frozenset[Group], plan: tuple[int, int, int], first: int, until: int) -> tuple[Part, ...]:
    quarters, hours_weight, fair_weight = plan
    low, high = first * DAY, until * DAY
    clocks = {clock: _clock(clock, low, high) for (clock, _, _), _ in groups}
    edges = sorted({low, high, *(part[0] for parts in clocks.values() for part in parts)})
    found: list[Part] = []
    for start, end in pairwise(edges):
        counted: dict[Mood, int] = {}
        for (clock, preferred, owed), count in groups:
            offset = next(part[2] for part in clocks[clock] if part[0] <= start < part[1])
            mood = (offset, preferred, owed)
            counted[mood] = counted.get(mood, 0) + count
        both = tables(frozenset(counted.items()), quarters)
        points = tuple(hours_weight * steps + fair_weight * gap for steps, gap in zip(*both, strict=True))
        found.append((start, end, points, both))
    return tuple(found)


def _clock(clock: Clock, low: int, high: int) -> list[Segment]:
    """Return the spans of constant offset on somebody's wall, wherever they are."""
    if isinstance(clock, str):
        return segments(clock, low, high)
    away = [
        (start, end, one.zone)
        for one in clock.overrides
        if one.zone is not None
        for start, end in day_spans(one.zone, day_number(one.day), day_number(one.day) + 1)
        if start < high and end > low
    ]
    home = segments(clock.zone, low, high)
    edges = {low, high, *(at for at, _, _ in home)}
    for start, end, zone in away:
        edges.update(at for at, _, _ in segments(zone, max(start, low), min(end, high)))
        edges.add(min(end, high))
    ordered = sorted(edges)
    found: list[Segment] = []
    for at, until in pairwise(ordered):
        zones = [zone for start, end, zone in away if start <= at < end]
        found.append((at, until, offset_at(zones[-1] if zones else clock.zone, at)))
    return found
