"""What is offered: a slot, its score, and on request the points it lost by term.

Apart from ``ranking`` because most readers of an offer never ask why: a search only notes where the
points can be looked up again, and the account is made when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from core.scheduling.asking import Request
from core.scheduling.comfort import QUARTER, WEEK_QUARTERS
from core.scheduling.intervals import Interval, Pair, trusted
from core.scheduling.moods import Part
from core.scheduling.wishes import Wish
from core.scheduling.zones import local_day

TERMS = ("soon", "hours", "fair", "whole", "focus", "packed", "moves", "spread")
"""The terms, in the order in which an offer lists them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One term's part in a score: ``points`` lost, always negative; ``term`` is one of ``TERMS``."""

    term: str
    points: int


class Account:
    """Where one ranking's points come from: enough to tell any of its offers what it lost for what."""

    __slots__ = ("_parts", "_request", "_starts", "_wish")

    def __init__(self, request: Request, parts: Sequence[Part], starts: Sequence[int], wish: Wish | None) -> None:
        """Keep what was ranked: the question, the hour tables, every possible start, people's wishes."""
        self._request = request
        self._parts = parts
        self._starts = starts
        self._wish = wish

    def lost(self, at: int, total: int) -> tuple[int, ...]:
        """Return the points lost per term by the offer that starts at ``at`` and lost ``total``."""
        request, weights, starts = self._request, self._request.weights, self._starts
        zone, step = request.zone, request.step
        soon = (local_day(zone, at) - local_day(zone, starts[0])) * weights.soon
        part = self._parts[bisect_right([part[1] for part in self._parts], at)]
        discomfort, unfairness = part[3]
        quarter = at // QUARTER % WEEK_QUARTERS
        hours, fair = discomfort[quarter] * weights.hours, unfairness[quarter] * weights.fair
        whole = weights.whole if self._has(at - step) and self._has(at + step) else 0
        focus, packed, moves = self._wish(at) if self._wish is not None else (0, 0, 0)
        spread = total - soon - hours - fair - whole - focus - packed - moves
        return (soon, hours, fair, whole, focus, packed, moves, spread)

    def _has(self, at: int) -> bool:
        place = bisect_left(self._starts, at)
        return place < len(self._starts) and self._starts[place] == at


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot and how good it is: ``score`` 0 is perfect, every point lost makes it lower.

    Equal by slot and score.
    """

    slot: Interval
    score: int
    _account: Account = field(repr=False, compare=False)

    @property
    def lost(self) -> tuple[int, ...]:
        """The points lost per term, in the order of ``TERMS``; they add up to the score, negated."""
        return self._account.lost(self.slot.start, -self.score)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What it lost points for, the heaviest first; empty for a perfect slot."""
        parts = [Reason(term, -points) for term, points in zip(TERMS, self.lost, strict=True) if points]
        return tuple(sorted(parts, key=lambda reason: reason.points))


def offers_of(won: Iterable[Pair], length: int, account: Account) -> tuple[Offer, ...]:
    """Make the offers of what ranking chose, given as start and points lost, without checking them again."""
    new, set_slot, set_score, set_account = _new, _set_slot, _set_score, _set_account
    offers = []
    for at, lost in won:
        made = new(Offer)
        set_slot(made, trusted(at, at + length))
        set_score(made, -lost)
        set_account(made, account)
        offers.append(made)
    return tuple(offers)


_new = object.__new__
_set_slot: Callable[[Offer, Interval], None] = vars(Offer)["slot"].__set__
_set_score: Callable[[Offer, int], None] = vars(Offer)["score"].__set__
_set_account: Callable[[Offer, Account], None] = vars(Offer)["_account"].__set__
