"""The form of a grant: which preset or exact rights, with which limits; and what it should show next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from core.domain.errors import AutoNeedsLimits, BadConstraint, ScopeNeedsAnother
from core.domain.grants import AUTO_CONSTRAINTS, Constraints, Grant, check_grant
from core.domain.people import Place
from core.domain.scopes import PRESET_SCOPES, Preset, Scope, preset_of
from core.scheduling.hours import WeeklyHours
from core.usecases.terms import Terms
from handlers.ids import Field
from handlers.parsing import state as entered
from handlers.parsing.hours import read_week
from handlers.parsing.problems import Problem, Problems
from handlers.parsing.state import State
from handlers.values import INHERIT, NONE, GrantMeta

AUTO_ON = "on"
"""The ticked box of auto-scheduling."""

NUMBERS: dict[str, Field] = {
    "minimum_notice_minutes": Field.GRANT_NOTICE,
    "shortest_minutes": Field.GRANT_SHORTEST,
    "longest_minutes": Field.GRANT_LONGEST,
    "default_minutes": Field.GRANT_LENGTH,
    "buffer_before_minutes": Field.GRANT_BUFFER_BEFORE,
    "buffer_after_minutes": Field.GRANT_BUFFER_AFTER,
    "horizon_days": Field.GRANT_HORIZON,
    "weekly_cap": Field.GRANT_WEEKLY_CAP,
}
"""The constraints that are numbers, and the field of each."""


@dataclass(frozen=True, slots=True)
class GrantDraft:
    """What a grant form shows: the radio's choice and the terms that stand for it."""

    choice: Preset = Preset.ASK_FIRST
    terms: Terms = field(default_factory=Terms)


def preset_terms(preset: Preset) -> Terms:
    """Return what a preset grants; for ``EXACT``, which grants nothing by itself, the mildest."""
    if preset is Preset.BOOK_AUTOMATICALLY:
        return Terms(PRESET_SCOPES[preset], AUTO_CONSTRAINTS, auto_scheduling=True)
    return Terms(PRESET_SCOPES.get(preset, PRESET_SCOPES[Preset.ASK_FIRST]))


def draft_of(grant: Grant) -> GrantDraft:
    """Return how a stored grant is shown: as a preset if it is exactly one, else exactly."""
    terms = Terms(grant.scopes, grant.constraints, auto_scheduling=grant.auto_scheduling)
    preset = preset_of(grant.scopes)
    is_preset = preset is not Preset.EXACT and preset_terms(preset) == terms
    return GrantDraft(preset if is_preset else Preset.EXACT, terms)


def redraw(state: State, meta: GrantMeta, original: Grant | None) -> GrantDraft:
    """Return what the form shows after the radio changed.

    "Choose exactly" starts from the preset shown before, or from the stored grant if that was shown.
    """
    choice = _preset(state)
    if choice is not Preset.EXACT:
        return GrantDraft(choice, preset_terms(choice))
    shown = _as_preset(meta.choice)
    stored = draft_of(original) if original else None
    if stored and (shown is Preset.EXACT or stored.choice is shown or stored.choice is Preset.EXACT):
        return GrantDraft(Preset.EXACT, stored.terms)
    return GrantDraft(Preset.EXACT, preset_terms(shown))


def _preset(state: State) -> Preset:
    return _as_preset(entered.choice(state, Field.GRANT_PRESET))


def _as_preset(value: str | None) -> Preset:
    """Read a preset; whatever is unknown is the mildest."""
    return next((preset for preset in Preset if preset.value == value), Preset.ASK_FIRST)


def read_grant(state: State, *, zone: str) -> Terms | Problems:
    """Read a submitted grant form; ``zone`` is the grantor's, for hours that name none."""
    choice = _preset(state)
    if choice is not Preset.EXACT:
        return preset_terms(choice)
    if not entered.has(state, Field.GRANT_SCOPES):
        return {Field.GRANT_PRESET: Problem.BAD_CHOICE}
    try:
        scopes = frozenset(Scope(name) for name in entered.choices(state, Field.GRANT_SCOPES))
    except ValueError:
        return {Field.GRANT_SCOPES: Problem.BAD_CHOICE}
    constraints = _constraints(state, zone)
    if not isinstance(constraints, Constraints):
        return constraints
    terms = Terms(scopes, constraints, auto_scheduling=AUTO_ON in entered.choices(state, Field.GRANT_AUTO))
    return _refused(terms) or terms


def _constraints(state: State, zone: str) -> Constraints | Problems:
    numbers: dict[str, Any] = {name: entered.whole(entered.choice(state, one)) for name, one in NUMBERS.items()}
    hours = _hours(state, zone)
    if isinstance(hours, Problem):
        return {Field.GRANT_HOURS: hours}
    place = entered.choice(state, Field.GRANT_PLACE)
    if place not in {"", INHERIT, NONE, *Place}:
        return {Field.GRANT_PLACE: Problem.BAD_CHOICE}
    try:
        found = Constraints(**numbers)
    except BadConstraint as error:
        is_order = error.text("reason") == "shorter_than_shortest"
        where = NUMBERS.get(error.text("field"), Field.GRANT_SCOPES)
        return {where: Problem.LONGEST_TOO_SHORT if is_order else Problem.BAD_CHOICE}
    return replace(found, hours=hours, place=Place(place) if place in set(Place) else None)


def _hours(state: State, zone: str) -> WeeklyHours | Problem | None:
    """Return hours of their own for this connection; None when the settings' hours hold.

    A zone is only ever that of the hours beside it, so another one without any is asked about, not dropped.
    """
    typed = entered.text(state, Field.GRANT_HOURS)
    chosen = entered.choice(state, Field.GRANT_ZONE)
    own = zone if chosen in {"", INHERIT} else chosen
    if typed:
        return read_week(typed, own)
    return None if own == zone else Problem.ZONE_WITHOUT_HOURS


def _refused(terms: Terms) -> Problems:
    """Return what the domain would refuse, beside the field that mends it."""
    try:
        check_grant(terms.scopes, terms.constraints, auto_scheduling=terms.auto_scheduling)
    except ScopeNeedsAnother:
        is_auto = terms.auto_scheduling and Scope.WRITE_AUTO not in terms.scopes
        return (
            {Field.GRANT_AUTO: Problem.AUTO_NEEDS_SCOPE}
            if is_auto
            else {Field.GRANT_SCOPES: Problem.SCOPE_NEEDS_MILDER}
        )
    except AutoNeedsLimits:
        missing = {}
        if terms.constraints.weekly_cap is None:
            missing[Field.GRANT_WEEKLY_CAP] = Problem.NEEDS_WEEKLY_CAP
        if terms.constraints.longest_minutes is None:
            missing[Field.GRANT_LONGEST] = Problem.NEEDS_LONGEST
        return missing
    return {}
