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

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from operator import add, sub

from core.scheduling.asking import Participant, Request
from core.scheduling.comfort import QUARTER, WEEK_QUARTERS
from core.scheduling.intervals import Interval
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


def best(participants: Sequence[Participant], request: Request, starts: Sequence[int]) -> tuple[Offer, ...]:
    """Return the ``request.count`` best of the possible starts (epoch seconds, in order), best first.

    Each local day waits in a heap with the least any of its slots can lose; only a day that comes to
    the top is worked out exactly, so most days cost one ``min``.
    """
    if not starts:
        return ()
    parts = moods(participants, request, starts[0], starts[-1] + 1)
    wish = wishes(participants, request)
    points = _points(starts, request.weights.whole, request.step, parts)
    heap, pending = _days(points, starts, request)
    unpriced = {first for _, first, _, _ in heap} if wish is not None else set()
    offers: list[Offer] = []
    while heap and len(offers) < request.count:
        bound, first, until, soon = heappop(heap)
        if first in pending or first in unpriced:
            some = starts[first:until]
            if wish is not None and first in unpriced:
                points[first:until] = map(add, points[first:until], [sum(wish(at)) for at in some])
                unpriced.discard(first)
            for chosen in pending.pop(first, ()):
                points[first:until] = map(add, points[first:until], _push(some, chosen, request))
            heappush(heap, (min(points[first:until]), first, until, soon))
        elif bound < _GONE:
            at = points.index(bound, first, until)
            offers.append(_offer(at, (bound, soon), starts, request, (parts, wish)))
            points[at] = _GONE
            pending[first] = [starts[at]]
            # Not worked out until it may matter; nothing left in this day can be better.
            heappush(heap, (bound + request.weights.spread, first, until, soon))
    return tuple(offers)


def _points(starts: Sequence[int], cut: int, step: int, parts: Sequence[Part]) -> list[int]:
    """Return what each start loses for ``hours``, ``fair`` and, ``cut`` points, for ``whole``."""
    points: list[int] = []
    for low, high, table, _ in parts:
        some = starts if len(parts) == 1 else starts[bisect_left(starts, low) : bisect_left(starts, high)]
        points += [table[at // 900 % 672] for at in some]
    # Starts lie on the step: two that are two steps apart have nothing but one more between them.
    apart = 2 * step
    inner = [cut if width == apart else 0 for width in map(sub, starts[2:], starts)]
    return list(map(add, points, [0, *inner, 0])) if inner else points


def _days(
    points: list[int], starts: Sequence[int], request: Request
) -> tuple[list[tuple[int, int, int, int]], dict[int, list[int]]]:
    """Cut the starts by the asker's local day and add to their points what each day loses for ``soon``.

    Returns a heap of ``(least points, first index, index after the last, points for soon)`` and, by
    first index, the slots given before that day's own have yet to be pushed away from.
    """
    index, count, soon = 0, len(starts), request.weights.soon
    found: dict[int, tuple[int, int, int, int]] = {}
    parts = segments(request.zone, starts[0], starts[-1] + 1)
    today = (starts[0] + parts[0][2]) // DAY
    for _, high, offset in parts:
        while index < count and starts[index] < high:
            day = (starts[index] + offset) // DAY
            until = bisect_left(starts, min((day + 1) * DAY - offset, high), index)
            late = (day - today) * soon
            if late:
                points[index:until] = [lost + late for lost in points[index:until]]
            first = found[day][1] if day in found else index
            found[day] = (min(points[first:until]), first, until, late)
            index = until
    pending: dict[int, list[int]] = {}
    for given in request.exclude:
        day = local_day(request.zone, given.start)
        if day in found:
            pending.setdefault(found[day][1], []).append(given.start)
    heap = list(found.values())
    heapify(heap)
    return heap, pending


def _push(starts: Sequence[int], chosen: int, request: Request) -> list[int]:
    """Return what each of one day's starts loses for ``spread`` once one of them is chosen."""
    push, near = request.weights.spread, request.length + HOUR
    return [push * 2 if -near < at - chosen < near else push for at in starts]


def _offer(
    index: int,
    lost: tuple[int, int],
    starts: Sequence[int],
    request: Request,
    priced: tuple[Sequence[Part], Wish | None],
) -> Offer:
    """Turn the start that won into an offer; ``lost`` is its total and the part of it for ``soon``."""
    at, weights = starts[index], request.weights
    (total, soon), (parts, wish) = lost, priced
    hours, unfair = parts[0][3] if len(parts) == 1 else next(p[3] for p in parts if p[0] <= at < p[1])
    quarter = at // QUARTER % WEEK_QUARTERS
    cut = 0 < index < len(starts) - 1 and starts[index + 1] - starts[index - 1] == 2 * request.step
    own = (
        soon,
        hours[quarter] * weights.hours,
        unfair[quarter] * weights.fair,
        weights.whole if cut else 0,
        *(wish(at) if wish else (0, 0, 0)),
    )
    return Offer(Interval(at, at + request.length), -total, (*own, total - sum(own)))
