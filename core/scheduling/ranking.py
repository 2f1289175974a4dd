"""Which of the possible slots are the best, by named terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.scheduling.asking import Participant, Request
from core.scheduling.intervals import Interval, Pair


@dataclass(frozen=True, slots=True)
class Reason:
    """One term's part in a score: ``points`` lost (0 or negative)."""

    term: str
    points: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot with its score (higher is better, 0 is perfect) and what the score consists of."""

    slot: Interval
    score: int
    reasons: tuple[Reason, ...]


def best(
    participants: Sequence[Participant], request: Request, free: Sequence[Pair], starts: list[int]
) -> tuple[Offer, ...]:
    """Return the best of ``starts`` as offers."""
    return tuple(Offer(Interval(start, start + request.length), 0, ()) for start in starts[: request.count])
