"""The form of a grant: presets as they stand, exact rights and limits read back, refusals beside their field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.grants import AUTO_CONSTRAINTS, Constraints, check_grant
from core.domain.people import Place
from core.domain.scopes import ASK_FIRST, BOOK_AUTOMATICALLY, BOOK_ON_CONFIRM, ORDER, Preset
from core.scheduling.hours import WeeklyHours
from core.scheduling.windows import Window
from core.usecases.terms import Terms
from handlers.ids import Field
from handlers.parsing.grants import GrantDraft, draft_of, preset_terms, read_grant, redraw
from handlers.parsing.problems import Problem
from handlers.render.grants import invite_modal, permissions_modal
from handlers.values import GrantMeta
from tests.unit.handlers.cases_connecting import EXACT
from tests.unit.handlers.filling import WEEKS, State, chosen, hours_of, ticked, typed, untouched
from tests.unit.handlers.worlds import ALICE, PARIS, connection_view, grant, person


@pytest.mark.parametrize("preset", [Preset.ASK_FIRST, Preset.BOOK_ON_CONFIRM, Preset.BOOK_AUTOMATICALLY])
def test_a_preset_is_granted_as_it_stands(preset: Preset) -> None:
    """The form of a preset grants exactly that, and the domain takes it."""
    found = read_grant(untouched(invite_modal(person(), "UBOB", GrantDraft(preset, preset_terms(preset)))), zone=PARIS)
    assert found == preset_terms(preset)
    assert isinstance(found, Terms)
    check_grant(found.scopes, found.constraints, auto_scheduling=found.auto_scheduling)


def test_the_mildest_preset_is_chosen_at_first() -> None:
    """Somebody who just presses Send grants what asks first."""
    assert read_grant(untouched(invite_modal(person(), "UBOB")), zone=PARIS) == Terms(ASK_FIRST)


NUMBERS = st.builds(
    Constraints,
    minimum_notice_minutes=st.one_of(st.none(), st.integers(0, 2880)),
    default_minutes=st.one_of(st.none(), st.integers(5, 480)),
    buffer_before_minutes=st.one_of(st.none(), st.integers(0, 240)),
    buffer_after_minutes=st.one_of(st.none(), st.integers(0, 240)),
    horizon_days=st.one_of(st.none(), st.integers(1, 60)),
    weekly_cap=st.one_of(st.none(), st.integers(1, 50)),
    place=st.one_of(st.none(), st.sampled_from(Place)),
)


@given(NUMBERS, st.integers(0, 4), st.sampled_from(["Asia/Tokyo", PARIS, "America/New_York"]), WEEKS)
def test_an_exact_grant_is_read_as_it_is_shown(
    constraints: Constraints, scopes: int, zone: str, week: tuple[tuple[Window, ...], ...]
) -> None:
    """Any grant the domain allows, drawn as a form and sent untouched, comes back the same."""
    hours = hours_of(week, zone)
    kept = replace(constraints, hours=hours if hours and any(hours.days) else None)
    row = grant(ALICE, frozenset(ORDER[:scopes]), constraints=kept)
    view = permissions_modal(connection_view(row), person(), GrantDraft(Preset.EXACT, draft_of(row).terms))
    assert read_grant(untouched(view), zone=PARIS) == Terms(row.scopes, kept)


def test_an_automatic_grant_is_read_as_it_is_shown() -> None:
    """The switch and its limits come back too."""
    view = invite_modal(person(), "UBOB", GrantDraft(Preset.EXACT, EXACT))
    assert read_grant(untouched(view), zone=PARIS) == EXACT


def exact(scopes: frozenset[str] = BOOK_AUTOMATICALLY, **changes: object) -> State:
    """Return the untouched state of an exact form with these scopes."""
    terms = Terms(frozenset(scope for scope in ORDER if scope in scopes), **changes)  # type: ignore[arg-type]  # any field
    return untouched(invite_modal(person(), "UBOB", GrantDraft(Preset.EXACT, terms)))


@pytest.mark.parametrize(
    ("state", "problems"),
    [
        (
            exact(),
            {Field.GRANT_WEEKLY_CAP: Problem.NEEDS_WEEKLY_CAP, Field.GRANT_LONGEST: Problem.NEEDS_LONGEST},
        ),
        (exact(frozenset({ORDER[2]})), {Field.GRANT_SCOPES: Problem.SCOPE_NEEDS_MILDER}),
        (typed(exact(ASK_FIRST), Field.GRANT_AUTO, **ticked("on")), {Field.GRANT_AUTO: Problem.AUTO_NEEDS_SCOPE}),
        (typed(exact(ASK_FIRST), Field.GRANT_HOURS, value="often"), {Field.GRANT_HOURS: Problem.BAD_HOURS}),
        (
            typed(exact(ASK_FIRST), Field.GRANT_ZONE, **chosen("America/New_York")),
            {Field.GRANT_HOURS: Problem.ZONE_WITHOUT_HOURS},
        ),
        (typed(exact(ASK_FIRST), Field.GRANT_SCOPES, **ticked("everything")), {Field.GRANT_SCOPES: Problem.BAD_CHOICE}),
        (typed(exact(ASK_FIRST), Field.GRANT_PLACE, **chosen("moon")), {Field.GRANT_PLACE: Problem.BAD_CHOICE}),
        (typed(exact(ASK_FIRST), Field.GRANT_HORIZON, **chosen("999")), {Field.GRANT_HORIZON: Problem.BAD_CHOICE}),
        (
            typed(typed(exact(ASK_FIRST), Field.GRANT_SHORTEST, **chosen("60")), Field.GRANT_LONGEST, **chosen("30")),
            {Field.GRANT_LONGEST: Problem.LONGEST_TOO_SHORT},
        ),
        (
            typed(untouched(invite_modal(person(), "UBOB")), Field.GRANT_PRESET, **chosen("exact")),
            {Field.GRANT_PRESET: Problem.BAD_CHOICE},
        ),
    ],
)
def test_a_grant_that_cannot_be_meant_is_refused_beside_its_field(state: State, problems: object) -> None:
    """Each refusal of the domain, and each forged choice, is told where it can be mended."""
    assert read_grant(state, zone=PARIS) == problems


def test_hours_hold_in_the_zone_chosen_for_them() -> None:
    """The zone beside the hours is theirs; one's own zone without hours is no wish, so the settings' hours hold."""
    state = typed(exact(ASK_FIRST), Field.GRANT_HOURS, value="Mon 09:00–12:00")
    found = read_grant(typed(state, Field.GRANT_ZONE, **chosen("America/New_York")), zone=PARIS)
    assert isinstance(found, Terms)
    assert found.constraints.hours == WeeklyHours("America/New_York", ((Window(540, 720),), *((),) * 6))
    assert read_grant(typed(exact(ASK_FIRST), Field.GRANT_ZONE, **chosen(PARIS)), zone=PARIS) == Terms(ASK_FIRST)


def test_an_unknown_preset_is_the_mildest() -> None:
    """What nobody knows never grants more."""
    state = typed(untouched(invite_modal(person(), "UBOB")), Field.GRANT_PRESET, **chosen("book_everything"))
    assert read_grant(state, zone=PARIS) == Terms(ASK_FIRST)


def _switched(to: Preset) -> State:
    return typed(untouched(invite_modal(person(), "UBOB")), Field.GRANT_PRESET, **chosen(to.value))


def test_choosing_exactly_starts_from_what_was_shown() -> None:
    """From a preset the exact form begins with its rights; from a stored grant with that grant."""
    meta = GrantMeta(choice=Preset.BOOK_ON_CONFIRM.value)
    assert redraw(_switched(Preset.EXACT), meta, None) == GrantDraft(Preset.EXACT, Terms(BOOK_ON_CONFIRM))
    stored = grant(ALICE, EXACT.scopes, constraints=EXACT.constraints, auto_scheduling=True)
    assert redraw(_switched(Preset.EXACT), meta, stored) == GrantDraft(Preset.EXACT, EXACT)
    simple = grant(ALICE, BOOK_ON_CONFIRM)
    auto = GrantMeta(choice=Preset.BOOK_AUTOMATICALLY.value)
    shown = redraw(_switched(Preset.EXACT), auto, simple)
    assert shown == GrantDraft(Preset.EXACT, preset_terms(Preset.BOOK_AUTOMATICALLY))


def test_choosing_a_preset_shows_that_preset() -> None:
    """Whatever was stored, the preset's own terms are what would be saved."""
    stored = grant(ALICE, EXACT.scopes, constraints=EXACT.constraints, auto_scheduling=True)
    drawn = redraw(_switched(Preset.ASK_FIRST), GrantMeta(choice="exact"), stored)
    assert drawn == GrantDraft(Preset.ASK_FIRST, Terms(ASK_FIRST))


def test_a_stored_grant_is_shown_as_a_preset_only_if_it_is_one() -> None:
    """Limits of their own make it exact, so that opening and saving changes nothing."""
    assert draft_of(grant(ALICE)).choice is Preset.ASK_FIRST
    assert draft_of(grant(ALICE, constraints=Constraints(weekly_cap=3))).choice is Preset.EXACT
    auto = grant(ALICE, BOOK_AUTOMATICALLY, constraints=AUTO_CONSTRAINTS, auto_scheduling=True)
    assert draft_of(auto).choice is Preset.BOOK_AUTOMATICALLY
    assert draft_of(replace(auto, auto_scheduling=False)).choice is Preset.EXACT
