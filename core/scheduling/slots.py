"""Find slots: the k best, all of them lazily, the free windows, and the check of one slot.

The public face of the engine; everything it answers comes from one search (``free`` or, when
everybody has a stored mask, ``masks``), one grid and one ranking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.scheduling.asking import Participant, Request
from core.scheduling.caps import full_spans
from core.scheduling.checking import RULES, Violation, is_allowed
from core.scheduling.crowd import crowd
from core.scheduling.free import bounds, shared_free
from core.scheduling.grid import starts_in
from core.scheduling.intervals import Interval, intervals_of, merge_pairs, pairs_of, trusted
from core.scheduling.ranking import Offer, Reason, best
from core.scheduling.warm import warm_starts

__all__ = [
    "RULES",
    "Offer",
    "Participant",
    "Reason",
    "Request",
    "Violation",
    "find",
    "free_windows",
    "is_allowed",
    "iter_slots",
]


def find(participants: Sequence[Participant], request: Request) -> tuple[Offer, ...]:
    """Return the ``request.count`` best slots, best first; fewer when there are no more, () for none.

    Raises ``BadRequest`` for nobody or the same key twice. ``explain`` says why there is none.
    """
    return best(crowd(participants), request, possible_starts(participants, request))


def iter_slots(participants: Sequence[Participant], request: Request) -> Iterator[Interval]:
    """Yield every possible slot in order of time, each made when asked for; ``count`` plays no part.

    Raises ``BadRequest`` for nobody or the same key twice, at the call.
    """
    length = request.length
    return (trusted(start, start + length) for start in possible_starts(participants, request))


def free_windows(participants: Sequence[Participant], request: Request) -> tuple[Interval, ...]:
    """Return the spans in which everybody can meet, each at least as long as the meeting, in order.

    Raises ``BadRequest`` for nobody or the same key twice.
    """
    limits = bounds(crowd(participants), request)
    return intervals_of(shared_free(participants, request, limits)) if limits else ()


def possible_starts(participants: Sequence[Participant], request: Request) -> list[int]:
    """Return the start of every possible slot, in order, in epoch seconds.

    Raises ``BadRequest`` for nobody or the same key twice.
    """
    people = crowd(participants)
    limits = bounds(people, request)
    if limits is None:
        return []
    length = request.length
    within = merge_pairs(pairs_of(request.window)) if request.window else ()
    starts = warm_starts(people, request, limits, within)
    if starts is None:
        free = shared_free(participants, request, limits)
        starts = starts_in(free, length, request.step, request.zone)
    elif people.capped:
        full = [pair for one in people.capped for pair in full_spans(one, limits)]
        starts = [at for at in starts if not any(low < at + length and high > at for low, high in full)]
    if request.exclude:
        given = {slot.start for slot in request.exclude if slot.length == length}
        starts = [at for at in starts if at not in given]
    return starts
