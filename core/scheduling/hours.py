"""When a person works: weekly windows in a zone, with exceptions by date, turned into spans of time.

The one rule of wall time, from which every DST case follows: **an instant is inside a window when the
person's wall clock, at that instant, shows a time inside it.** ``expansion`` applies it; ``weekly`` has
the value, which is also to be had here.
"""

from __future__ import annotations

from datetime import date, timedelta

from core.scheduling import expansion
from core.scheduling.errors import BadOverride
from core.scheduling.intervals import Interval, intervals_of
from core.scheduling.weekly import Override, WeeklyHours, day_number
from core.scheduling.windows import Window
from core.scheduling.zones import day_spans

__all__ = [
    "Override",
    "WeeklyHours",
    "Window",
    "all_day",
    "away",
    "default_hours",
    "expand",
    "travelling",
]


def default_hours(zone_name: str) -> WeeklyHours:
    """Return Monday to Friday 09:00–17:00 in a zone: what a person has who never said anything."""
    work = (Window(9 * 60, 17 * 60),)
    return WeeklyHours(zone_name, (work,) * 5 + ((),) * 2)


def away(first: date, last: date) -> tuple[Override, ...]:
    """Return the overrides for days off from ``first`` to ``last``, both included."""
    return tuple(Override(day, windows=()) for day in _dates(first, last))


def travelling(zone_name: str, first: date, last: date) -> tuple[Override, ...]:
    """Return the overrides for the usual windows in another zone, ``first`` to ``last`` included."""
    return tuple(Override(day, zone=zone_name) for day in _dates(first, last))


def _dates(first: date, last: date) -> list[date]:
    if last < first:
        raise BadOverride(first, last)
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def all_day(first: date, until: date, zone_name: str) -> tuple[Interval, ...]:
    """Return the busy time of an all-day event on ``[first, until)`` in its calendar's zone.

    One interval almost always; two where the clock enters a date twice, none where a zone skipped it.
    """
    return intervals_of(day_spans(zone_name, day_number(first), day_number(until)))


def expand(hours: WeeklyHours, start: int, end: int) -> tuple[Interval, ...]:
    """Return the working time inside ``[start, end)`` epoch seconds, sorted, disjoint, not touching."""
    Interval(start, end)
    return intervals_of(expansion.working(hours, start, end))
