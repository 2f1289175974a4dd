"""Working hours as instants: one rule, applied to spans of constant offset.

The rule: an instant is inside a window of local date D when the wall clock of the zone that holds on D
shows, at that instant, a time between D's midnight plus the window's edges. What follows from it:

- a clock jumping over an edge (gap): the window opens or closes at the jump; a window wholly inside
  the gap does not exist that day;
- a repeated hour (fold): both passes that show a time inside the window are inside it;
- a window through the night of a change is an hour shorter or longer, as the person's night is;
- a date the zone skipped has no windows, and a window running into it ends at the jump.

The expansion is cached by value and by whole days, so moving ``now`` does not miss.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter

from core.scheduling.intervals import Pair, clip_pairs, intersect_pairs, merge_pairs
from core.scheduling.public_holidays import holidays_in
from core.scheduling.weekly import WeeklyHours, day_number
from core.scheduling.windows import Window
from core.scheduling.zones import DAY, MINUTE, WEEK, Segment, segments

_EPOCH_ORDINAL = 719_163
"""``date(1970, 1, 1).toordinal()``."""

Wall = tuple[tuple[int, int], ...]
"""Windows of one day in seconds after its midnight."""


def working(hours: WeeklyHours, start: int, end: int) -> list[Pair]:
    """Return the normal set of working time inside ``[start, end)`` epoch seconds."""
    return clip_pairs(_by_days(hours, start // DAY, -(-end // DAY)), start, end)


def common(people: Sequence[WeeklyHours], start: int, end: int) -> list[Pair]:
    """Return the normal set in which all of ``people`` work, inside ``[start, end)``.

    Equal hours count once, so a hundred people with five schedules cost five.
    """
    different = {id(hours): hours for hours in people}.values()
    return clip_pairs(_common_by_days(frozenset(different), start // DAY, -(-end // DAY)), start, end)


@lru_cache(maxsize=1024)
def _common_by_days(people: frozenset[WeeklyHours], first: int, until: int) -> tuple[Pair, ...]:
    return tuple(intersect_pairs([_by_days(hours, first, until) for hours in people]))


@lru_cache(maxsize=4096)
def _by_days(hours: WeeklyHours, first: int, until: int) -> tuple[Pair, ...]:
    """Return the working time of whole UTC days, ``[first, until)`` since 1970-01-01."""
    special = _special_days(hours, first - 3, until + 3)
    start, end = first * DAY, until * DAY
    found: list[Pair] = []
    week = [(index * DAY + a, index * DAY + b) for index in range(7) for a, b in _seconds(hours.days[index])]
    for segment in segments(hours.zone, start, end):
        found += _laid(week, segment, special)
    for day, (zone_name, wall) in special.items():
        for low, high, offset in segments(zone_name, (day - 2) * DAY, (day + 4) * DAY):
            at = day * DAY - offset
            found += clip_pairs([(at + a, at + b) for a, b in wall], max(low, start), min(high, end))
    return tuple(merge_pairs(found))


def _laid(week: Sequence[Pair], segment: Segment, special: Collection[int]) -> list[Pair]:
    """Return the weekly windows of one span of constant offset, cut to it, without the special days.

    ``week`` are the windows in seconds from Monday's midnight, in order and not overlapping.
    """
    low, high, offset = segment
    # One week more at each side: a window of the day before may reach into the span.
    monday = ((low + offset) // DAY + 3) // 7 * WEEK - 3 * DAY - WEEK
    laid = [(at + a, at + b) for at in range(monday - offset, high, WEEK) for a, b in week]
    if special:
        laid = [pair for pair in laid if (pair[0] + offset) // DAY not in special]
    first = bisect_right(laid, low, key=itemgetter(1))
    last = bisect_left(laid, high, lo=first, key=itemgetter(0))
    laid = laid[first:last]
    if laid:
        laid[0] = (max(laid[0][0], low), laid[0][1])
        laid[-1] = (laid[-1][0], min(laid[-1][1], high))
    return laid


def _special_days(hours: WeeklyHours, first: int, until: int) -> dict[int, tuple[str, Wall]]:
    """Return the local dates in ``[first, until)`` on which the weekly pattern does not hold.

    Each with the zone that holds on it and its windows.
    """
    found: dict[int, tuple[str, Wall]] = {}
    if hours.holidays is not None:
        years = [date.fromordinal(day + _EPOCH_ORDINAL).year for day in (first, until)]
        for year in range(years[0], years[1] + 1):
            for day in holidays_in(hours.holidays, year):
                if first <= day < until:
                    found[day] = (hours.zone, ())
    for one in hours.overrides:
        day = day_number(one.day)
        if first <= day < until:
            usual = found[day][1] if day in found else _seconds(hours.days[(day + 3) % 7])
            wall = usual if one.windows is None else _seconds(one.windows)
            found[day] = (one.zone or hours.zone, wall)
    return found


def _seconds(windows: tuple[Window, ...]) -> Wall:
    return tuple((w.start_minute * MINUTE, w.end_minute * MINUTE) for w in windows)


def clear_cache() -> None:
    """Forget every expansion; for measuring the cold path."""
    _by_days.cache_clear()
    _common_by_days.cache_clear()
