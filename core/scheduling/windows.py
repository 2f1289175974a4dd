"""Windows of a local day and the seven days of a week, checked once so that nothing later can be wrong.

Apart from ``hours`` because a pattern means nothing yet: only a zone turns it into instants.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.scheduling.errors import BadHours, BadWindow, OverlappingWindows

DAY_MINUTES = 1440
WEEK_MINUTES = 7 * DAY_MINUTES


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of a local day, ``[start_minute, end_minute)`` in minutes after its midnight.

    The end may lie in the next day (22:00 to 06:00 is ``Window(1320, 1800)``); it belongs to the day
    it starts in and is at most 24 hours long. Raises ``BadWindow``.
    """

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        """Refuse what is no stretch of one day."""
        start, end = self.start_minute, self.end_minute
        if type(start) is not int or type(end) is not int:
            raise BadWindow(start, end)
        if not 0 <= start < DAY_MINUTES or not start < end <= start + DAY_MINUTES:
            raise BadWindow(start, end)


Days = tuple[tuple[Window, ...], ...]
"""Seven tuples of windows, Monday first; no windows means a day off."""


def check_days(days: Days) -> Days:
    """Return the seven days with each day's windows in order.

    Raises ``BadHours`` when there aren't seven, ``OverlappingWindows`` when two windows share a
    minute, also across midnight and from Sunday to Monday. Touching is allowed.
    """
    if len(days) != 7:
        raise BadHours(len(days))
    ordered = tuple(check_day(day) for day in days)
    spans = sorted(
        (index * DAY_MINUTES + window.start_minute, index * DAY_MINUTES + window.end_minute)
        for index, day in enumerate(ordered)
        for window in day
    )
    if spans:
        first = spans[0]
        spans.append((first[0] + WEEK_MINUTES, first[1] + WEEK_MINUTES))
    _refuse_overlap(spans)
    return ordered


def check_day(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return one day's windows in order; raise ``OverlappingWindows`` when two share a minute."""
    ordered = tuple(sorted(windows))
    _refuse_overlap([(window.start_minute, window.end_minute) for window in ordered])
    return ordered


def _refuse_overlap(spans: Sequence[tuple[int, int]]) -> None:
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise OverlappingWindows(start, end)


def longest_run(days: Days) -> int | None:
    """Return the longest unbroken stretch of the weekly pattern in minutes; None when it never breaks."""
    spans = [
        (week * WEEK_MINUTES + index * DAY_MINUTES + w.start_minute, w.end_minute - w.start_minute)
        for week in range(2)
        for index, day in enumerate(days)
        for w in day
    ]
    best = run = 0
    reached: int | None = None
    for start, length in spans:
        run = run + length if start == reached else length
        reached = start + length
        best = max(best, run)
    return None if best >= WEEK_MINUTES else best


def widened(days: Days, minutes: int) -> Days:
    """Return the pattern with every window up to ``minutes`` longer at both ends.

    A window still starts in its own day, stays within 24 hours and gives way to its neighbours; more
    minutes never cover less.
    """
    old = [
        (index * DAY_MINUTES + window.start_minute, index * DAY_MINUTES + window.end_minute)
        for index, day in enumerate(days)
        for window in day
    ]
    room = [DAY_MINUTES - (end - start) for start, end in old]
    earlier = [min(minutes, start % DAY_MINUTES, free // 2) for (start, _), free in zip(old, room, strict=True)]
    starts = [
        max(start - more, old[at - 1][1] - (0 if at else WEEK_MINUTES))
        for at, ((start, _), more) in enumerate(zip(old, earlier, strict=True))
    ]
    following = [*starts[1:], *(start + WEEK_MINUTES for start in starts[:1])]
    grown: list[list[Window]] = [[] for _ in days]
    for at, (start, limit) in enumerate(zip(starts, following, strict=True)):
        day = old[at][0] // DAY_MINUTES
        end = min(old[at][1] + min(minutes, room[at] - earlier[at]), max(limit, old[at][1]))
        grown[day].append(Window(start - day * DAY_MINUTES, end - day * DAY_MINUTES))
    return tuple(tuple(day) for day in grown)


def usual_day(days: Days) -> tuple[Window, ...]:
    """Return the windows of the commonest working day, the earliest of them; () when no day has any."""
    working = [day for day in days if day]
    return max(working, key=working.count, default=())
