"""Forms read back what they show, and say beside each field what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import BadInput
from core.domain.notices import NoticeKind
from core.domain.people import Person, Place, Settings
from core.domain.sessions import SessionKind
from core.scheduling.hours import Override, WeeklyHours, default_hours
from core.scheduling.windows import Window
from handlers.ids import Field
from handlers.parsing.forms import (
    ChosenCalendars,
    WantedMeeting,
    read_calendars,
    read_meeting,
    read_person,
)
from handlers.parsing.hours import read_day, read_week, write_day, write_week
from handlers.parsing.problems import Problem
from handlers.parsing.settings import ChosenSettings, read_settings
from handlers.render.calendar import calendar_modal
from handlers.render.choices import known_zones
from handlers.render.grants import invite_modal
from handlers.render.schedule import ScheduleDraft, schedule_modal
from handlers.render.settings import settings_modal
from handlers.values import LongIds
from sandbox.slack.limits import validate_view
from tests.unit.handlers.cases_connecting import CALENDARS
from tests.unit.handlers.filling import WEEKS, State, chosen, hours_of, typed, untouched
from tests.unit.handlers.worlds import NOW, PARIS, account, person


@given(WEEKS)
def test_hours_are_read_as_they_are_written(week: tuple[tuple[Window, ...], ...]) -> None:
    """What is shown of working hours can be typed back, day by day and as a week."""
    hours = hours_of(week, PARIS)
    if hours is not None and any(hours.days):
        assert read_week(write_week(hours.days), PARIS) == hours
    assert all(read_day(write_day(day)) == day for day in week)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("9-17", (Window(540, 1020),)),
        ("09:00 – 12:00, 13:00 – 17:00", (Window(540, 720), Window(780, 1020))),
        ("9 to 12 and 13 to 17", (Window(540, 720), Window(780, 1020))),
        ("22:00-06:00", (Window(1320, 1800),)),
        ("10-24", (Window(600, 1440),)),
        ("off", ()),
        ("", ()),
        ("9-12,", (Window(540, 720),)),
        ("9-12, 11-13", Problem.OVERLAPPING_HOURS),
        ("9-25", Problem.BAD_HOURS),
        ("9:70-12", Problem.BAD_HOURS),
        ("nine to five", Problem.BAD_HOURS),
        ("x" * 400, Problem.BAD_HOURS),
    ],
)
def test_one_day_ofhours_of(text: str, windows: object) -> None:
    """Several ways of writing hours are understood, and what isn't hours is refused by name."""
    assert read_day(text) == windows


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Monday", Problem.BAD_HOURS),
        ("9-17", Problem.BAD_HOURS),
        ("Mon 9-12, 11-13", Problem.OVERLAPPING_HOURS),
        ("Mon 22-6; Tue 5-9", Problem.OVERLAPPING_HOURS),
        ("x" * 400, Problem.BAD_HOURS),
    ],
)
def test_a_week_that_cannot_be_meant(text: str, problem: Problem) -> None:
    """A week without days, or with two claims on one minute, is refused."""
    assert read_week(text, PARIS) is problem


def meeting(state: State) -> object:
    """Read a schedule form as Alice sends it."""
    return read_meeting(state, now=NOW, zone=PARIS, default_minutes=30)


def test_a_meeting_is_read_as_it_was_filled_in() -> None:
    """Person, length, time, title, place and kind arrive."""
    draft = ScheduleDraft("UBOB", 50, "tomorrow at 3", "Chat", Place.PHONE, SessionKind.PROPOSAL_ONLY)
    found = meeting(untouched(schedule_modal(draft, zone=PARIS, default_minutes=30)))
    assert isinstance(found, WantedMeeting)
    request = found.request
    assert (found.user, request.length_minutes, request.title) == ("UBOB", 50, "Chat")
    assert (request.place, request.kind) == (Place.PHONE, SessionKind.PROPOSAL_ONLY)
    assert (request.phrase, request.window[0].length) == ("Thu 19 Nov, at 15:00 (Paris)", 3000)


def test_a_form_filled_with_a_person_only_asks_for_any_time_of_the_usual_length() -> None:
    """Everything but the person may be left as it is."""
    found = meeting(untouched(schedule_modal(ScheduleDraft("UBOB"), zone=PARIS, default_minutes=30)))
    assert isinstance(found, WantedMeeting)
    assert (found.request.length_minutes, found.request.window, found.request.phrase) == (None, (), "")


EMPTY_MEETING = untouched(schedule_modal(ScheduleDraft("UBOB"), zone=PARIS, default_minutes=30))


@pytest.mark.parametrize(
    ("state", "problems"),
    [
        (typed(EMPTY_MEETING, Field.SCHEDULE_PERSON, selected_user=None), {Field.SCHEDULE_PERSON: Problem.NO_PERSON}),
        (typed(EMPTY_MEETING, Field.SCHEDULE_WHEN, value="nxt week"), {Field.SCHEDULE_WHEN: Problem.NOT_UNDERSTOOD}),
        (typed(EMPTY_MEETING, Field.SCHEDULE_WHEN, value="yesterday"), {Field.SCHEDULE_WHEN: Problem.NO_TIME_LEFT}),
        (typed(EMPTY_MEETING, Field.SCHEDULE_TITLE, value="x" * 201), {Field.SCHEDULE_TITLE: Problem.TITLE_TOO_LONG}),
        (typed(EMPTY_MEETING, Field.SCHEDULE_LENGTH, **chosen("999")), {Field.SCHEDULE_LENGTH: Problem.BAD_LENGTH}),
    ],
)
def test_a_meeting_that_cannot_be_meant_is_refused_beside_its_field(state: State, problems: object) -> None:
    """Nothing is sent to anybody while a field isn't understood."""
    assert meeting(state) == problems


def test_a_person_is_required_where_the_form_asks() -> None:
    """An invite goes to somebody."""
    state = untouched(invite_modal(person(), None))
    assert read_person(state, Field.INVITE_PERSON) == {Field.INVITE_PERSON: Problem.NO_PERSON}
    filled = typed(state, Field.INVITE_PERSON, selected_user="UBOB")
    assert read_person(filled, Field.INVITE_PERSON) == "UBOB"


def test_calendars_are_read_as_they_are_shown() -> None:
    """The calendars that count and the one that is written come back."""
    state = untouched(calendar_modal(account(), CALENDARS))
    assert read_calendars(state, LongIds()) == ChosenCalendars(
        ("alice@example.com", "team@example.com"), "alice@example.com"
    )


def test_calendars_are_required() -> None:
    """With none that counts, everybody would seem free: refused."""
    state = untouched(calendar_modal(account(), CALENDARS))
    assert read_calendars(typed(state, Field.CALENDAR_BUSY, selected_options=[]), LongIds()) == {
        Field.CALENDAR_BUSY: Problem.NO_CALENDAR
    }
    assert read_calendars(typed(state, Field.CALENDAR_WRITE, selected_option=None), LongIds()) == {
        Field.CALENDAR_WRITE: Problem.NO_CALENDAR
    }


def test_a_calendar_with_an_endless_id_can_be_chosen() -> None:
    """An id longer than an option takes is named by its number, and comes back whole; a number too high is refused."""
    long = "x" * 200
    view = calendar_modal(replace(account(), busy_calendars=(long,), write_calendar=long), CALENDARS)
    carried = LongIds.decode(view["private_metadata"])
    assert read_calendars(untouched(view), carried) == ChosenCalendars((long,), long)
    with pytest.raises(BadInput):
        carried.id("#1")
    with pytest.raises(BadInput):
        LongIds.decode('{"ids":[1]}')


def settings_of(row: Person) -> object:
    """Read a settings form as it was drawn."""
    return read_settings(untouched(settings_modal(row)), person=row)


SETTINGS = st.builds(
    Settings,
    minimum_notice_minutes=st.integers(0, 2880),
    shortest_minutes=st.integers(5, 30),
    longest_minutes=st.integers(60, 480),
    default_minutes=st.integers(30, 60),
    buffer_before_minutes=st.integers(0, 240),
    buffer_after_minutes=st.integers(0, 240),
    horizon_days=st.integers(1, 60),
    place=st.one_of(st.none(), st.sampled_from(Place)),
    weekly_cap=st.one_of(st.none(), st.integers(1, 50)),
    quiet_from_minute=st.integers(0, 1439),
    quiet_until_minute=st.integers(0, 1439),
    digest=st.booleans(),
    digest_minute=st.integers(0, 1439),
    reminder_minutes=st.one_of(st.none(), st.integers(1, 600)),
    muted=st.sets(st.sampled_from([NoticeKind.BOOKED.value, NoticeKind.REMINDER.value, "later_kind"])).map(frozenset),
)


@given(SETTINGS, st.one_of(st.none(), st.sampled_from(known_zones())))
def test_settings_are_read_as_they_are_shown(settings: Settings, zone: str | None) -> None:
    """Any settings, drawn as a form and sent untouched, come back the same; also what the form doesn't show."""
    found = settings_of(person(settings=settings, time_zone_override=zone))
    assert found == ChosenSettings(settings, zone)


def test_hours_of_ones_own_keep_their_exceptions() -> None:
    """Days away and holidays, which the form doesn't show, survive it."""
    away = Override(NEW_YEAR, windows=())
    hours = replace(default_hours(PARIS), days=((Window(600, 900),),) * 7, overrides=(away,), holidays="FR")
    row = person(settings=Settings(hours=hours))
    assert settings_of(row) == ChosenSettings(row.settings, None)


NEW_YEAR = date(2027, 1, 1)

DRAWN = untouched(settings_modal(person()))


@pytest.mark.parametrize(
    ("state", "problems"),
    [
        (typed(DRAWN, Field.SETTINGS_MONDAY, value="early"), {Field.SETTINGS_MONDAY: Problem.BAD_HOURS}),
        (
            typed(typed(DRAWN, Field.SETTINGS_MONDAY, value="22-6"), Field.SETTINGS_TUESDAY, value="5-9"),
            {Field.SETTINGS_MONDAY: Problem.OVERLAPPING_HOURS},
        ),
        (typed(DRAWN, Field.SETTINGS_ZONE, **chosen("Mars/Olympus")), {Field.SETTINGS_ZONE: Problem.BAD_ZONE}),
        (typed(DRAWN, Field.SETTINGS_LENGTH, **chosen("480")), {Field.SETTINGS_LENGTH: Problem.LENGTH_OUTSIDE}),
        (typed(DRAWN, Field.SETTINGS_LONGEST, **chosen("5")), {Field.SETTINGS_LONGEST: Problem.LONGEST_TOO_SHORT}),
        (typed(DRAWN, Field.SETTINGS_HORIZON, **chosen("900")), {Field.SETTINGS_HORIZON: Problem.BAD_CHOICE}),
        (typed(DRAWN, Field.SETTINGS_NOTICE, **chosen("-5")), {Field.SETTINGS_NOTICE: Problem.BAD_CHOICE}),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_beside_their_field(state: State, problems: object) -> None:
    """What can't be used is told where it can be mended, and nothing is saved."""
    assert read_settings(state, person=person()) == problems


@pytest.mark.parametrize("zone", [None, "Asia/Kathmandu", "America/Argentina/ComodRivadavia"])
def test_every_zone_there_is_can_be_offered(zone: str | None) -> None:
    """The real list of zones keeps Slack's limits, and the current one is chosen in it."""
    view = settings_modal(person(time_zone_override=zone))
    assert validate_view(view) == []
    assert untouched(view)[Field.SETTINGS_ZONE][Field.SETTINGS_ZONE]["selected_option"]["value"] == (zone or "slack")


@given(st.text(max_size=350))
def test_no_hours_are_too_strange(text: str) -> None:
    """Whatever is typed into a field of hours is hours or a problem."""
    assert isinstance(read_day(text), tuple | Problem)
    assert isinstance(read_week(text, PARIS), WeeklyHours | Problem)
