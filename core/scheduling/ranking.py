"""Which of the possible slots are the best, by named terms with weights as data.

Every slot starts at 0 and loses points; the fewest lost is the best. The k best are chosen one after
another: each choice makes slots near it lose points, so that k offers are k different choices. Ties
go to the earlier slot. What a slot loses by itself:

``soon``    days pass before it: points per local day of the asker after the first possible slot's
``hours``   it lies at an hour somebody likes less (``comfort``), summed over people
``fair``    it suits one much worse than another, or someone who took odd hours before
``whole``   it cuts a shared free stretch: slots one step earlier and one step later were possible too
``focus``   it cuts a long free stretch of a person who wants those whole
``packed``  it stands alone in the day of a person who likes meetings next to each other
``moves``   a meeting would have to be moved for it

and by what is chosen already, or was given before (``Request.exclude``):

``spread``  a slot on the same local day of the asker; twice when less than an hour lies between

The first four cost one table look-up per slot and don't grow with the number of people; the next three
are asked only of people who wish for them and only for slots that may still win.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from operator import sub

from core.scheduling.asking import Request
from core.scheduling.comfort import QUARTER, WEEK_QUARTERS
from core.scheduling.crowd import Crowd
from core.scheduling.intervals import Interval, trusted
from core.scheduling.moods import Part, moods
from core.scheduling.wishes import Wish, wishes
from core.scheduling.zones import DAY, HOUR, local_day, segments

TERMS = ("soon", "hours", "fair", "whole", "focus", "packed", "moves", "spread")
"""The terms, in the order in which an offer lists them."""

_GONE = 1 << 60
"""More points than any slot can lose: a slot that was chosen already."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One term's part in a score: ``points`` lost, always negative; ``term`` is one of ``TERMS``."""

    term: str
    points: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot and how good it is: ``score`` 0 is perfect, every point lost makes it lower.

    ``lost`` has the points lost per term, in the order of ``TERMS``.
    """

    slot: Interval
    score: int
    lost: tuple[int, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What it lost points for, the heaviest first; empty for a perfect slot."""
        parts = [Reason(term, -points) for term, points in zip(TERMS, self.lost, strict=True) if points]
        return tuple(sorted(parts, key=lambda reason: reason.points))


def best(people: Crowd, request: Request, starts: Sequence[int]) -> tuple[Offer, ...]:
    """Return the ``request.count`` best of the possible starts (epoch seconds, in order), best first.

    Each local day waits in a heap with the least any of its slots can lose; only a day that comes to
    the top is worked out exactly, so most days cost one ``min``.
    """
    if not starts:
        return ()
    parts = moods(people.groups, request, starts[0], starts[-1] + 1)
    wish = wishes(people.wishing, request) if people.wishing else None
    points = _points(starts, request.weights.whole, request.step, parts)
    heap, pending = _days(points, starts, request)
    unpriced = {first for _, first, _, _ in heap} if wish is not None else set()
    won: list[tuple[int, int, int]] = []
    while heap and len(won) < request.count:
        bound, first, until, soon = heappop(heap)
        if first in pending or first in unpriced:
            some = points[first:until]
            if wish is not None and first in unpriced:
                some = [lost + sum(wish(at)) for lost, at in zip(some, starts[first:until], strict=True)]
                unpriced.discard(first)
            for chosen in pending.pop(first, ()):
                some = _pushed(some, starts[first:until], chosen, request)
            points[first:until] = some
            heappush(heap, (min(some) + soon, first, until, soon))
        elif bound < _GONE:
            at = points.index(bound - soon, first, until)
            won.append((starts[at], bound, soon))
            points[at] = _GONE
            pending[first] = [starts[at]]
            # Not worked out until it may matter; nothing left in this day can be better.
            heappush(heap, (bound + request.weights.spread, first, until, soon))
    return _offers(won, frozenset(starts), request, parts, wish)


def _points(starts: Sequence[int], cut: int, step: int, parts: Sequence[Part]) -> list[int]:
    """Return what each start loses for ``hours``, ``fair`` and, ``cut`` points, for ``whole``."""
    # Starts lie on the step: two that are two steps apart have nothing but one more between them.
    around, apart = [0, *map(sub, starts[2:], starts), 0], 2 * step
    points: list[int] = []
    first = 0
    for _, high, table, _ in parts:
        until = len(starts) if high > starts[-1] else bisect_left(starts, high, first)
        if first < until:
            # 900 and 672: quarter hours of the week, written out because names cost time here.
            points += [
                table[at // 900 % 672] + (cut if width == apart else 0)
                for at, width in zip(starts[first:until], around[first:], strict=False)
            ]
        first = until
    return points


def _days(
    points: list[int], starts: Sequence[int], request: Request
) -> tuple[list[tuple[int, int, int, int]], dict[int, list[int]]]:
    """Cut the starts by the asker's local day and price the days for ``soon``.

    Returns a heap of ``(least a slot of the day loses, first index, index after the last, points for
    soon)`` and, by first index, the slots given before from which that day's are yet to be pushed.
    """
    index, soon = 0, request.weights.soon
    found: list[tuple[int, int, int, int]] = []
    parts = segments(request.zone, starts[0], starts[-1] + 1)
    today = latest = (starts[0] + parts[0][2]) // DAY
    firsts: dict[int, int] = {}
    for _, high, offset in parts:
        top = bisect_left(starts, high)
        while index < top:
            day = (starts[index] + offset) // DAY
            until = bisect_left(starts, (day + 1) * DAY - offset, index, top)
            if found and day == latest:
                index = found.pop()[1]
            late = (day - today) * soon
            found.append((min(points[index:until]) + late, index, until, late))
            firsts[day] = index
            latest, index = day, until
    pending: dict[int, list[int]] = {}
    for given in request.exclude:
        first = firsts.get(local_day(request.zone, given.start))
        if first is not None:
            pending.setdefault(first, []).append(given.start)
    heapify(found)
    return found, pending


def _pushed(points: list[int], starts: Sequence[int], chosen: int, request: Request) -> list[int]:
    """Return one day's points once one of its slots is chosen: ``spread``, twice when it is near."""
    push, near = request.weights.spread, request.length + HOUR
    low, high, twice = chosen - near, chosen + near, push * 2
    return [lost + (twice if low < at < high else push) for lost, at in zip(points, starts, strict=True)]


def _offers(
    won: Sequence[tuple[int, int, int]],
    starts: Container[int],
    request: Request,
    parts: Sequence[Part],
    wish: Wish | None,
) -> tuple[Offer, ...]:
    """Turn what won, as ``(start, points lost, those for soon)``, into offers with the points by term."""
    weights, length, step = request.weights, request.length, request.step
    for_hours, for_fair, for_whole = weights.hours, weights.fair, weights.whole
    edges = [part[1] for part in parts]
    offers = []
    focus = packed = moves = 0
    for at, total, soon in won:
        discomfort, unfairness = parts[bisect_right(edges, at)][3]
        quarter = at // QUARTER % WEEK_QUARTERS
        hours, fair = discomfort[quarter] * for_hours, unfairness[quarter] * for_fair
        whole = for_whole if at - step in starts and at + step in starts else 0
        if wish is not None:
            focus, packed, moves = wish(at)
        spread = total - soon - hours - fair - whole - focus - packed - moves
        lost = (soon, hours, fair, whole, focus, packed, moves, spread)
        offers.append(Offer(trusted(at, at + length), -total, lost))
    return tuple(offers)
