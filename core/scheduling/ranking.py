"""Which of the possible slots are the best, by named terms with weights as data.

Every slot starts at 0 and loses points; the fewest lost is the best. The k best are chosen one after
another: each choice makes slots near it lose points, so that k offers are k different choices. Ties
go to the earlier slot. What a slot loses by itself:

``soon``    time passes before it: points per day after the first possible slot
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
from functools import lru_cache
from heapq import heapify, heappop, heappush

from core.scheduling.asking import Participant, Request
from core.scheduling.comfort import QUARTER, WEEK_QUARTERS, Tables
from core.scheduling.intervals import Interval
from core.scheduling.moods import Part, moods
from core.scheduling.wishes import Wish, wishes
from core.scheduling.zones import DAY, HOUR, local_day, segments

TERMS = ("soon", "hours", "fair", "whole", "focus", "packed", "moves", "spread")
"""The terms, in the order in which an offer lists them."""

_BITS = 40
_LOW = (1 << _BITS) - 1
"""A key is points and start in one int: comparing ints is what Python does fastest."""


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
    """Return the ``request.count`` best of the possible starts (epoch seconds, in order), best first."""
    if not starts:
        return ()
    parts = moods(participants, request.length, starts[0], starts[-1] + 1)
    days = _days(_keys(starts, request, parts), starts, request)
    wish = wishes(participants, request)
    heap = [(min(keys), day, wish is None) for day, keys in days.items()]
    heapify(heap)
    offers: list[Offer] = []
    while heap and len(offers) < request.count:
        key, day, exact = heappop(heap)
        keys = days[day]
        if wish is not None and not exact:
            keys = [other + (sum(wish(other & _LOW)) << _BITS) for other in keys]
            heappush(heap, (min(keys), day, True))
        else:
            offers.append(_offer(key, starts, request, parts, wish))
            keys.remove(key)
            keys = _pushed_apart(keys, key & _LOW, request)
            if keys:
                heappush(heap, (min(keys), day, True))
        days[day] = keys
    return tuple(offers)


def _keys(starts: Sequence[int], request: Request, parts: Sequence[Part]) -> list[int]:
    """Return, per start, its points in the upper bits and itself below, so that ``min`` is the best."""
    weights, first, step = request.weights, starts[0], request.step
    soon = weights.soon
    keys: list[int] = []
    for low, high, both in parts:
        table = _weighted(both, weights.hours, weights.fair)
        some = starts if len(parts) == 1 else starts[bisect_left(starts, low) : bisect_left(starts, high)]
        keys += [(table[at // 900 % 672] + (at - first) * soon // DAY << 40) + at for at in some]
    cut = weights.whole << _BITS
    if cut:
        around = zip(starts, starts[1:], starts[2:], strict=False)
        for index, (before, at, after) in enumerate(around, 1):
            if at - before == step == after - at:
                keys[index] += cut
    return keys


@lru_cache(maxsize=512)
def _weighted(both: Tables, hours: int, fair: int) -> tuple[int, ...]:
    return tuple(hours * steps + fair * gap for steps, gap in zip(*both, strict=True))


def _days(keys: list[int], starts: Sequence[int], request: Request) -> dict[int, list[int]]:
    """Group the keys by the asker's local day; slots given before push theirs apart at once."""
    days: dict[int, list[int]] = {}
    index, count = 0, len(starts)
    for _, high, offset in segments(request.zone, starts[0], starts[-1] + 1):
        while index < count and starts[index] < high:
            day = (starts[index] + offset) // DAY
            until = bisect_left(starts, min((day + 1) * DAY - offset, high), index)
            days.setdefault(day, []).extend(keys[index:until])
            index = until
    for given in request.exclude:
        day = local_day(request.zone, given.start)
        if day in days:
            days[day] = _pushed_apart(days[day], given.start, request)
    return days


def _pushed_apart(keys: list[int], chosen: int, request: Request) -> list[int]:
    """Return one day's keys after one of its slots was chosen."""
    push, near = request.weights.spread << _BITS, request.length + HOUR
    return [key + (push * 2 if -near < (key & _LOW) - chosen < near else push) for key in keys]


def _offer(key: int, starts: Sequence[int], request: Request, parts: Sequence[Part], wish: Wish | None) -> Offer:
    """Turn the key that won into an offer, its points told apart by term."""
    at, total, weights = key & _LOW, key >> _BITS, request.weights
    quarter = at // QUARTER % WEEK_QUARTERS
    hours, unfair = next(both for low, high, both in parts if low <= at < high)
    index = bisect_left(starts, at)
    cut = 0 < index < len(starts) - 1 and at - starts[index - 1] == request.step == starts[index + 1] - at
    lost = (
        (at - starts[0]) * weights.soon // DAY,
        hours[quarter] * weights.hours,
        unfair[quarter] * weights.fair,
        weights.whole if cut else 0,
        *(wish(at) if wish else (0, 0, 0)),
    )
    return Offer(Interval(at, at + request.length), -total, (*lost, total - sum(lost)))
