"""Find slots: the k best, all of them lazily, the free windows, and the check of one slot.

The public face of the engine; everything it answers comes from one search (``free`` or, when
everybody has a stored mask, ``masks``), one grid and one ranking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.scheduling.asking import Participant, Request, check_together
from core.scheduling.checking import RULES, Violation, is_allowed
from core.scheduling.free import shared_free
from core.scheduling.grid import starts_in
from core.scheduling.intervals import Interval, intervals_of
from core.scheduling.ranking import Offer, Reason, best

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
    check_together(participants)
    free = shared_free(participants, request)
    return best(participants, request, free, list(_starts(free, request)))


def iter_slots(participants: Sequence[Participant], request: Request) -> Iterator[Interval]:
    """Yield every possible slot in order of time, each when asked for; ``count`` plays no part.

    Raises ``BadRequest`` for nobody or the same key twice, at the call.
    """
    check_together(participants)
    free = shared_free(participants, request)
    return (Interval(start, start + request.length) for start in _starts(free, request))


def free_windows(participants: Sequence[Participant], request: Request) -> tuple[Interval, ...]:
    """Return the spans in which everybody can meet, each at least as long as the meeting, in order.

    Raises ``BadRequest`` for nobody or the same key twice.
    """
    check_together(participants)
    return intervals_of(shared_free(participants, request))


def _starts(free: Sequence[tuple[int, int]], request: Request) -> Iterator[int]:
    found = starts_in(free, request.length, request.step, request.zone)
    if not request.exclude:
        return found
    given = {slot.start for slot in request.exclude if slot.length == request.length}
    return (start for start in found if start not in given)
