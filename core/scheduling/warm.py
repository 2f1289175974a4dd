"""Making masks of people, so that the next query is warm: kept by value, bounded, or stored by the caller.

A mask is a value of what it was made of: other hours, buffers or busy time give another mask, so
nothing needs to be told when a calendar changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from core.scheduling.asking import Busy, Participant, Request, mask_mark
from core.scheduling.crowd import Crowd
from core.scheduling.expansion import working
from core.scheduling.intervals import Interval, Pair, columns, merge_pairs, subtract_pairs
from core.scheduling.masks import QUANTUM, Mask, grid_bits, paint, search
from core.scheduling.rules import Rules
from core.scheduling.weekly import WeeklyHours
from core.scheduling.zones import DAY


def mask_of(one: Participant, start: int, days: int) -> Mask:
    """Return the person's free time for ``days`` from the UTC midnight at or before ``start``.

    Hours, busy time, holds, movable meetings and buffers are in it; caps, notice and horizon are not,
    because they depend on the other people and on now. Recently made masks are kept, by value.
    """
    calendar: tuple[Busy, ...] = (one.busy, one.movable, one.holds if one.rules.count_holds else ())
    return _mask(one.hours, one.rules, calendar, one.known, (start // DAY, days))


@lru_cache(maxsize=1024)
def _mask(
    hours: WeeklyHours, rules: Rules, calendar: tuple[Busy, ...], known: Interval | None, when: tuple[int, int]
) -> Mask:
    first, days = when
    low, high = first * DAY, (first + days) * DAY
    inside: Pair = (low, high) if known is None else (max(low, known.start), min(high, known.end))
    free: list[Pair] = []
    if inside[0] < inside[1]:
        before, after = rules.buffer_before, rules.buffer_after
        busy = [(start - after, end + before) for spans in calendar for start, end in zip(*columns(spans), strict=True)]
        free = subtract_pairs(working(hours, *inside), merge_pairs(busy))
    return paint(free, low, days * DAY // QUANTUM, mask_mark(hours, rules))


def warmed(participants: Sequence[Participant], now: int) -> tuple[Participant, ...]:
    """Return the participants, each with a mask from today to beyond the horizon."""
    return tuple(replace(one, mask=mask_of(one, now, one.rules.horizon_days + 2)) for one in participants)


def warm_starts(people: Crowd, request: Request, limits: Pair, within: Sequence[Pair]) -> list[int] | None:
    """Return every possible start from the masks alone; None when they can't give the exact answer.

    They can't when somebody has none, or length, step or the zone's offset is no whole number of
    quanta. Caps are the caller's.
    """
    if not people.masks or request.length % QUANTUM:
        return None
    grid = grid_bits(people.base, people.count, request.step, request.zone)
    if grid is None:
        return None
    return search(people.masks, request.length, (people.base, grid), limits, within)
