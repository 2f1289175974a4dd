"""Which times belong to which days: "Tuesday morning or Wednesday afternoon" is two clauses, each with its own.

Apart from the grammar, which fills clauses in: here stands when a new one begins, and what they come to together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handlers.parsing.when_days import Days, ResolvedDays
from handlers.parsing.when_times import ResolvedTimes, Times


class Piece(NamedTuple):
    """Days with the times that hold on each of them."""

    days: ResolvedDays
    times: ResolvedTimes


class Edge(NamedTuple):
    """A minute of one day before which (``is_low``) or after which nothing is meant: "by Friday 17:00"."""

    day: int
    minute: int
    is_low: bool


@dataclass(slots=True)
class Clause:
    """Days and times said together. ``is_times_first`` tells "after 3pm Tuesday or Wednesday": the time is shared."""

    days: Days
    times: Times
    edges: list[Edge] = field(default_factory=list)
    has_days: bool = False
    has_times: bool = False
    is_times_first: bool = False

    def tell_days(self) -> None:
        """Remember that days were said."""
        self.has_days = True

    def tell_times(self) -> None:
        """Remember that times were said, and whether no day had been."""
        self.is_times_first = self.is_times_first or not self.has_days
        self.has_times = True

    def is_over(self, *, days_follow: bool, times_follow: bool) -> bool:
        """Whether what follows an "or" is no more of this clause: days, although it has days and times of its own."""
        is_whole = self.has_days and self.has_times
        return is_whole and days_follow and (times_follow or not self.is_times_first)

    def next(self) -> Clause:
        """Return an empty clause of the same phrase: what was ruled out stays so."""
        return Clause(
            Days(self.days.today, excluded=self.days.excluded, before=[*self.days.before, *self.days.named]),
            Times(excluded=self.times.excluded),
        )


def pieces_of(clauses: Sequence[Clause]) -> tuple[Piece, ...]:
    """Return what all clauses allow, those with the same times together, none without a day unless all are."""
    for at, clause in enumerate(clauses):
        clause.days.after = [group for later in clauses[at + 1 :] for group in later.days.named]
    found = [piece for clause in clauses for piece in _of(clause)]
    left = [piece for piece in found if piece.days.days != ()] or found[:1]
    joined: dict[tuple[ResolvedTimes, int], Piece] = {}
    for at, (days, times) in enumerate(left):
        key = (times, -1 if days.days is not None else at)
        known = joined[key].days.days if key in joined else ()
        is_dated = days.days is not None and known is not None
        every = ResolvedDays(tuple(sorted({*known, *days.days}))) if is_dated and known and days.days else days
        joined[key] = Piece(every, times)
    return tuple(joined.values())


def _of(clause: Clause) -> list[Piece]:
    """Return a clause's days, and by themselves those on which an edge lies."""
    days = clause.days.resolve()
    rest = days.days or ()
    edges: dict[int, Times] = {}
    for edge in clause.edges:
        if edge.day in rest:
            times = edges.setdefault(edge.day, clause.times.copy())
            times.bound(edge.minute, is_low=edge.is_low)
    if not edges:
        return [Piece(days, clause.times.resolve())]
    parted = [Piece(ResolvedDays((day,)), times.resolve()) for day, times in edges.items()]
    between = tuple(day for day in rest if day not in edges)
    if between:
        parted.append(Piece(ResolvedDays(between), clause.times.resolve()))
    return sorted(parted, key=lambda piece: piece.days.days or ())
