"""The database the handlers work on: people, one of them with many connections."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from benchmarks.handlers_lib.slack_side import TEAM
from core.calendars.google import GoogleCalendars, GoogleOptions
from core.domain.ids import installation_key, person_key
from core.domain.people import Person, Profile
from core.storage.database import SqlStorage, open_storage
from core.storage.migrate import upgrade
from core.usecases.answer_invite import accept_invite
from core.usecases.deps import Deps
from core.usecases.invite import invite
from core.usecases.terms import Terms

KEY = "a" * 43 + "="
PEOPLE = 2_000
"""Enough that nobody presses more often than once a second."""

CONNECTIONS = 50
SOCIAL = "USOCIAL"
"""Who has that many connections."""

_HOUR = 3_600


def user(number: int) -> str:
    """Return a Slack user id; they go round."""
    return f"U{number % PEOPLE}"


async def fill(database_url: str, now: int) -> None:
    """Make the database: people, and one of them with ``CONNECTIONS`` connections, made at quota's pace before now."""
    upgrade(database_url)
    instant = now - (CONNECTIONS + 1) * _HOUR

    def moving() -> int:
        return instant

    storage = open_storage(database_url, keys=[KEY], virtual_now=moving)
    social = some_person(SOCIAL)
    async with storage.uow() as uow:
        for person in (social, *(some_person(user(number)) for number in range(PEOPLE))):
            await uow.people.add(person)
        await uow.commit()
    deps = plain_deps(storage, moving)
    for number in range(CONNECTIONS):
        instant += _HOUR
        other = some_person(user(number))
        sent = await invite(
            deps,
            inviter=social.key,
            target=Profile(key=other.key, home=TEAM, user=other.user, name=other.name, time_zone="Europe/Paris"),
            installation=social.installation,
            terms=Terms(),
        )
        await accept_invite(deps, person=other.key, connection=sent.connection.id, terms=Terms())
    await storage.aclose()


def some_person(slack_user: str) -> Person:
    """Return a person whose DM is known."""
    return Person(
        key=person_key(TEAM, slack_user),
        installation=installation_key(None, TEAM),
        user=slack_user,
        name=f"Somebody {slack_user}",
        slack_time_zone="Europe/Paris",
        dm_channel="D1",  # as the Web API here answers for everybody
    )


def plain_deps(storage: SqlStorage, now: Callable[[], int]) -> Deps:
    """Return what use cases are given here: the database; no calendar is asked anything."""
    numbers = count(1)
    return Deps(
        storage=storage,
        calendars=GoogleCalendars(GoogleOptions(), now=now),
        now=now,
        new_id=lambda: f"id{next(numbers):08}",
        new_secret=lambda: "s" * 43,
        event_secret="of nobody",  # noqa: S106 - as it says
        wake=lambda: None,
        seal=storage.seal,
        unseal=storage.unseal,
    )
