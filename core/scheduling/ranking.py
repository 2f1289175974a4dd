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
from heapq import heapify, heappop, heapreplace
from itertools import islice

from core.scheduling.asking import Request
from core.scheduling.crowd import Crowd
from core.scheduling.intervals import Pair
from core.scheduling.moods import Part, moods
from core.scheduling.offers import TERMS, Account, Offer, Reason, offers_of
from core.scheduling.wishes import Wish, wishes
from core.scheduling.zones import DAY, HOUR, local_day, segments

__all__ = ["TERMS", "Offer", "Reason", "best"]

_GONE = 1 << 60
"""More points than any slot can lose: a slot that was chosen already."""

_SHIFT = 20
"""Bits of a heap entry that hold the number of the day; the least its slots lose stands above them."""

_NUMBER = (1 << _SHIFT) - 1
_GONE_ENTRY = _GONE << _SHIFT

Day = tuple[int, int, int]
"""One local day of the asker: index of its first start, index after its last, points for ``soon``."""

Plan = tuple[list[Day], list[int], list[list[int]]]
"""The days, a heap of their numbers below the least a slot of theirs loses, and what each slot loses by day."""


def best(people: Crowd, request: Request, starts: Sequence[int]) -> tuple[Offer, ...]:
    """Return the ``request.count`` best of the possible starts (epoch seconds, in order), best first."""
    if not starts:
        return ()
    parts = moods(people.groups, request, starts[0], starts[-1] + 1)
    wish = wishes(people.wishing, request) if people.wishing else None
    plan = _days(_points(starts, request.weights.whole, request.step, parts), starts, request)
    pending = _given_before(plan[0], starts, request) if request.exclude else {}
    if wish is not None:
        pending = {number: pending.get(number, ()) for number in range(len(plan[0]))}
    won = _choose(plan, pending, starts, request, wish)
    return offers_of(won, request.length, Account(request, parts, starts, wish))


def _choose(
    plan: Plan, pending: dict[int, Sequence[int]], starts: Sequence[int], request: Request, wish: Wish | None
) -> list[Pair]:
    """Return the start and the points lost of each of the best, best first; uses up plan and pending.

    Each local day waits in the heap with the least any of its slots can lose; only a day that comes to
    the top is worked out exactly, so most days cost one ``min``. ``pending`` has, by number of the day,
    the slots whose ``spread`` is not in the day's points yet; with wishes, every day not yet priced.
    """
    days, heap, points = plan
    weights, count = request.weights, request.count
    push, near, later = weights.spread, request.length + HOUR, weights.spread << _SHIFT
    twice = 2 * push
    unpriced: set[int] = set(pending) if wish is not None else set()
    won: list[Pair] = []
    while heap:
        entry = heap[0]
        number = entry & _NUMBER
        first, until, soon = days[number]
        if number in pending:
            some, slots = points[number], starts[first:until]
            if number in unpriced and wish is not None:
                unpriced.discard(number)
                some = [lost + sum(wish(at)) for lost, at in zip(some, slots, strict=True)]
            for chosen in pending.pop(number):
                low, high = chosen - near, chosen + near
                # Both are as long as the other by construction, and asking zip to check it costs time.
                pairs = zip(some, slots)  # noqa: B905 - see above
                some = [lost + (twice if low < at < high else push) for lost, at in pairs]
            points[number] = some
            heapreplace(heap, min(some) + soon << _SHIFT | number)
        elif entry < _GONE_ENTRY:
            lost = entry >> _SHIFT
            some = points[number]
            place = some.index(lost - soon)
            chosen = starts[first + place]
            won.append((chosen, lost))
            if len(won) == count:
                break
            some[place] = _GONE
            pending[number] = (chosen,)
            # Not worked out until it may matter; nothing left in this day can be better.
            heapreplace(heap, entry + later)
        else:
            heappop(heap)
    return won


def _points(starts: Sequence[int], cut: int, step: int, parts: Sequence[Part]) -> list[int]:
    """Return what each start loses for ``hours``, ``fair`` and, ``cut`` points, for ``whole``."""
    # Starts lie on the step: two that are two steps apart have nothing but one more between them.
    apart = 2 * step
    points: list[int] = []
    rows, first = zip([-_GONE, *starts], starts, [*starts[1:], _GONE]), 0  # noqa: B905 - one longer
    for _, high, table, _ in parts:
        until = len(starts) if high > starts[-1] else bisect_left(starts, high, first)
        if first < until:
            # 900 and 672: quarter hours of the week, written out because names cost time here.
            points += [
                table[at // 900 % 672] + cut if after - before == apart else table[at // 900 % 672]
                for before, at, after in islice(rows, until - first)
            ]
        first = until
    return points


def _days(points: list[int], starts: Sequence[int], request: Request) -> Plan:
    """Cut the starts by the asker's local day and price the days for ``soon``."""
    soon, index, latest = request.weights.soon, 0, 0
    parts = segments(request.zone, starts[0], starts[-1] + 1)
    days: list[Day] = []
    by_day: list[list[int]] = []
    heap: list[int] = []
    today = (starts[0] + parts[0][2]) // DAY
    for _, high, offset in parts:
        top = bisect_left(starts, high, index)
        if days and index < top and (starts[index] + offset) // DAY == latest:
            # The clock changed within the day: it is one day, begun before.
            index = days.pop()[0]
            heap.pop()
            by_day.pop()
        while index < top:
            latest = (starts[index] + offset) // DAY
            until = bisect_left(starts, latest * DAY + DAY - offset, index, top)
            late = (latest - today) * soon
            some = points[index:until]
            heap.append(min(some) + late << _SHIFT | len(days))
            by_day.append(some)
            days.append((index, until, late))
            index = until
    heapify(heap)
    return days, heap, by_day


def _given_before(days: Sequence[Day], starts: Sequence[int], request: Request) -> dict[int, Sequence[int]]:
    """Return, by number of the day, the slots given before on that day."""
    zone = request.zone
    numbers = {local_day(zone, starts[first]): number for number, (first, _, _) in enumerate(days)}
    found: dict[int, Sequence[int]] = {}
    for given in request.exclude:
        number = numbers.get(local_day(zone, given.start))
        if number is not None:
            found[number] = (*found.get(number, ()), given.start)
    return found
