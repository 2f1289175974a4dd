"""Caps per week and day: which spans of time are full, so that no slot may touch them.

A meeting counts in the local week (Monday to Sunday) and day of the person's home zone in which it
starts; a slot may not touch a full week or day.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.scheduling.intervals import Pair
from core.scheduling.zones import day_spans, local_day, weekday

if TYPE_CHECKING:
    from core.scheduling.asking import Participant


def full_spans(one: Participant, limits: Pair) -> list[Pair]:
    """Return the full weeks and days that overlap ``limits``; they may overlap each other."""
    if one.rules.weekly_cap is None and one.rules.daily_cap is None:
        return []
    return [pair for _, spans in full_periods(one, limits) for pair in spans]


def full_periods(one: Participant, limits: Pair) -> list[tuple[str, list[Pair]]]:
    """Return each full period that overlaps ``limits`` as the rule's name and its spans."""
    zone = one.hours.zone
    first, last = local_day(zone, limits[0]), local_day(zone, limits[1] - 1)
    days = [local_day(zone, meeting.start) for meeting in one.meetings]
    found: list[tuple[str, list[Pair]]] = []
    if one.rules.weekly_cap is not None:
        weeks = Counter(day - weekday(day) for day in days)
        found += [
            ("weekly_cap", day_spans(zone, monday, monday + 7))
            for monday in range(first - weekday(first), last + 1, 7)
            if weeks[monday] >= one.rules.weekly_cap
        ]
    if one.rules.daily_cap is not None:
        each = Counter(days)
        found += [
            ("daily_cap", day_spans(zone, day, day + 1))
            for day in range(first, last + 1)
            if each[day] >= one.rules.daily_cap
        ]
    return found
