"""The days of a time phrase: what was named, joined, bounded and excluded, and which days that makes."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.scheduling.zones import weekday
from handlers.parsing.when_tokens import Kind

AHEAD_DAYS = 60
"""How far "any day" reaches: the longest that anybody's limits may look ahead."""

_SPAN_MOST = 370


@dataclass(frozen=True, slots=True)
class Atom:
    """Days as named once: a range, weekdays, or a week that weekdays choose from (by ``kind``).

    ``is_run`` marks weekdays that follow one another ("Monday to Wednesday").
    """

    kind: Kind
    first: int
    last: int
    weekdays: tuple[int, ...] = ()
    every: bool = False
    is_run: bool = False


@dataclass(frozen=True, slots=True)
class ResolvedDays:
    """``days`` sorted; None means any day ahead, of ``weekdays`` if that is given."""

    days: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None = None


def next_weekday(index: int, low: int) -> int:
    """Return the first day from ``low`` on that is this weekday."""
    return low + (index - weekday(low)) % 7


def resolve_weekdays(weekdays: tuple[int, ...], low: int) -> tuple[int, int]:
    """Return the first and the last of the next such weekdays from ``low`` on."""
    first = next_weekday(weekdays[0], low)
    return first, next_weekday(weekdays[-1], first)


@dataclass(slots=True)
class Days:
    """Collects what a clause says of days. A group is what no "or" divides: "Tuesday next week".

    ``before`` and ``after`` are the groups of the phrase's other clauses: a week may be named once for all.
    """

    today: int
    groups: list[list[Atom]] = field(default_factory=lambda: [[]])
    excluded: list[Atom] = field(default_factory=list)
    before: list[list[Atom]] = field(default_factory=list)
    after: list[list[Atom]] = field(default_factory=list)
    low: int | None = None
    high: int | None = None

    @property
    def named(self) -> list[list[Atom]]:
        """The groups that name a day."""
        return [group for group in self.groups if group]

    def join(self) -> None:
        """An "or", an "and" or a comma: what follows is a group of its own."""
        if self.groups[-1]:
            self.groups.append([])

    def add(self, atom: Atom, *, negated: bool) -> None:
        """Take days in, or out when ``negated``."""
        (self.excluded if negated else self.groups[-1]).append(atom)

    def bound(self, low: int | None = None, high: int | None = None) -> None:
        """Allow no day before ``low`` and none after ``high``."""
        if low is not None:
            self.low = low if self.low is None else max(self.low, low)
        if high is not None:
            self.high = high if self.high is None else min(self.high, high)

    def resolve(self) -> ResolvedDays:
        """Return the days meant, none before today."""
        groups = self.named
        every = self._every(groups)
        if every is not None and self.low is None and self.high is None:
            return self._any(every)
        if not groups and self.low is None and self.high is None:
            return self._any(None) if self.excluded else ResolvedDays(None)
        low = self.today if self.low is None else max(self.low, self.today)
        high = self.high if self.high is not None else None
        if groups and every is None:
            days = {day for index in range(len(groups)) for day in self._group(groups, index)}
        else:
            reach = max(low, self.today) + AHEAD_DAYS if high is None else min(high + 1, low + _SPAN_MOST)
            days = {day for day in range(low, reach) if every is None or weekday(day) in every}
        days = {day for day in days if day >= low and (high is None or day <= high)}
        return ResolvedDays(tuple(sorted(day for day in days if not self._is_excluded(day))))

    @staticmethod
    def _every(groups: list[list[Atom]]) -> frozenset[int] | None:
        """Return the weekdays when the phrase names nothing but "Mondays" and their like."""
        atoms = [atom for group in groups for atom in group]
        if not atoms or not all(atom.kind is Kind.WEEKDAYS for atom in atoms) or not any(a.every for a in atoms):
            return None
        return frozenset(day for atom in atoms for day in atom.weekdays)

    def _any(self, every: frozenset[int] | None) -> ResolvedDays:
        wanted = frozenset(range(7)) if every is None else every
        plain = [atom for atom in self.excluded if atom.kind is Kind.WEEKDAYS]
        if len(plain) < len(self.excluded):
            days = range(self.today, self.today + AHEAD_DAYS)
            kept = (day for day in days if weekday(day) in wanted and not self._is_excluded(day))
            return ResolvedDays(tuple(kept))
        left = wanted - {day for atom in plain for day in atom.weekdays}
        if not left:
            return ResolvedDays(())
        return ResolvedDays(None, tuple(sorted(left)) if len(left) < 7 else None)

    def _group(self, groups: list[list[Atom]], index: int) -> set[int]:
        group = groups[index]
        weekdays = [atom for atom in group if atom.kind is Kind.WEEKDAYS]
        if not weekdays:
            named = {day for atom in group if atom.kind is Kind.DAYS for day in _range(atom)}
            return named or {day for atom in group for day in _range(atom)}
        named = {atom.first for atom in group if atom.kind is Kind.DAYS and atom.first == atom.last}
        weeks = _stretches(group) or _shared_weeks([*self.before, *groups, *self.after], len(self.before) + index)
        if weeks:
            wanted = {day for atom in weekdays for day in atom.weekdays}
            return named | {day for atom in weeks for day in _range(atom) if weekday(day) in wanted}
        return named | {day for atom in weekdays for day in self._coming(atom)}

    def _coming(self, atom: Atom) -> set[int]:
        if not atom.is_run:
            return {next_weekday(index, self.today + 1) for index in atom.weekdays}
        first = next_weekday(atom.weekdays[0], self.today + 1)
        return set(range(first, first + len(atom.weekdays)))

    def _is_excluded(self, day: int) -> bool:
        return any(
            weekday(day) in atom.weekdays if atom.kind is Kind.WEEKDAYS else atom.first <= day <= atom.last
            for atom in self.excluded
        )


def _range(atom: Atom) -> range:
    return range(atom.first, min(atom.last, atom.first + _SPAN_MOST) + 1)


def _stretches(group: list[Atom]) -> list[Atom]:
    """Return what weekdays choose from: weeks, and ranges of dates ("Mondays within 3 Dec – 30 Dec")."""
    return [atom for atom in group if atom.kind is Kind.WEEK or (atom.kind is Kind.DAYS and atom.first < atom.last)]


def _shared_weeks(groups: list[list[Atom]], index: int) -> list[Atom]:
    """Return the week that "Tuesday or Thursday next week" names once for both."""
    for other in (*groups[index + 1 :], *reversed(groups[:index])):
        weeks = _stretches(other)
        if weeks and any(atom.kind is Kind.WEEKDAYS for atom in other):
            return weeks
    return []
