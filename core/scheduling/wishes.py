"""The ranking terms that ask a person's own calendar: asked only of people who wish for them.

They never remove a slot, and cost nothing when nobody wishes anything.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from core.scheduling.asking import Participant, Request
from core.scheduling.expansion import working
from core.scheduling.intervals import Pair, merge_pairs, pairs_of, subtract_pairs
from core.scheduling.zones import DAY, HOUR, MINUTE

Wish = Callable[[int], tuple[int, int, int]]
"""From a start to the points it loses for ``focus``, ``packed`` and ``moves``."""

LONG = 3 * HOUR
"""A free stretch at least this long is worth keeping whole."""

NEXT_TO = 15 * MINUTE
"""Two meetings with at most this and the person's buffer between them are next to each other."""


@dataclass(frozen=True, slots=True)
class _Calendar:
    """One person's day as far as wishes need it: busy spans and free working stretches, both normal."""

    busy: list[Pair]
    free: list[Pair]
    before: int
    after: int


def wishes(participants: Sequence[Participant], request: Request) -> Wish | None:
    """Return what prices a start, or None when nobody wishes anything and nothing may be moved."""
    focus = [_calendar(one, request) for one in participants if one.focus]
    packing = [_calendar(one, request) for one in participants if one.packing]
    movable = [pair for one in participants for pair in pairs_of(one.movable)] if request.allow_moves else []
    if not focus and not packing and not movable:
        return None
    weights, length = request.weights, request.length

    def price(at: int) -> tuple[int, int, int]:
        return (
            weights.focus * sum(_cuts(one, at, at + length) for one in focus),
            weights.packed * sum(_stands_alone(one, at, at + length) for one in packing),
            weights.moves * sum(start < at + length and end > at for start, end in movable),
        )

    return price


def _calendar(one: Participant, request: Request) -> _Calendar:
    low, high = request.now - DAY, request.now + (one.rules.horizon_days + 1) * DAY
    hours = working(one.hours, low, high)
    if one.mask is not None:
        free = one.mask.spans()
        return _Calendar(subtract_pairs(hours, free), free, one.rules.buffer_before, one.rules.buffer_after)
    spans: Iterable[Pair] = pairs_of((*one.busy, *one.holds, *one.movable, *one.meetings))
    busy = merge_pairs(spans)
    return _Calendar(busy, subtract_pairs(hours, busy), one.rules.buffer_before, one.rules.buffer_after)


def _cuts(calendar: _Calendar, start: int, end: int) -> bool:
    index = bisect_right(calendar.free, (start, end)) - 1
    if index < 0:
        return False
    low, high = calendar.free[index]
    return low < start and end < high and high - low >= LONG


def _stands_alone(calendar: _Calendar, start: int, end: int) -> bool:
    busy = calendar.busy
    last = bisect_right(busy, start, key=itemgetter(1)) - 1
    following = bisect_left(busy, end, key=itemgetter(0))
    joins_last = last >= 0 and start - busy[last][1] <= calendar.before + NEXT_TO
    joins_next = following < len(busy) and busy[following][0] - end <= calendar.after + NEXT_TO
    return not (joins_last or joins_next)
