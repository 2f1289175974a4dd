"""The searches stripped to the bone: no validation, no rules but these, no ranking. What the engine is held to.

Each takes what would be at hand in its case (spans of working time already computed, masks already
made) and returns the starts. They are as fast as plain Python was made to be here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from benchmarks.availability_lib.workload import AFTER, BEFORE, LENGTH, STEP, World
from core.scheduling.hours import WeeklyHours
from core.scheduling.intervals import Pair

QUANTUM = 300


def working(hours: WeeklyHours, low: int, high: int) -> list[Pair]:
    """One person's working time by plain zoneinfo, a date at a time."""
    zone = ZoneInfo(hours.zone)
    day = datetime.fromtimestamp(low, UTC).date() - timedelta(days=1)
    last = datetime.fromtimestamp(high, UTC).date() + timedelta(days=1)
    found = []
    while day <= last:
        for window in hours.days[day.weekday()]:
            edges = [
                int(datetime(day.year, day.month, day.day, at // 60, at % 60, tzinfo=zone).timestamp())
                for at in (window.start_minute, window.end_minute)
            ]
            start, end = max(edges[0], low), min(edges[1], high)
            if start < end:
                found.append((start, end))
        day += timedelta(days=1)
    return found


def off(spans: Sequence[Pair]) -> list[Pair]:
    """The time outside sorted spans, from the beginning to the end of time."""
    edges = [0, *(edge for span in spans for edge in span), 2**40]
    return list(zip(edges[::2], edges[1::2], strict=True))


@cache
def off_hours(hours: tuple[WeeklyHours, ...], low: int, high: int) -> list[Pair]:
    """The off-hours of all different schedules together; cached, as the plain sweep is allowed to."""
    return [pair for one in dict.fromkeys(hours) for pair in off(working(one, low, high))]


def sweep(world: World, blocked: Sequence[Pair]) -> list[int]:
    """Concatenate, sort, one union, step through the gaps."""
    spans = list(blocked)
    for busy in world.busy:
        spans += [(start - AFTER, end + BEFORE) for start, end in busy]
    spans.sort()
    found: list[int] = []
    reached = spans[0][1]
    for start, end in spans:
        if start - reached >= LENGTH:
            found.extend(range(-(-reached // STEP) * STEP, start - LENGTH + 1, STEP))
        if end > reached:  # noqa: PLR1730 - calling max() would cost the anchor a third of its speed
            reached = end
    return found


def sweep_zoneinfo(world: World) -> list[int]:
    """The sweep with everybody's hours worked out by plain zoneinfo in the query."""
    return sweep(world, [pair for one in world.hours for pair in off(working(one, world.low, world.high))])


def mask_search(masks: Sequence[int], base: int, grid: int) -> list[int]:
    """AND, shift until each set bit has the whole length free behind it, read the bits."""
    free = masks[0]
    for mask in masks:
        free &= mask
    need, have = LENGTH // QUANTUM, 1
    while have < need:
        shift = min(have, need - have)
        free &= free >> shift
        have += shift
    text = bin(free & grid)[:1:-1]
    found = []
    at = text.find("1")
    while at >= 0:
        found.append(base + at * QUANTUM)
        at = text.find("1", at + 1)
    return found


def grid_from(world: World, base: int) -> int:
    """The quarter hours between notice and horizon, as bits from ``base`` on."""
    first = -((base - world.low) // STEP) * STEP // QUANTUM
    last = (world.high - LENGTH - base) // QUANTUM
    return sum(1 << at for at in range(first, last + 1, STEP // QUANTUM))


def floor(world: World) -> int:
    """Touch every event once: nobody who reads the calendars can be faster."""
    total = 0
    for busy in world.busy:
        for start, end in busy:
            total += end - start
    return total
