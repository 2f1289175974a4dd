"""The settings form: a person's own hours, zone, limits, and when they may be disturbed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.domain.errors import BadConstraint
from core.domain.grants import Constraints
from core.domain.notices import NEEDS_ANSWER, OWN_DM, NoticeKind
from core.domain.people import Person, Place, Settings
from core.scheduling.errors import UnknownZone
from core.scheduling.hours import WeeklyHours, default_hours
from core.scheduling.windows import Window
from core.scheduling.zones import zone as zone_info
from handlers.ids import WEEKDAY_FIELDS, Field
from handlers.parsing import state as entered
from handlers.parsing.hours import read_day, week_of
from handlers.parsing.problems import Problem, Problems
from handlers.parsing.state import State

SLACK_ZONE = "slack"
"""The choice of zone that follows Slack's."""

SWITCHABLE: tuple[NoticeKind, ...] = tuple(
    kind
    for kind in NoticeKind
    if kind in OWN_DM - NEEDS_ANSWER and kind not in {NoticeKind.REMINDER, NoticeKind.DIGEST}
)
"""Kinds of direct messages that have a box of their own; reminder and digest have a menu."""

_NUMBERS: dict[str, Field] = {
    "minimum_notice_minutes": Field.SETTINGS_NOTICE,
    "shortest_minutes": Field.SETTINGS_SHORTEST,
    "longest_minutes": Field.SETTINGS_LONGEST,
    "default_minutes": Field.SETTINGS_LENGTH,
    "buffer_before_minutes": Field.SETTINGS_BUFFER_BEFORE,
    "buffer_after_minutes": Field.SETTINGS_BUFFER_AFTER,
    "horizon_days": Field.SETTINGS_HORIZON,
}


@dataclass(frozen=True, slots=True)
class ChosenSettings:
    """A submitted settings form. ``time_zone`` None: as in Slack."""

    settings: Settings
    time_zone: str | None


def read_settings(state: State, *, person: Person) -> ChosenSettings | Problems:
    """Read a submitted settings form of ``person``; what it doesn't show stays as it is."""
    chosen = entered.choice(state, Field.SETTINGS_ZONE)
    override = None if chosen in {"", SLACK_ZONE} else chosen
    problems: dict[Field, Problem] = {}
    zone = override or person.slack_time_zone
    try:
        zone_info(zone)
    except UnknownZone:
        return {Field.SETTINGS_ZONE: Problem.BAD_ZONE}
    hours = _hours(state, person, zone)
    if not isinstance(hours, WeeklyHours):
        problems |= hours
    numbers, wrong = _numbers(state)
    problems |= wrong
    if problems or not isinstance(hours, WeeklyHours):
        return problems
    settings = replace(person.settings, hours=None if hours == default_hours(zone) else hours, **numbers)
    return ChosenSettings(_disturbing(state, settings), override)


def _hours(state: State, person: Person, zone: str) -> WeeklyHours | dict[Field, Problem]:
    """Return the seven days; exceptions by date and holidays, which this form doesn't show, are kept."""
    days: list[tuple[Window, ...]] = []
    problems: dict[Field, Problem] = {}
    for one in WEEKDAY_FIELDS:
        windows = read_day(entered.text(state, one))
        if isinstance(windows, Problem):
            problems[one] = windows
        else:
            days.append(windows)
    if problems:
        return problems
    found = week_of(tuple(days), zone)
    if isinstance(found, Problem):
        return {WEEKDAY_FIELDS[0]: found}
    return replace(found, overrides=person.hours.overrides, holidays=person.hours.holidays)


def _numbers(state: State) -> tuple[dict[str, Any], dict[Field, Problem]]:
    numbers = {name: entered.whole(entered.choice(state, one)) for name, one in _NUMBERS.items()}
    missing = {_NUMBERS[name]: Problem.BAD_CHOICE for name, number in numbers.items() if number is None}
    found: dict[str, Any] = {name: number for name, number in numbers.items() if number is not None}
    if missing:
        return {}, missing
    try:
        Constraints(**found)
    except BadConstraint as error:
        is_order = error.text("reason") == "shorter_than_shortest"
        return {}, {_NUMBERS[error.text("field")]: Problem.LONGEST_TOO_SHORT if is_order else Problem.BAD_CHOICE}
    if not found["shortest_minutes"] <= found["default_minutes"] <= found["longest_minutes"]:
        return {}, {Field.SETTINGS_LENGTH: Problem.LENGTH_OUTSIDE}
    return found, {}


def _disturbing(state: State, settings: Settings) -> Settings:
    """Read place, weekly cap, quiet hours, digest, reminder and which direct messages are wanted."""
    place = entered.choice(state, Field.SETTINGS_PLACE)
    digest = entered.whole(entered.choice(state, Field.SETTINGS_DIGEST))
    quiet_from = entered.minute_of_day(state, Field.SETTINGS_QUIET_FROM)
    quiet_until = entered.minute_of_day(state, Field.SETTINGS_QUIET_UNTIL)
    told = set(entered.choices(state, Field.SETTINGS_MUTED))
    kinds = {kind.value for kind in SWITCHABLE}
    return replace(
        settings,
        place=next((one for one in Place if one.value == place), None),
        weekly_cap=_cap(entered.whole(entered.choice(state, Field.SETTINGS_WEEKLY_CAP))),
        quiet_from_minute=settings.quiet_from_minute if quiet_from is None else quiet_from,
        quiet_until_minute=settings.quiet_until_minute if quiet_until is None else quiet_until,
        digest=digest is not None,
        digest_minute=settings.digest_minute if digest is None else digest % 1440,
        reminder_minutes=entered.whole(entered.choice(state, Field.SETTINGS_REMINDER)),
        muted=frozenset((settings.muted - kinds) | (kinds - told)),
    )


def _cap(value: int | None) -> int | None:
    return value if value is not None and 1 <= value <= 50 else None
