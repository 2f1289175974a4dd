"""Small valid values, so that a test names only what it is about."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import Any, TypeAlias

from core.domain.accounts import AccountState, CalendarAccount
from core.domain.audit import AuditEntry
from core.domain.bookings import Booking, BookingState, Leg
from core.domain.connections import Connection, ConnectionState
from core.domain.grants import Grant
from core.domain.ids import (
    AccountId,
    BookingId,
    ConnectionId,
    NoticeId,
    PersonKey,
    SessionId,
    installation_key,
    person_key,
)
from core.domain.installations import Installation
from core.domain.messages import Message, MessageKind
from core.domain.notices import Delivery, Notice, NoticeKind
from core.domain.people import Person
from core.domain.scopes import ASK_FIRST
from core.domain.sessions import Session, SessionKind, SessionState
from core.scheduling.intervals import Interval
from core.storage.database import SqlStorage
from core.storage.protocols import Storage

Field: TypeAlias = Any
"""A field of the value at hand; ``replace`` refuses a name it doesn't have."""

TEAM = installation_key(None, "T1")
ALICE, BOB, CAROL = (person_key("T1", user) for user in ("UALICE", "UBOB", "UCAROL"))
C1, S1, B1 = ConnectionId("c1"), SessionId("s1"), BookingId("b1")
SLOT = Interval(10_000, 11_800)


def installation(**changes: Field) -> Installation:
    """The workspace T1 with a bot token."""
    made = Installation(
        key=TEAM,
        team="T1",
        team_name="Acme",
        enterprise=None,
        is_enterprise=False,
        bot_token="xoxb-very-secret",
        bot_user="UBOT",
        bot_id="B1",
        app_id="A1",
        scopes=frozenset({"commands", "chat:write"}),
        installed_at=1_000,
    )
    return replace(made, **changes)


def person(key: PersonKey = ALICE, **changes: Field) -> Person:
    """Somebody in Berlin."""
    made = Person(key=key, installation=TEAM, user=key.rpartition(":")[2], name="A", slack_time_zone="Europe/Berlin")
    return replace(made, **changes)


def account(of: PersonKey = ALICE, **changes: Field) -> CalendarAccount:
    """Somebody's linked Google account."""
    made = CalendarAccount(
        person=of,
        account=AccountId(f"sub-{of}"),
        email="someone@example.com",
        state=AccountState.LINKED,
        write_calendar="primary",
        busy_calendars=("primary", "team"),
        linked_at=1_000,
    )
    return replace(made, **changes)


def connection(**changes: Field) -> Connection:
    """Alice's pending invite to Bob."""
    made = Connection(C1, ALICE, BOB, ConnectionState.PENDING, created_at=1_000, expires_at=5_000)
    return replace(made, **changes)


def grant(grantor: PersonKey = ALICE, grantee: PersonKey = BOB, **changes: Field) -> Grant:
    """*Ask me first*, on the connection of Alice and Bob."""
    return replace(Grant(C1, grantor, grantee, ASK_FIRST), **changes)


def session(**changes: Field) -> Session:
    """Alice asks Bob; slots are out."""
    made = Session(
        id=S1,
        connection=C1,
        asker=ALICE,
        other=BOB,
        kind=SessionKind.SCHEDULE_MEETING,
        state=SessionState.NEGOTIATING,
        title="Planning",
        place=None,
        length_minutes=30,
        window=(),
        phrase="next week",
        fingerprint="f1",
        created_at=1_000,
        expires_at=5_000,
    )
    return replace(made, **changes)


def message(**changes: Field) -> Message:
    """A proposal of Alice's."""
    return replace(Message(S1, 0, MessageKind.PROPOSAL, ALICE, 1_500, "m1", (SLOT,)), **changes)


def booking(**changes: Field) -> Booking:
    """The booking of ``SLOT`` on both calendars."""
    made = Booking(
        id=B1,
        session=S1,
        generation=1,
        slot=SLOT,
        state=BookingState.BOOKING,
        fence=1,
        lease_until=0,
        decide_by=3_000,
        confirmed_by=BOB,
        legs=(leg(BOB), leg(ALICE)),
        created_at=2_000,
    )
    return replace(made, **changes)


def leg(of: PersonKey, **changes: Field) -> Leg:
    """A planned leg on somebody's primary calendar."""
    return replace(Leg(of, account(of).account, "primary", f"bk{of}"), **changes)


def notice(number: int = 1, **changes: Field) -> Notice:
    """An invite that Bob is to be told of by DM."""
    made = Notice(
        id=NoticeId(f"n{number}"),
        key=f"c1:invite_received:{number}:{BOB}",
        person=BOB,
        kind=NoticeKind.INVITE_RECEIVED,
        created_at=1_000 + number,
        due_at=1_000,
        other=ALICE,
        delivery=Delivery.PENDING,
    )
    return replace(made, **changes)


def entry(**changes: Field) -> AuditEntry:
    """Something Alice did."""
    return replace(AuditEntry(ALICE, ALICE, "connection.invited", "c1", 1_000, "click", other=BOB), **changes)


async def stored_names(storage: Storage) -> set[str]:
    """Who of Alice and Bob is stored."""
    async with storage.reading() as uow:
        return set(await uow.people.find_many([ALICE, BOB]))


def left_at_default(value: Field) -> set[str]:
    """Name the fields of a value that have their default: what a test of "comes back as stored" would not notice."""
    return {
        item.name
        for item in fields(value)
        if (item.default is not MISSING and getattr(value, item.name) == item.default)
        or (item.default_factory is not MISSING and getattr(value, item.name) == item.default_factory())
    }


async def add_people(storage: SqlStorage, *keys: PersonKey) -> None:
    """Store these people (Alice and Bob when none is named)."""
    async with storage.uow() as uow:
        for key in keys or (ALICE, BOB):
            await uow.people.add(person(key))
        await uow.commit()


async def add_connection(storage: SqlStorage) -> None:
    """Store Alice and Bob, connected, with both grants."""
    await add_people(storage)
    async with storage.uow() as uow:
        await uow.connections.add(connection(state=ConnectionState.ACTIVE, answered_at=1_100))
        await uow.grants.add(grant())
        await uow.grants.add(grant(BOB, ALICE))
        await uow.commit()


async def add_session(storage: SqlStorage) -> None:
    """Store the same and an open session."""
    await add_connection(storage)
    async with storage.uow() as uow:
        await uow.sessions.add(session())
        await uow.commit()
