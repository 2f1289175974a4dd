"""The other forms: whom to invite, a meeting wished for, which calendars count."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.people import Place
from core.domain.sessions import SessionKind
from core.usecases.terms import TITLE_MOST, MeetingRequest
from handlers.ids import Field
from handlers.parsing import state as entered
from handlers.parsing.lengths import LONGEST_MINUTES
from handlers.parsing.problems import Problem, Problems
from handlers.parsing.schedule import clean_title
from handlers.parsing.state import State
from handlers.parsing.when import When, read_when
from handlers.values import INHERIT, NONE, LongIds

ONLY_TIMES = "only_times"
"""The ticked box of *Only find times*."""


@dataclass(frozen=True, slots=True)
class WantedMeeting:
    """A submitted schedule form: with whom (a Slack id), and what."""

    user: str
    request: MeetingRequest


@dataclass(frozen=True, slots=True)
class ChosenCalendars:
    """Calendar ids: whose events count as busy, and which one is written."""

    busy: tuple[str, ...]
    write: str


def read_person(state: State, name: Field) -> str | Problems:
    """Return the Slack id of the person a form asks for."""
    return entered.user(state, name) or {name: Problem.NO_PERSON}


def read_meeting(state: State, *, now: int, zone: str, default_minutes: int) -> WantedMeeting | Problems:
    """Read a submitted schedule form; ``zone`` is the asker's, ``default_minutes`` their usual length."""
    problems: dict[Field, Problem] = {}
    user = entered.user(state, Field.SCHEDULE_PERSON)
    if user is None:
        problems[Field.SCHEDULE_PERSON] = Problem.NO_PERSON
    minutes = _length(state)
    if isinstance(minutes, Problem):
        problems[Field.SCHEDULE_LENGTH] = minutes
        minutes = None
    title = clean_title(entered.text(state, Field.SCHEDULE_TITLE))
    if len(title) > TITLE_MOST:
        problems[Field.SCHEDULE_TITLE] = Problem.TITLE_TOO_LONG
    when_text = entered.text(state, Field.SCHEDULE_WHEN)
    when = read_when(when_text, now=now, zone=zone, length_minutes=minutes or default_minutes)
    wrong = _wrong_when(when)
    if wrong is not None:
        problems[Field.SCHEDULE_WHEN] = wrong
    if user is None or problems:
        return problems
    request = MeetingRequest(
        title=title,
        length_minutes=minutes,
        window=when.window,
        phrase=when.phrase,
        place=_place(entered.choice(state, Field.SCHEDULE_PLACE)),
        kind=_kind(state),
    )
    return WantedMeeting(user, request)


def _length(state: State) -> int | Problem | None:
    value = entered.choice(state, Field.SCHEDULE_LENGTH)
    if value in {"", INHERIT}:
        return None
    minutes = entered.whole(value)
    return minutes if minutes and minutes <= LONGEST_MINUTES else Problem.BAD_LENGTH


def _wrong_when(when: When) -> Problem | None:
    return Problem.NOT_UNDERSTOOD if when.leftover else when.problem


def _kind(state: State) -> SessionKind:
    only = ONLY_TIMES in entered.choices(state, Field.SCHEDULE_KIND)
    return SessionKind.PROPOSAL_ONLY if only else SessionKind.SCHEDULE_MEETING


def _place(value: str) -> Place | None:
    return next((place for place in Place if place.value == value), None)


def read_calendars(state: State, long: LongIds) -> ChosenCalendars | Problems:
    """Read which calendars count as busy and which one is written; both are required. Raises BadInput.

    ``long`` holds the ids that the form's options name by number.
    """
    busy = tuple(long.id(value) for value in entered.choices(state, Field.CALENDAR_BUSY))
    write = entered.choice(state, Field.CALENDAR_WRITE)
    if not busy:
        return {Field.CALENDAR_BUSY: Problem.NO_CALENDAR}
    if write in {"", NONE}:
        return {Field.CALENDAR_WRITE: Problem.NO_CALENDAR}
    return ChosenCalendars(busy, long.id(write))
