"""Grants: presets, what can't be meant, what they resolve to, and what two of them allow together."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.domain.errors import AutoNeedsLimits, BadConstraint, GrantRefused, ScopeNeedsAnother
from core.domain.grants import (
    AUTO_CONSTRAINTS,
    Agreement,
    Constraints,
    check_grant,
    default_length,
    limits_of,
    meeting_length_limits,
)
from core.domain.people import Place
from core.domain.scopes import (
    ASK_FIRST,
    BOOK_AUTOMATICALLY,
    BOOK_ON_CONFIRM,
    ORDER,
    Preset,
    Scope,
    parse_scopes,
    preset_of,
)
from core.scheduling.hours import default_hours
from tests.unit.domain.values import A, B, grant, person, settings

ALL = [frozenset(some) for some in chain.from_iterable(combinations(ORDER, size) for size in range(len(ORDER) + 1))]
MINUTES = some.integers(5, 480)


@pytest.mark.parametrize(
    ("scopes", "preset"),
    [
        (ASK_FIRST, Preset.ASK_FIRST),
        (BOOK_ON_CONFIRM, Preset.BOOK_ON_CONFIRM),
        (BOOK_AUTOMATICALLY, Preset.BOOK_AUTOMATICALLY),
    ],
)
def test_presets_have_names(scopes: frozenset[Scope], preset: Preset) -> None:
    """Three sets have a name; every other of the 32 is "exactly these"."""
    assert preset_of(scopes) is preset
    assert [one for one in ALL if preset_of(one) is preset] == [scopes]
    assert sum(preset_of(one) is Preset.EXACT for one in ALL) == 29


def test_the_scopes_are_the_contracts() -> None:
    """Five, by their names, mildest first; an unknown one is refused."""
    assert [scope.value for scope in ORDER] == [
        "profile.basic.read",
        "calendar.availability.read",
        "calendar.events.propose",
        "calendar.events.write.confirm",
        "calendar.events.write.auto",
    ]
    assert parse_scopes([scope.value for scope in ORDER]) == frozenset(Scope)
    with pytest.raises(ValueError, match="calendar"):
        parse_scopes(["calendar.*"])


@pytest.mark.parametrize("scopes", ALL)
def test_a_grant_that_can_be_meant(scopes: frozenset[Scope]) -> None:
    """Each right to the calendar rests on the milder ones; automatic booking needs limits of its own."""
    calendar = [scope for scope in ORDER[1:] if scope in scopes]
    whole = calendar == list(ORDER[1 : 1 + len(calendar)])
    try:
        check_grant(scopes, AUTO_CONSTRAINTS, auto_scheduling=False)
    except ScopeNeedsAnother:
        assert not whole
    else:
        assert whole
    if Scope.WRITE_AUTO in scopes and whole:
        for missing in ("weekly_cap", "longest_minutes"):
            with pytest.raises(AutoNeedsLimits):
                check_grant(scopes, replace(AUTO_CONSTRAINTS, **{missing: None}), auto_scheduling=True)


def test_the_switch_needs_the_scope() -> None:
    """Auto-scheduling without the right to it is refused."""
    with pytest.raises(GrantRefused):
        check_grant(BOOK_ON_CONFIRM, AUTO_CONSTRAINTS, auto_scheduling=True)


def test_the_automatic_preset_has_limits() -> None:
    """Two meetings a week, an hour, four hours' notice."""
    limits = limits_of(person(), grant(BOOK_AUTOMATICALLY, AUTO_CONSTRAINTS))
    assert (limits.weekly_cap, limits.longest_minutes, limits.minimum_notice_minutes) == (2, 60, 240)


def test_the_defaults_are_the_contracts() -> None:
    """Nine to five from Monday to Friday in the person's zone, four hours' notice, 15 to 120 minutes, 14 days."""
    limits = limits_of(person(), grant())
    assert limits.hours == default_hours("Europe/Paris")
    assert (limits.minimum_notice_minutes, limits.horizon_days, limits.weekly_cap, limits.place) == (
        240,
        14,
        None,
        None,
    )
    assert (limits.shortest_minutes, limits.longest_minutes, limits.default_minutes) == (15, 120, 30)
    assert (limits.buffer_before_minutes, limits.buffer_after_minutes) == (0, 0)
    rules = limits.rules()
    assert (rules.minimum_notice, rules.shortest, rules.longest) == (4 * 3_600, 900, 7_200)


def test_a_grant_overrides_the_settings() -> None:
    """For this connection only what the grant leaves open comes from the settings, zero included."""
    own = person(settings=settings(buffer_before_minutes=15, weekly_cap=3, place=Place.VIDEO))
    assert limits_of(own, grant()).buffer_before_minutes == 15
    wished = limits_of(own, grant(ASK_FIRST, Constraints(buffer_before_minutes=0, weekly_cap=1, place=Place.PHONE)))
    assert (wished.buffer_before_minutes, wished.weekly_cap, wished.place) == (0, 1, Place.PHONE)


@given(MINUTES, MINUTES, MINUTES, some.none() | MINUTES, some.none() | MINUTES)
def test_lengths_never_contradict(low: int, high: int, default: int, shortest: int | None, longest: int | None) -> None:
    """Whatever settings and overrides say, the shortest is not above the longest and the default lies between."""
    low, high = min(low, high), max(low, high)
    own = person(settings=settings(shortest_minutes=low, longest_minutes=high, default_minutes=default))
    if shortest is not None and longest is not None and shortest > longest:
        with pytest.raises(BadConstraint):
            Constraints(shortest_minutes=shortest, longest_minutes=longest)
        return
    limits = limits_of(own, grant(ASK_FIRST, Constraints(shortest_minutes=shortest, longest_minutes=longest)))
    assert limits.shortest_minutes <= limits.default_minutes <= limits.longest_minutes
    assert shortest in {None, limits.shortest_minutes}
    assert longest in {None, limits.longest_minutes}
    assert limits.rules().shortest <= limits.rules().longest


@given(MINUTES, MINUTES, MINUTES, MINUTES, MINUTES)
def test_a_default_length_suits_both_if_any_does(a: int, b: int, c: int, d: int, wish: int) -> None:
    """The asker's default is clamped to both sides; when no length suits both the range is empty."""
    base = limits_of(person(), grant())
    mine = replace(base, shortest_minutes=min(a, b), longest_minutes=max(a, b), default_minutes=wish)
    theirs = replace(base, shortest_minutes=min(c, d), longest_minutes=max(c, d))
    shortest, longest = meeting_length_limits(mine, theirs)
    assert (shortest, longest) == meeting_length_limits(theirs, mine)
    if shortest <= longest:
        assert shortest <= default_length(mine, theirs) <= longest
    if shortest <= wish <= longest:
        assert default_length(mine, theirs) == wish


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minimum_notice_minutes", -1),
        ("shortest_minutes", 4),
        ("longest_minutes", 481),
        ("buffer_before_minutes", 241),
        ("horizon_days", 0),
        ("horizon_days", 61),
        ("weekly_cap", 0),
        ("weekly_cap", 51),
    ],
)
def test_a_constraint_has_a_range(field: str, value: int) -> None:
    """A number outside its range is refused with the field and the range."""
    with pytest.raises(BadConstraint) as refused:
        Constraints(**{field: value})  # type: ignore[arg-type]  # one of its numbers
    assert refused.value.text("field") == field
    assert not refused.value.number("least") <= value <= refused.value.number("most")


@pytest.mark.parametrize("scopes", [frozenset(), ASK_FIRST, BOOK_ON_CONFIRM, BOOK_AUTOMATICALLY])
def test_an_agreement_is_seen_from_one_side(scopes: frozenset[Scope]) -> None:
    """What I may do follows from their grant, what they may do from mine, and nothing is merged."""
    mine = replace(grant(scopes), grantor=A, grantee=B)
    theirs = replace(grant(frozenset()), grantor=B, grantee=A)
    seen = Agreement(A, mine, theirs)
    assert not seen.can_propose
    assert not seen.viewer_books
    assert seen.can_be_proposed_to == (scopes != frozenset())
    assert seen.other_books == (Scope.WRITE_CONFIRM in scopes)
    assert seen.missing == ORDER
    back = Agreement(B, theirs, mine)
    assert back.missing == tuple(scope for scope in ORDER if scope not in scopes)
    assert not seen.books_automatically
    both = replace(grant(BOOK_AUTOMATICALLY, AUTO_CONSTRAINTS), auto_scheduling=True)
    assert Agreement(A, both, both).books_automatically
    assert not Agreement(A, both, replace(both, auto_scheduling=False)).books_automatically
