"""Grants: what one side lets the other side's Perin do, and the agreement that two grants make together.

A grant's constraints override the grantor's own settings for this one connection; ``limits_of`` resolves both into
the complete set that scheduling works with.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.domain.errors import AutoNeedsLimits, BadConstraint, ScopeNeedsAnother
from core.domain.ids import ConnectionId, PersonKey
from core.domain.people import Person, Place
from core.domain.scopes import ORDER, Scope
from core.scheduling.hours import WeeklyHours
from core.scheduling.rules import Rules

AUTO_WEEKLY_CAP = 2
AUTO_LONGEST_MINUTES = 60
AUTO_NOTICE_MINUTES = 240

_NEEDS: dict[Scope, Scope] = {
    Scope.PROPOSE: Scope.AVAILABILITY,
    Scope.WRITE_CONFIRM: Scope.PROPOSE,
    Scope.WRITE_AUTO: Scope.WRITE_CONFIRM,
}

_RANGES: dict[str, tuple[int, int]] = {
    "minimum_notice_minutes": (0, 60 * 24 * 30),
    "shortest_minutes": (5, 480),
    "longest_minutes": (5, 480),
    "default_minutes": (5, 480),
    "buffer_before_minutes": (0, 240),
    "buffer_after_minutes": (0, 240),
    "horizon_days": (1, 60),
    "weekly_cap": (1, 50),
}


@dataclass(frozen=True, slots=True)
class Constraints:
    """Overrides for one connection; None means "as in my settings". Minutes, days and counts."""

    hours: WeeklyHours | None = None
    minimum_notice_minutes: int | None = None
    shortest_minutes: int | None = None
    longest_minutes: int | None = None
    default_minutes: int | None = None
    buffer_before_minutes: int | None = None
    buffer_after_minutes: int | None = None
    horizon_days: int | None = None
    place: Place | None = None
    weekly_cap: int | None = None

    def __post_init__(self) -> None:
        """Raise BadConstraint (facts ``field``, ``reason``, ``least``, ``most``) on a number outside its range."""
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise BadConstraint(field=name, reason="out_of_range", least=least, most=most)
        if self.shortest_minutes and self.longest_minutes and self.shortest_minutes > self.longest_minutes:
            raise BadConstraint(field="longest_minutes", reason="shorter_than_shortest")


AUTO_CONSTRAINTS = Constraints(
    weekly_cap=AUTO_WEEKLY_CAP,
    longest_minutes=AUTO_LONGEST_MINUTES,
    minimum_notice_minutes=AUTO_NOTICE_MINUTES,
)
"""What the preset *Book automatically* starts from."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One side's permission. ``auto_scheduling`` is the switch that ``write.auto`` also needs.

    ``version`` grows with each edit; sessions remember the version they offered slots under.
    """

    connection: ConnectionId
    grantor: PersonKey
    grantee: PersonKey
    scopes: frozenset[Scope]
    constraints: Constraints = field(default_factory=Constraints)
    auto_scheduling: bool = False
    updated_at: int = 0
    version: int = 1

    def allows(self, scope: Scope) -> bool:
        """Whether the grantee's Perin holds this scope."""
        return scope in self.scopes

    @property
    def books_automatically(self) -> bool:
        """Whether this side lets the two Perins book without a click."""
        return self.auto_scheduling and Scope.WRITE_AUTO in self.scopes


@dataclass(frozen=True, slots=True)
class Limits:
    """A grantor's complete constraints on one connection, nothing left to inherit. Minutes, days, counts."""

    hours: WeeklyHours
    minimum_notice_minutes: int
    shortest_minutes: int
    longest_minutes: int
    default_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    horizon_days: int
    place: Place | None
    weekly_cap: int | None

    def rules(self) -> Rules:
        """Return the same limits in the scheduling engine's units (seconds)."""
        return Rules(
            minimum_notice=self.minimum_notice_minutes * 60,
            horizon_days=self.horizon_days,
            buffer_before=self.buffer_before_minutes * 60,
            buffer_after=self.buffer_after_minutes * 60,
            shortest=self.shortest_minutes * 60,
            longest=self.longest_minutes * 60,
            weekly_cap=self.weekly_cap,
        )


def limits_of(grantor: Person, grant: Grant) -> Limits:
    """Resolve a grant's constraints over the grantor's settings.

    Where one end of the length is overridden past the other end of the settings, the override counts for both.
    """
    wish, own = grant.constraints, grantor.settings
    shortest = _either(wish.shortest_minutes, own.shortest_minutes)
    longest = _either(wish.longest_minutes, own.longest_minutes)
    if shortest > longest:
        shortest, longest = (shortest, shortest) if wish.longest_minutes is None else (longest, longest)
    default = _either(wish.default_minutes, own.default_minutes)
    return Limits(
        hours=wish.hours or grantor.hours,
        minimum_notice_minutes=_either(wish.minimum_notice_minutes, own.minimum_notice_minutes),
        shortest_minutes=shortest,
        longest_minutes=longest,
        default_minutes=min(max(default, shortest), longest),
        buffer_before_minutes=_either(wish.buffer_before_minutes, own.buffer_before_minutes),
        buffer_after_minutes=_either(wish.buffer_after_minutes, own.buffer_after_minutes),
        horizon_days=_either(wish.horizon_days, own.horizon_days),
        place=wish.place or own.place,
        weekly_cap=wish.weekly_cap or own.weekly_cap,
    )


def _either(override: int | None, own: int) -> int:
    return own if override is None else override


def check_grant(scopes: frozenset[Scope], constraints: Constraints, *, auto_scheduling: bool) -> None:
    """Refuse a grant that can't be meant.

    Raises ScopeNeedsAnother when a scope rests on one that is missing, AutoNeedsLimits when ``write.auto`` (or the
    switch) comes without a weekly cap and a longest length of its own.
    """
    for scope in ORDER:
        needed = _NEEDS.get(scope)
        if scope in scopes and needed is not None and needed not in scopes:
            raise ScopeNeedsAnother(scope=scope.value, needs=needed.value)
    if auto_scheduling and Scope.WRITE_AUTO not in scopes:
        raise ScopeNeedsAnother(scope="auto_scheduling", needs=Scope.WRITE_AUTO.value)
    if Scope.WRITE_AUTO in scopes and (constraints.weekly_cap is None or constraints.longest_minutes is None):
        raise AutoNeedsLimits


def added_by(scope: Scope, held: frozenset[Scope]) -> frozenset[Scope]:
    """Return what granting ``scope`` adds to what is ``held``: itself and the milder scopes it rests on."""
    chain = {scope}
    while scope in _NEEDS:
        scope = _NEEDS[scope]
        chain.add(scope)
    return frozenset(chain) - held


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two grants allow together, seen from ``viewer``. Nothing of it is stored."""

    viewer: PersonKey
    mine: Grant
    theirs: Grant

    @property
    def can_propose(self) -> bool:
        """Whether the viewer's Perin may read the other's availability and send slots."""
        return {Scope.AVAILABILITY, Scope.PROPOSE} <= self.theirs.scopes

    @property
    def can_be_proposed_to(self) -> bool:
        """The same the other way round."""
        return {Scope.AVAILABILITY, Scope.PROPOSE} <= self.mine.scopes

    @property
    def viewer_books(self) -> bool:
        """Whether the viewer's click alone books."""
        return bool({Scope.WRITE_CONFIRM, Scope.WRITE_AUTO} & self.theirs.scopes)

    @property
    def other_books(self) -> bool:
        """Whether the other person's click alone books."""
        return bool({Scope.WRITE_CONFIRM, Scope.WRITE_AUTO} & self.mine.scopes)

    @property
    def books_automatically(self) -> bool:
        """Whether the two Perins may book without a click."""
        return self.mine.books_automatically and self.theirs.books_automatically

    @property
    def missing(self) -> tuple[Scope, ...]:
        """The scopes the other side does not grant, mildest first: what the viewer may ask for."""
        return tuple(scope for scope in ORDER if scope not in self.theirs.scopes)


def meeting_length_limits(asker: Limits, other: Limits) -> tuple[int, int]:
    """Return the shortest and longest length (minutes) that suit both; shortest > longest means none does."""
    return max(asker.shortest_minutes, other.shortest_minutes), min(asker.longest_minutes, other.longest_minutes)


def default_length(asker: Limits, other: Limits) -> int:
    """Return the asker's default length in minutes, clamped to both sides' limits."""
    shortest, longest = meeting_length_limits(asker, other)
    return max(shortest, min(longest, asker.default_minutes))
