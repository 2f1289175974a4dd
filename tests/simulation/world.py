"""The world a history plays in: three people, their calendars, a database, and as many processes as are alive."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from core.calendars.protocols import Calendars
from core.domain.accounts import AccountState, CalendarAccount
from core.domain.ids import AccountId, ConnectionId, PersonKey, SessionId
from core.domain.scopes import Scope
from core.storage.database import SqlStorage, open_storage
from core.storage.migrate import upgrade
from core.usecases.answer_invite import accept_invite
from core.usecases.deps import Deps, Timing
from core.usecases.invite import invite
from core.usecases.people import recognise
from core.usecases.terms import Terms
from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.google.account import AccountSpec
from sandbox.google.server import GoogleServer
from sandbox.wire import WireLog
from tests.simulation.peer import Peer
from tests.simulation.stage import Replica, Stage
from tests.support.people import ACME, INSTALLATION, NAMES, ZONES, HeldClock, key_of, profile_of

PEOPLE = tuple(ZONES)
PAIRS = (("alice", "bob"), ("alice", "priya"), ("bob", "priya"))
KEY = "c2ltdWxhdGlvbi1rZXktb2YtMzItYnl0ZXMtbG9uZyE="
LEASE = 60.0
ASK_FIRST = frozenset({Scope.PROFILE, Scope.AVAILABILITY, Scope.PROPOSE})
"""The preset from which a history's grants start."""


@dataclass
class Sim:
    """One history's world. `connections` are all there ever were, revoked or not.

    `touched` are the (person, session) whose events somebody edited by hand.
    """

    path: str
    storage: SqlStorage
    google: GoogleServer
    clock: HeldClock
    peer: Peer
    base: Deps
    stage: Stage
    connections: tuple[ConnectionId, ...]
    replicas: list[Replica] = field(default_factory=list)
    touched: set[tuple[PersonKey, str]] = field(default_factory=set)
    foreign: dict[str, tuple[str, str]] = field(default_factory=dict)
    _starts: Any = field(default_factory=lambda: itertools.count(1))

    def start(self) -> Replica:
        """Start another process."""
        replica = Replica.start(f"r{next(self._starts)}", self.stage, self.base)
        self.replicas.append(replica)
        return replica

    @property
    def alive(self) -> list[Replica]:
        """The processes that still run."""
        return [replica for replica in self.replicas if not replica.is_dead]

    def forward(self, seconds: int) -> None:
        """Move time for everybody."""
        self.clock.instant += seconds
        self.google.clock.advance(seconds)

    async def touch(self, name: str, event: dict[str, Any]) -> str:
        """Remember that a person edits an event of ours themselves; returns whose session it carries the marks of.

        While a meeting is being moved its event carries the marks of the session that moves it.
        """
        session = str(event["extendedProperties"]["private"]["bk_s"])
        self.touched.add((key_of(name), session))
        async with self.storage.reading() as uow:
            found = await uow.sessions.find_many([SessionId(session)])
        self.touched.update((key_of(name), row.replaces) for row in found.values() if row.replaces is not None)
        return session

    def marked(self, name: str) -> list[dict[str, Any]]:
        """Perin's live events on a person's calendar."""
        found = self.google.account(f"g-{name}").events()
        return [event for event in found if "extendedProperties" in event]


def new_google(clock: HeldClock) -> GoogleServer:
    """A Google in which the three have accounts; it listens nowhere."""
    changes = Changes()
    sandbox_clock = SandboxClock(changes, clock.instant)
    google = GoogleServer(clock=sandbox_clock, changes=changes, wire=WireLog(sandbox_clock, changes))
    for name, zone in ZONES.items():
        google.add_account(AccountSpec(f"g-{name}", f"{name}@example.com", NAMES[name], zone))
    return google


def _deps(storage: SqlStorage, peer: Peer, clock: HeldClock) -> Deps:
    numbers = itertools.count(1)
    return Deps(
        storage=storage,
        calendars=cast("Calendars", peer),
        now=clock.now,
        new_id=lambda: f"id{next(numbers):05}",
        new_secret=lambda: f"secret-{next(numbers):036}",
        event_secret="event-secret",
        wake=lambda: None,
        seal=storage.seal,
        unseal=storage.unseal,
        timing=Timing(lease=LEASE),
    )


async def prepare(path: Path) -> None:
    """Make the database every history starts from: the three know Perin, are linked and connected."""
    upgrade(f"sqlite+aiosqlite:///{path}")
    clock = HeldClock()
    google = new_google(clock)
    storage = open_storage(f"sqlite+aiosqlite:///{path}", keys=[KEY], virtual_now=clock)
    deps = _deps(storage, Peer(google, clock.now), clock)
    async with storage.uow() as uow:
        await uow.installations.put(ACME)
        await uow.commit()
    for name in PEOPLE:
        await recognise(deps, profile=profile_of(name), installation=INSTALLATION)
        address = f"{name}@example.com"
        account = CalendarAccount(
            person=key_of(name),
            account=AccountId(f"g-{name}"),
            email=address,
            state=AccountState.LINKED,
            write_calendar=address,
            busy_calendars=(address,),
            linked_at=clock.instant,
        )
        async with storage.uow() as uow:
            await uow.accounts.link(account, "token")
            await uow.commit()
    for one, two in PAIRS:
        sent = await invite(
            deps,
            inviter=key_of(one),
            target=profile_of(two),
            installation=INSTALLATION,
            terms=Terms(scopes=ASK_FIRST),
        )
        await accept_invite(deps, person=key_of(two), connection=sent.connection.id, terms=Terms(scopes=ASK_FIRST))
    await storage.aclose()


@asynccontextmanager
async def open_sim(template: Path, path: Path) -> AsyncIterator[Sim]:
    """Open a history's world on a copy of the prepared database."""
    shutil.copyfile(template, path)
    clock = HeldClock()
    clock.instant += 3600
    google = new_google(clock)
    peer = Peer(google, clock.now)
    storage = open_storage(f"sqlite+aiosqlite:///{path}", keys=[KEY], virtual_now=clock)
    try:
        base = _deps(storage, peer, clock)
        for _ in range(1000):  # ids of the preparation are taken
            base.new_id()
        async with storage.reading() as uow:
            pairs = [await uow.connections.pair_between(key_of(one), key_of(two)) for one, two in PAIRS]
        connections = tuple(pair.connection.id for pair in pairs if pair is not None)
        yield Sim(str(path), storage, google, clock, peer, base, Stage(), connections)
    finally:
        await storage.aclose()
