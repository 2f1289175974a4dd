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
    """Return the pattern with every window ``minutes`` longer at both ends, as far as the day allows.

    It starts no earlier than midnight and no window grows past 24 hours; windows that come to touch
    or overlap become one.
    """
    grown: list[list[tuple[int, int]]] = []
    for day in days:
        spans: list[tuple[int, int]] = []
        for window in day:
            start = max(window.start_minute - minutes, 0)
            end = min(window.end_minute + minutes, start + DAY_MINUTES)
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], min(max(end, spans[-1][1]), spans[-1][0] + DAY_MINUTES))
            else:
                spans.append((start, end))
        grown.append(spans)
    for index, spans in enumerate(grown):
        following = grown[(index + 1) % 7]
        if spans and following and spans[-1][1] - DAY_MINUTES > following[0][0]:
            spans[-1] = (spans[-1][0], following[0][0] + DAY_MINUTES)
    return tuple(tuple(Window(start, end) for start, end in spans) for spans in grown)
