"""A database with people who can book one another, on calendars in memory and a clock that stands still."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import cast

from benchmarks.booking_lib.stub import StubCalendars
from benchmarks.handlers_lib.slack_side import TEAM
from benchmarks.handlers_lib.world import KEY, some_person
from core.calendars.protocols import Calendars
from core.domain.accounts import AccountState, CalendarAccount
from core.domain.ids import AccountId, PersonKey, person_key
from core.domain.people import Profile
from core.domain.scopes import BOOK_ON_CONFIRM
from core.scheduling.intervals import Interval
from core.storage.database import SqlStorage, open_storage
from core.usecases.answer_invite import accept_invite
from core.usecases.deps import Deps
from core.usecases.invite import invite
from core.usecases.propose import propose_meeting
from core.usecases.terms import MeetingRequest, Terms
from core.usecases.views import SessionView

START = 1_796_133_600
"""A Tuesday in December 2026, 14:00 UTC."""

TUESDAY = START + 7 * 86_400
_HALF_HOUR = 1_800
_TERMS = Terms(scopes=BOOK_ON_CONFIRM)


def slot_number(number: int) -> Interval:
    """Return the half hour of that number, from 10:00 in Paris on the Tuesday after, within working hours."""
    day, place = divmod(number, 12)
    # Tuesdays to Fridays only: four days a week.
    week, weekday = divmod(day, 4)
    start = TUESDAY - 5 * 3_600 + (week * 7 + weekday) * 86_400 + place * _HALF_HOUR
    return Interval(start, start + _HALF_HOUR)


@dataclass(slots=True)
class Stage:
    """What use cases are given, and the means to bring people to the point of booking."""

    deps: Deps
    storage: SqlStorage
    calendars: StubCalendars
    instant: list[int]

    def forward(self, seconds: int) -> None:
        """Move time, the database's included."""
        self.instant[0] += seconds

    async def enter(self, name: str) -> PersonKey:
        """Let somebody with a linked calendar be known."""
        person = some_person(name)
        mail = f"{name.lower()}@example.com"
        linked = CalendarAccount(
            person=person.key,
            account=AccountId(f"g-{name}"),
            email=mail,
            state=AccountState.LINKED,
            write_calendar=mail,
            busy_calendars=(mail,),
            linked_at=START,
        )
        async with self.storage.uow() as uow:
            await uow.people.add(person)
            await uow.accounts.link(linked, "1//refresh")
            await uow.commit()
        return person.key

    async def connect(self, inviter: str, invited: str) -> None:
        """Connect two people who let each other book."""
        self.forward(60)  # beside the quotas of a minute
        target = some_person(invited)
        profile = Profile(key=target.key, home=TEAM, user=invited, name=target.name, time_zone="Europe/Paris")
        sent = await invite(
            self.deps,
            inviter=person_key(TEAM, inviter),
            target=profile,
            installation=target.installation,
            terms=_TERMS,
        )
        await accept_invite(self.deps, person=target.key, connection=sent.connection.id, terms=_TERMS)

    async def offer(self, asker: str, other: str, slot: Interval) -> SessionView:
        """Let one offer the other exactly this slot."""
        request = MeetingRequest(length_minutes=30, window=(slot,), phrase="then")
        key = self.deps.new_id()
        return await propose_meeting(
            self.deps, asker=person_key(TEAM, asker), other=person_key(TEAM, other), request=request, key=key
        )


@asynccontextmanager
async def stage(database_url: str, calendars: StubCalendars | None = None, first: int = 1) -> AsyncIterator[Stage]:
    """Open a migrated database; ``first`` is where ids begin, so that several openings never meet."""
    numbers, instant = count(first), [START]

    def now() -> int:
        return instant[0]

    storage = open_storage(database_url, keys=[KEY], virtual_now=now)
    stub = calendars or StubCalendars(now)
    deps = Deps(
        storage=storage,
        calendars=cast("Calendars", stub),
        now=now,
        new_id=lambda: f"id{next(numbers):08}",
        new_secret=lambda: "s" * 43,
        event_secret="of nobody",  # noqa: S106 - as it says
        wake=lambda: None,
        seal=storage.seal,
        unseal=storage.unseal,
    )
    try:
        yield Stage(deps, storage, stub, instant)
    finally:
        await storage.aclose()


def copy_of(database_url: str, name: str) -> str:
    """Return the URL of a copy of a SQLite database that nobody has open."""
    path = Path(database_url.partition("///")[2])
    shutil.copyfile(path, path.with_name(f"{name}.db"))
    return f"sqlite+aiosqlite:///{path.with_name(name)}.db"
