"""Three colleagues in three time zones with the calendars that such people have, and the channels they talk in.

What `perin demo` and the page begin with. The same start gives the same world: nothing here is drawn by lot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.google.account import Account, AccountSpec
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.conversations import SlackMessage

if TYPE_CHECKING:
    from sandbox.server import Sandbox

WEEKS = 3
WEEKDAYS = (0, 1, 2, 3, 4)
MON, TUE, WED, THU, FRI, SAT = range(6)


@dataclass(frozen=True, slots=True)
class Habit:
    """Something in the calendar on `days` (0 is Monday) of `weeks` (0 is this week), `minutes` long from `at` local.

    `more` are further fields of the event. Without `at` it fills the whole day.
    """

    title: str
    days: tuple[int, ...]
    at: str | None = None
    minutes: int = 0
    weeks: tuple[int, ...] = tuple(range(WEEKS))
    calendar: str = "primary"
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Persona:
    """One colleague: Slack user id, Google sub, name and address, zone, colour in Slack, habits, and Slack's language.

    American English reads a clock of twelve hours, the other languages one of twenty-four.
    """

    user: str
    sub: str
    handle: str
    name: str
    email: str
    tz: str
    color: str
    habits: tuple[Habit, ...]
    locale: str = "en-GB"


FREE: dict[str, Any] = {"transparency": "transparent"}
TENTATIVE: dict[str, Any] = {"status": "tentative"}
FOCUS: dict[str, Any] = {"event_type": "focusTime"}
AWAY: dict[str, Any] = {"event_type": "outOfOffice"}


def _declined(email: str) -> dict[str, Any]:
    return {"attendees": [{"email": email, "self": True, "responseStatus": "declined"}]}


ALICE = Persona(
    user="U0ALICE",
    sub="g-alice",
    handle="alice",
    name="Alice Moreau",
    email="alice@example.com",
    tz="Europe/Paris",
    color="4a6fa5",
    habits=(
        Habit("Stand-up", WEEKDAYS, "09:30", 15),
        Habit("Lunch", WEEKDAYS, "12:30", 60),
        Habit("Focus: writing", (TUE, THU), "10:00", 120, more=FOCUS),
        Habit("Design review", (MON,), "15:00", 60),
        Habit("1:1 with Sam", (WED,), "14:00", 30),
        Habit("Hiring panel", (THU,), "15:30", 60, weeks=(0, 2)),
        Habit("Customer visit", (TUE,), "14:00", 90, weeks=(1,)),
        Habit("Dentist", (WED,), "11:00", 45, weeks=(1,)),
        Habit("Budget, if we must", (FRI,), "15:00", 45, weeks=(1,), more=TENTATIVE),
        Habit("All hands (declined)", (MON,), "16:15", 45, more=_declined("alice@example.com")),
        Habit("Léa’s birthday", (THU,), weeks=(0,), more=FREE),
        Habit("Out of office", (FRI,), "00:00", 1440, weeks=(2,), more=AWAY),
        Habit("School pick-up", (TUE,), "17:15", 30, calendar="family"),
        Habit("Market", (SAT,), "10:00", 60, calendar="family"),
    ),
)

BOB = Persona(
    user="U0BOB",
    sub="g-bob",
    handle="bob",
    name="Bob Tanaka",
    email="bob@example.com",
    tz="America/New_York",
    locale="en-US",
    color="b0553a",
    habits=(
        Habit("Stand-up", WEEKDAYS, "10:00", 15),
        Habit("Lunch", WEEKDAYS, "12:00", 45),
        Habit("Focus: the rewrite", (MON, WED), "13:00", 120, more=FOCUS),
        Habit("Sprint planning", (MON,), "10:30", 90, weeks=(0, 2)),
        Habit("1:1 with Dana", (TUE,), "09:00", 30),
        Habit("Support rota", (THU,), "14:00", 180),
        Habit("Customer call", (WED,), "09:30", 30),
        Habit("Incident review", (TUE,), "15:00", 60, weeks=(1,)),
        Habit("Release, maybe", (THU,), "11:00", 60, weeks=(1,), more=TENTATIVE),
        Habit("Kenji’s birthday", (WED,), weeks=(1,), more=FREE),
        Habit("Out of office", (MON,), "00:00", 1440, weeks=(1,), more=AWAY),
        Habit("Gym", (FRI,), "16:30", 60),
    ),
)

PRIYA = Persona(
    user="U0PRIYA",
    sub="g-priya",
    handle="priya",
    name="Priya Raman",
    email="priya@example.com",
    tz="Asia/Kolkata",
    color="3d7f6e",
    habits=(
        Habit("Stand-up", WEEKDAYS, "10:00", 15),
        Habit("Lunch", WEEKDAYS, "13:00", 60),
        Habit("Focus: models", (MON, WED, FRI), "10:30", 90, more=FOCUS),
        Habit("Team sync", (TUE,), "14:00", 45),
        Habit("Paris hand-over", (WED,), "16:00", 30),
        Habit("Reading group", (FRI,), "15:00", 60, weeks=(0, 2)),
        Habit("Anil’s birthday", (TUE,), weeks=(2,), more=FREE),
        Habit("Out of office", (THU,), "00:00", 1440, weeks=(1,), more=AWAY),
    ),
)

PERSONAS = (ALICE, BOB, PRIYA)
TEAM, RANDOM = "C0TEAM", "C0RANDOM"
SAID = (
    (TEAM, PRIYA, "The draft of the roadmap is in the folder. Comments welcome!"),
    (TEAM, BOB, "Thanks! I’d rather talk it through with somebody before I write anything."),
    (RANDOM, ALICE, "The bakery downstairs is open again :tada:"),
)
"""What was said before anybody came, for a message to begin from."""


def populate(sandbox: Sandbox) -> tuple[Persona, ...]:
    """Put the three colleagues into Slack and Google, with two channels and three weeks of events from Monday on.

    "This week" is that of the sandbox's clock, in each person's own zone.
    """
    now = sandbox.clock.now()
    for persona in PERSONAS:
        sandbox.slack.workspace.add_user(
            UserSpec(
                id=persona.user,
                name=persona.handle,
                real_name=persona.name,
                tz=persona.tz,
                locale=persona.locale,
                color=persona.color,
                email=persona.email,
            )
        )
        account = sandbox.google.add_account(AccountSpec(persona.sub, persona.email, persona.name, persona.tz))
        if persona is ALICE:
            account.add_calendar("family@group.calendar.google.com", summary="Family")
        _fill(account, persona, now)
    _talk(sandbox)
    return PERSONAS


def _talk(sandbox: Sandbox) -> None:
    """Open two channels, one with the app in it and one without, in which everything said is read already."""
    slack = sandbox.slack.workspace
    people = tuple(persona.user for persona in PERSONAS)
    slack.add_channel(TEAM, "team", (*people, slack.home_install.bot_user))
    slack.add_channel(RANDOM, "random", people)
    for channel, persona, words in SAID:
        ts = slack.stamps.ts()
        slack.post(SlackMessage(channel, ts, persona.user, words, team=slack.team.id))
    for channel in (TEAM, RANDOM):
        for user in people:
            slack.conversations.mark_read(slack.conversations.by_id[channel], user)


def _fill(account: Account, persona: Persona, now: float) -> None:
    zone = ZoneInfo(persona.tz)
    today = datetime.fromtimestamp(now, zone).date()
    monday = today - timedelta(days=today.weekday())
    for number, habit in enumerate(persona.habits):
        for day in _days(habit, monday):
            calendar = "primary" if habit.calendar == "primary" else f"{habit.calendar}@group.calendar.google.com"
            account.add_event(
                calendar,
                summary=habit.title,
                event_id=_id(persona, number, day),
                **_span(habit, day, zone),
                **habit.more,
            )


def _days(habit: Habit, monday: date) -> Iterator[date]:
    for week in habit.weeks:
        for day in habit.days:
            yield monday + timedelta(weeks=week, days=day)


def _span(habit: Habit, day: date, zone: ZoneInfo) -> dict[str, Any]:
    if habit.at is None:
        return {"all_day": True, "start": day.isoformat(), "end": (day + timedelta(days=1)).isoformat()}
    begins = datetime.combine(day, time.fromisoformat(habit.at), tzinfo=zone)
    # Added on the wall clock, so that a whole day is a whole day when the clocks change.
    ends = begins + timedelta(minutes=habit.minutes)
    return {"start": begins.timestamp(), "end": ends.timestamp()}


def _id(persona: Persona, number: int, day: date) -> str:
    """Derive an id that Google would take, the same for the same event in every run."""
    return "demo" + hashlib.sha256(f"{persona.sub}|{number}|{day.isoformat()}".encode()).hexdigest()[:28]
