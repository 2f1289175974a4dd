"""A small world for use cases: three people, a real database, a real Google adapter against the sandbox's Google.

Time stands still until a test moves it, for the application and for the database's leases alike, so nothing waits
and nothing depends on the day the tests run.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet

from core.booking.pacing import PacedCalendars
from core.calendars.protocols import Calendars
from core.domain.accounts import AccountState, CalendarAccount
from core.domain.audit import AuditEntry
from core.domain.bookings import Booking
from core.domain.ids import AccountId, ConnectionId, SessionId
from core.domain.messages import Message
from core.domain.notices import Card, Notice, NoticeKind, Posted
from core.domain.people import Person
from core.domain.sessions import Session
from core.scheduling.intervals import Interval
from core.storage.database import SqlStorage, open_storage
from core.usecases import link, outbox
from core.usecases.accept import accept_slot
from core.usecases.answer_invite import accept_invite
from core.usecases.confirm import confirm_slot
from core.usecases.deps import Deps, Timing
from core.usecases.inbox import list_notices
from core.usecases.invite import invite
from core.usecases.people import recognise
from core.usecases.permissions import edit_grant
from core.usecases.propose import propose_meeting
from core.usecases.terms import MeetingRequest, Terms
from core.usecases.views import ConnectionView, NoticeView, SessionView
from sandbox.google import faults
from sandbox.google.account import Account
from sandbox.google.server import GoogleServer
from tests.support.people import (
    ACME,
    DAY,
    INSTALLATION,
    NEXT_WEEK,
    SCOPES,
    START,
    ZONES,
    HeldClock,
    at,
    key_of,
    profile_of,
    serve_google,
)

LEASE = 60
KEY = Fernet.generate_key().decode()


@dataclass
class World:
    """Everything a use case is given, and what a test looks at afterwards."""

    database_url: str
    storage: SqlStorage
    google: GoogleServer
    clock: HeldClock
    deps: Deps
    exits: AsyncExitStack
    woken: list[int] = field(default_factory=list)
    edits: list[tuple[str, str]] = field(default_factory=list)

    @property
    def now(self) -> int:
        """The present instant."""
        return self.clock.instant

    def forward(self, seconds: float) -> None:
        """Move time, Google's included."""
        self.clock.instant += int(seconds)
        self.google.clock.advance(seconds)

    async def know(self, *names: str) -> None:
        """Let Perin meet people, as at their first touch."""
        for name in names:
            await recognise(self.deps, profile=profile_of(name), installation=INSTALLATION)

    async def person(self, name: str) -> Person:
        """One of them as stored."""
        async with self.storage.reading() as uow:
            return await uow.people.get(key_of(name))

    async def link(self, name: str, *, busy: tuple[str, ...] = ()) -> str:
        """Link a person's Google as a finished consent would; returns the refresh token."""
        account = self.account(name)
        token = self.google.grant_now(account.spec.sub, SCOPES)
        linked = CalendarAccount(
            person=key_of(name),
            account=AccountId(account.spec.sub),
            email=account.spec.email,
            state=AccountState.LINKED,
            write_calendar=account.spec.email,
            busy_calendars=(account.spec.email, *busy),
            linked_at=self.now,
        )
        async with self.storage.uow() as uow:
            await uow.accounts.link(linked, token)
            await uow.commit()
        return token

    async def consent(self, name: str, *, sub: str = "", scopes: tuple[str, ...] | None = None) -> CalendarAccount:
        """Link a person's Google page by page; `sub` is the account they choose, their own unless told otherwise."""
        url = (await link.start_link(self.deps, person=key_of(name))).url
        token = parse_qs(urlsplit(url).query)["token"][0]
        asked = await link.begin_consent(self.deps, token=token, browser="cookie")
        back = parse_qs(urlsplit(self.google.authorize(asked, sub or f"g-{name}", scopes=scopes)).query)
        await link.finish_consent(self.deps, state=back["state"][0], code=back["code"][0], browser="cookie")
        return await link.store_link(self.deps, state=token, browser="cookie")

    def account(self, name: str) -> Account:
        """A person's Google, for what they do in it themselves."""
        return self.google.account(f"g-{name}")

    def busy(self, name: str, start: str, end: str, summary: str = "Private matter", **more: Any) -> str:  # noqa: ANN401 - as Account
        """Put an event on a person's calendar, in their own wall time; returns its id."""
        zone = ZONES[name]
        made = self.account(name).add_event(summary=summary, start=at(start, zone), end=at(end, zone), **more)
        return str(made["id"])

    def events(self, name: str) -> list[dict[str, Any]]:
        """Perin's own live events on a person's calendar."""
        found = self.account(name).events()
        return [event for event in found if "extendedProperties" in event]

    def legs(self) -> tuple[int, int]:
        """How many events of Perin's stand on Alice's and on Bob's calendar."""
        return len(self.events("alice")), len(self.events("bob"))

    async def connect(
        self, inviter: str = "alice", invited: str = "bob", mine: Terms | None = None, theirs: Terms | None = None
    ) -> ConnectionId:
        """Connect two people: `mine` is the inviter's grant, `theirs` the invited person's."""
        sent = await self.invite(inviter, invited, mine or Terms())
        await accept_invite(self.deps, person=key_of(invited), connection=sent.connection.id, terms=theirs or Terms())
        return sent.connection.id

    async def invite(self, inviter: str, invited: str, terms: Terms | None = None) -> ConnectionView:
        """Send an invite."""
        target = profile_of(invited)
        return await invite(
            self.deps, inviter=key_of(inviter), target=target, installation=INSTALLATION, terms=terms or Terms()
        )

    async def grant(self, name: str, connection: ConnectionId, terms: Terms) -> ConnectionView:
        """Replace a person's grant on a connection."""
        return await edit_grant(self.deps, person=key_of(name), connection=connection, terms=terms)

    async def propose(
        self,
        asker: str = "alice",
        other: str = "bob",
        **wishes: Any,  # noqa: ANN401 - any field of a request
    ) -> SessionView:
        """Ask for a meeting next week of 45 minutes, unless `wishes` say otherwise."""
        asked: dict[str, Any] = {"length_minutes": 45, "window": NEXT_WEEK, "phrase": "next week", **wishes}
        return await propose_meeting(
            self.deps, asker=key_of(asker), other=key_of(other), request=MeetingRequest(**asked), key=self.deps.new_id()
        )

    async def accept(self, name: str, session: SessionId, slot: Interval) -> SessionView:
        """Press *Accept* on a slot."""
        return await accept_slot(self.deps, person=key_of(name), session=session, slot=slot)

    async def book(self, name: str, session: SessionId, slot: Interval, deps: Deps | None = None) -> SessionView:
        """Press *Book* on a slot, in this replica or in another."""
        return await confirm_slot(deps or self.deps, person=key_of(name), session=session, slot=slot)

    async def notices(self, name: str) -> list[Notice]:
        """A person's inbox, oldest first."""
        async with self.storage.reading() as uow:
            found = await uow.notices.of(key_of(name), unread_only=False, limit=500)
        return sorted(found, key=lambda one: (one.created_at, one.key))

    async def notice_views(self, name: str) -> tuple[NoticeView, ...]:
        """A person's inbox as they read it."""
        return (await list_notices(self.deps, person=key_of(name), limit=100)).notices

    async def inbox(self, name: str) -> list[NoticeKind]:
        """What a person was told, oldest first."""
        return [notice.kind for notice in await self.notices(name)]

    async def deliver(self, deps: Deps | None = None) -> list[tuple[str, str]]:
        """Work the outbox off as the notifier does; returns the *new* direct messages: to whom, and what it was.

        What: the notice's kind, or `card`. Edits of messages already there are counted in `edits`.
        """
        given = deps or self.deps
        new: list[tuple[str, str]] = []
        while tasks := await outbox.claim_cards(given, limit=20):
            for task in tasks:
                self._count(new, task.person, "card", task.card.ts)
                await outbox.card_drawn(given, card=task.card, channel="D", ts=task.card.ts or given.new_id())
        while views := await outbox.claim_notices(given, limit=20):
            for view in views:
                self._count(new, view.person, view.notice.kind.value, view.notice.ts)
                ts = view.notice.ts or given.new_id()
                await outbox.notices_sent(given, posted=[Posted(view.notice.id, "D", ts)])
        return sorted(new)

    def _count(self, new: list[tuple[str, str]], person: Person, what: str, ts: str | None) -> None:
        name = person.user[1:].lower()
        if ts is None:
            new.append((name, what))
        else:
            self.edits.append((name, what))

    async def card(self, name: str, session: SessionId) -> Card | None:
        """A person's card of a session, as it is wished for."""
        async with self.storage.reading() as uow:
            return await uow.cards.find(key_of(name), session)

    async def trail(self, name: str) -> list[AuditEntry]:
        """A person's audit trail, oldest first."""
        async with self.storage.reading() as uow:
            return list(reversed(await uow.audit.of(key_of(name), limit=500)))

    async def session(self, session: SessionId) -> Session:
        """A session as stored."""
        async with self.storage.reading() as uow:
            return await uow.sessions.get(session)

    async def messages(self, session: SessionId) -> tuple[Message, ...]:
        """What the two Perins said."""
        async with self.storage.reading() as uow:
            return await uow.messages.of(session)

    async def booking(self, session: SessionId) -> Booking | None:
        """A session's newest booking."""
        async with self.storage.reading() as uow:
            return await uow.bookings.of_session(session)

    async def held(self, *names: str) -> tuple[Interval, ...]:
        """The time that bookings hold on these people's calendars, on Alice's and Bob's when none is named."""
        calendars = [(AccountId(f"g-{name}"), f"{name}@example.com") for name in names or ("alice", "bob")]
        async with self.storage.reading() as uow:
            return await uow.claims.held(calendars, Interval(START, START + 365 * DAY))

    def fault(self, kind: str, method: str, **more: Any) -> None:  # noqa: ANN401 - any field of a fault
        """Let something go wrong at Google; `more` are further fields of `GoogleFault`."""
        self.google.faults.add(faults.from_json({"kind": kind, "method": method, **more}))

    def rival(self) -> Deps:
        """A second replica: its own connections on PostgreSQL, the same process on SQLite, which allows one only."""
        if self.database_url.startswith("sqlite"):
            return self.deps
        storage = open_storage(self.database_url, keys=[KEY], virtual_now=self.clock)
        self.exits.push_async_callback(storage.aclose)
        return replace(self.deps, storage=storage)


@asynccontextmanager
async def small_world(database_url: str) -> AsyncIterator[World]:
    """Open the world: Slack installed, the three known, nothing linked and nobody connected."""
    clock, numbers = HeldClock(), itertools.count(1)
    async with AsyncExitStack() as exits:
        google, calendars = await exits.enter_async_context(serve_google(clock))
        storage = open_storage(database_url, keys=[KEY], virtual_now=clock)
        exits.push_async_callback(storage.aclose)
        woken: list[int] = []
        deps = Deps(
            storage=storage,
            calendars=cast("Calendars", PacedCalendars(calendars, storage, clock.now)),
            now=clock.now,
            new_id=lambda: f"id{next(numbers):05}",
            new_secret=lambda: f"secret-{next(numbers):036}",
            event_secret="event-secret",
            wake=lambda: woken.append(clock.instant),
            seal=storage.seal,
            unseal=storage.unseal,
            timing=Timing(lease=LEASE),
        )
        world = World(database_url, storage, google, clock, deps, exits, woken)
        async with storage.uow() as uow:
            await uow.installations.put(ACME)
            await uow.commit()
        await world.know(*ZONES)
        yield world
