"""How well an hour of the week suits a person, as a table per quarter hour, so that ranking only looks up.

Steps of discomfort by the local clock: 0 mid-morning and afternoon, 1 at the edges of the day and
over lunch, 4 and 9 early and late, 16 at night. Someone who named preferred hours has 0 inside them
and two steps more than by the clock outside.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from operator import sub

from core.scheduling.weekly import WeeklyHours
from core.scheduling.zones import WEEK

QUARTER = 900
WEEK_QUARTERS = WEEK // QUARTER
EPOCH_SHIFT = 3 * 96
"""1970-01-01 was a Thursday: the epoch's first quarter hour is the 288th of a week from Monday."""

_CLOCK = ((0, 16), (7, 9), (8, 4), (9, 1), (10, 0), (12, 1), (13, 0), (16, 1), (17, 4), (18, 9), (20, 16))
"""From which local hour on an hour costs how many steps."""

Mood = tuple[int, WeeklyHours | None, int]
"""What people must share to be one group: offset from UTC in seconds, preferred hours, odd hours owed."""

Tables = tuple[tuple[int, ...], tuple[int, ...]]
"""Discomfort of all together, and unfairness, per quarter hour of the UTC week from the epoch on."""


def steps_at(hour: int) -> int:
    """Return the steps of discomfort of a local hour, 0 to 23, by the clock alone."""
    return [steps for since, steps in _CLOCK if since <= hour][-1]


@lru_cache(maxsize=512)
def _week(preferred: WeeklyHours | None, quarters: int) -> tuple[int, ...]:
    """Return, per local quarter hour from Monday 00:00, the worst step a slot starting there meets."""
    clock = [steps_at(quarter // 4) for quarter in range(96)] * 7
    if preferred is not None:
        inside: set[int] = set()
        for index, day in enumerate(preferred.days):
            for window in day:
                first = index * 96 - (-window.start_minute // 15)
                inside.update(q % WEEK_QUARTERS for q in range(first, index * 96 + window.end_minute // 15))
        clock = [0 if quarter in inside else steps + 2 for quarter, steps in enumerate(clock)]
    around = clock + clock
    return tuple(max(around[at : at + quarters]) for at in range(WEEK_QUARTERS))


@lru_cache(maxsize=512)
def tables(moods: frozenset[tuple[Mood, int]], quarters: int) -> Tables:
    """Return the two tables for groups of people, given as ``(mood, how many)``.

    Discomfort adds up over people. Unfairness is the worst off's steps less the best off's, plus the
    steps of whoever is owed better, once per odd hour owed.
    """
    each: list[tuple[int, ...]] = []
    total = owing = [0] * WEEK_QUARTERS
    for (offset, preferred, owed), count in moods:
        shift = (EPOCH_SHIFT + offset // QUARTER) % WEEK_QUARTERS
        local = _week(preferred, min(quarters, WEEK_QUARTERS))
        utc = local[shift:] + local[:shift]
        each.append(utc)
        total = [sum_ + count * steps for sum_, steps in zip(total, utc, strict=True)]
        if owed:
            owing = [sum_ + count * owed * steps for sum_, steps in zip(owing, utc, strict=True)]
    spread = map(sub, map(max, *each), map(min, *each)) if len(each) > 1 else repeat(0, WEEK_QUARTERS)
    unfair = tuple(a + b for a, b in zip(spread, owing, strict=True))
    return tuple(total), unfair
