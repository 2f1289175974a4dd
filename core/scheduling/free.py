"""When everybody is free at once: the complement of one union, never person by person.

Everything that forbids time (off-hours, busy time with its buffers, holds, full weeks, notice,
horizon, time outside the asked windows) is thrown into two lists of edges; one sort each and one
pass give the gaps. A person with a stored mask brings its free spans instead of hours and calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.scheduling.asking import Busy, Participant, Request
from core.scheduling.caps import full_spans
from core.scheduling.crowd import Crowd
from core.scheduling.expansion import common
from core.scheduling.intervals import Pair, Spans, gaps, intersect_pairs, merge_pairs, pairs_of
from core.scheduling.zones import DAY, HOUR

_BEFORE_ALL = -(10**12)
_AFTER_ALL = 10**12
"""Beyond every instant of a calendar, so that the outer blocks swallow what lies outside."""

_MANY = 2_000
"""From so many busy spans on, those that touch no shared window are left out before sorting."""


def bounds(people: Crowd, request: Request) -> Pair | None:
    """Return the first instant a slot may start and the last it may end; None when there is none."""
    now, length = request.now, request.length
    if not people.shortest <= length <= people.longest:
        return None
    low, high = now + people.notice, now + people.horizon_days * DAY
    for known in people.known:
        low, high = max(low, known.start), min(high, known.end)
    return (low, high) if high - low >= length else None


def shared_free(participants: Sequence[Participant], request: Request, limits: Pair) -> list[Pair]:
    """Return the normal set of spans inside ``limits``, each as long as the meeting, that suit everybody."""
    length = request.length
    windows = [(low, high) for low, high in _windows(participants, request, limits) if high - low >= length]
    if not windows:
        return []
    starts = [_BEFORE_ALL, *[end for _, end in windows]]
    ends = [*[start for start, _ in windows], _AFTER_ALL]
    near = _Near(windows) if sum([len(one.busy) for one in participants]) > _MANY else None
    for one in participants:
        before, after = one.rules.buffer_before, one.rules.buffer_after
        for spans in _calendars(one, request):
            block_starts, block_ends = _grown(spans, before, after)
            if near is not None:
                block_starts, block_ends = near.only(block_starts, block_ends)
            starts += block_starts
            ends += block_ends
        full = full_spans(one, limits)
        starts += [start for start, _ in full]
        ends += [end for _, end in full]
    starts.sort()
    ends.sort()
    return gaps(starts, ends, length)


def _windows(participants: Sequence[Participant], request: Request, limits: Pair) -> list[Pair]:
    """Return when all work and the asker wants it; of masked people, when they are free."""
    plain = [one.hours for one in participants if one.mask is None]
    sets = [common(plain, *limits)] if plain else [[limits]]
    sets += [one.mask.spans() for one in participants if one.mask is not None]
    if request.window:
        sets.append(merge_pairs(pairs_of(request.window)))
    if len(sets) == 1:
        return sets[0]
    return intersect_pairs([*sets, [limits]])


def _calendars(one: Participant, request: Request) -> Iterator[Busy]:
    """Yield everything in a person's calendar that forbids time."""
    if one.mask is not None:
        return
    yield one.busy
    if one.holds and one.rules.count_holds:
        yield one.holds
    if one.movable and not request.allow_moves:
        yield one.movable


def _grown(spans: Busy, before: int, after: int) -> tuple[list[int], list[int]]:
    """Return the edges of the spans with a meeting's buffers around: nothing may start or end inside."""
    if isinstance(spans, Spans):
        starts, ends = spans.starts, spans.ends
        return [at - after for at in starts] if after else list(starts), [
            at + before for at in ends
        ] if before else list(ends)
    return [span.start - after for span in spans], [span.end + before for span in spans]


class _Near:
    """Which busy spans touch any window at all: one table look-up each.

    A shared window of many people is short, so most of their busy time lies outside and need not be
    sorted. Per hour the table has the start of the first window that ends later than that hour begins.
    """

    __slots__ = ("base", "table", "top")

    def __init__(self, windows: list[Pair]) -> None:
        """Build the table for a normal set of windows."""
        self.base = windows[0][0] // HOUR
        self.top = windows[-1][1]
        self.table: list[int] = []
        for start, end in windows:
            self.table += [start] * ((end - 1) // HOUR + 1 - self.base - len(self.table))

    def only(self, starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
        """Return the edges of the spans that may touch a window; all that do are among them."""
        base, top, table = self.base, self.top, self.table
        floor = base * HOUR
        kept = [
            (start, end)
            for start, end in zip(starts, ends, strict=True)
            if start < top and end > (table[start // HOUR - base] if start > floor else floor)
        ]
        return [start for start, _ in kept], [end for _, end in kept]
