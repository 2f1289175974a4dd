"""Where trials play: a Google and a Slack that survive every crash, and a database put back to its start each time.

A scene is set once (people, links, a connection, slots on a card); its calendars, messages and rows are then kept, and
each trial begins from that copy.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import psycopg

from bot.assembly import Parts, assemble
from bot.clock import Clock
from bot.settings import load_settings
from core.storage.database import SqlStorage
from core.storage.tables import METADATA
from sandbox.google.account import AccountSpec
from sandbox.google.calls import GoogleCall
from sandbox.google.faults import FaultPlan, GoogleFault, Target
from sandbox.google.late import LateWrites
from sandbox.server import Sandbox, SandboxOptions
from sandbox.slack.specs import UserSpec
from tests.support.crash_child import TIMING
from tests.support.databases import SQLITE, Databases
from tests.support.people import ACME, NAMES, START, ZONES, HeldClock
from tests.support.world import KEY, World

WAL = "-wal"
_TURNS_TO_ACCEPT = 3
"""Turns of the loop in which a connection that was just made is seen."""
_SECONDS_TO_SETTLE = 10


@dataclass(frozen=True)
class Meanwhile:
    """What somebody does in Google as Perin makes its `nth` call of `method` for `account` (a sub; None: anybody)."""

    method: str
    happen: Callable[[], object]
    account: str | None = None
    nth: int = 1


class Plan(FaultPlan):
    """The fault plan, with people who act at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: list[Meanwhile] = []
        self.happened: Callable[[], None] = lambda: None
        self.struck: list[float] = []
        """When a fault was met, by the machine's monotonic clock."""

    def take(self, target: Target) -> GoogleFault | None:
        """Let happen what is due with this call, then look its fault up."""
        for one in list(self.meanwhile):
            if one.method == target.method and (one.account is None or one.account in target.accounts):
                self.meanwhile.remove(one)
                if one.nth > 1:
                    self.meanwhile.append(replace(one, nth=one.nth - 1))
                else:
                    one.happen()
                    self.happened()
        fault = super().take(target)
        self.struck += [] if fault is None else [time.monotonic()]
        return fault


@dataclass
class Kept:
    """A scene as it was when it was set: rows (a file or a schema), calendars, messages, grants, the time.

    And what had been asked of Google by then, and what is still to happen there.
    """

    rows: str
    books: dict[str, Any]
    talks: dict[str, Any]
    grants: dict[Any, Any]
    now: float
    calls: list[GoogleCall]
    meanwhile: list[Meanwhile]


class StageClock(HeldClock):
    """The sandbox's time, for a world that thinks its clock is held."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def instant(self) -> int:
        """Epoch seconds."""
        return int(self._sandbox.clock.now())

    @instant.setter
    def instant(self, value: int) -> None:
        """Nothing: who moves a world's time moves the sandbox's too."""


@dataclass
class Stage:
    """One sandbox and one database of one kind, and the scenes kept of them."""

    sandbox: Sandbox
    database_url: str
    directory: Path
    plan: Plan
    kept: dict[str, Kept] = field(default_factory=dict)
    numbers: Any = field(default_factory=itertools.count)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database_url.startswith(SQLITE)

    @property
    def now(self) -> float:
        """What time it is (epoch seconds)."""
        return self.sandbox.clock.now()

    @now.setter
    def now(self, instant: float) -> None:
        """Set the time, also back: a trial begins when its scene was kept."""
        self.sandbox.clock.offset = instant - time.time()

    @property
    def environment(self) -> dict[str, str]:
        """What a process of Perin reads its settings from here."""
        url, google, slack = self.sandbox.url, self.sandbox.google, self.sandbox.slack
        return {
            "PERIN_SLACK_BOT_TOKEN": slack.bot_token,
            "PERIN_SLACK_APP_TOKEN": slack.app_token,
            "PERIN_SLACK_API_URL": f"{url}/api/",
            "PERIN_DATABASE_URL": self.database_url,
            "PERIN_ENCRYPTION_KEYS": KEY,
            "PERIN_GOOGLE_CLIENT_ID": google.client_id,
            "PERIN_GOOGLE_CLIENT_SECRET": google.client_secret,
            "PERIN_GOOGLE_AUTH_URL": f"{url}/o/oauth2/v2/auth",
            "PERIN_GOOGLE_TOKEN_URL": f"{url}/token",
            "PERIN_GOOGLE_REVOKE_URL": f"{url}/revoke",
            "PERIN_GOOGLE_API_URL": f"{url}/calendar/v3/",
        }

    @asynccontextmanager
    async def perin(self) -> AsyncIterator[Parts]:
        """Open Perin in this process, for as long as nobody else has the database."""
        clock = Clock(offset=lambda: self.sandbox.clock.offset)
        parts = assemble(load_settings(self.environment), clock, timing=TIMING)
        try:
            yield parts
        finally:
            await parts.aclose()

    def world(self, parts: Parts) -> World:
        """The world of these parts, as tests of use cases know it."""
        storage = cast("SqlStorage", parts.deps.storage)
        clock = StageClock(self.sandbox)
        return World(self.database_url, storage, self.sandbox.google, clock, parts.deps, AsyncExitStack())

    async def settle(self) -> None:
        """Wait until no request is in hand any more: who was killed may have sent some just before."""
        runner = self.sandbox._runner
        assert runner is not None
        assert runner.server is not None
        for _ in range(_TURNS_TO_ACCEPT):
            await asyncio.sleep(0)
        async with asyncio.timeout(_SECONDS_TO_SETTLE):
            while runner.server.connections:  # noqa: ASYNC110 - it tells nobody when the last is done
                await asyncio.sleep(0)

    def keep(self, scene: str) -> None:
        """Remember everything as it is now; nobody may have the database open."""
        books, talks = self.sandbox.google._books, self.sandbox.slack.workspace.conversations.by_id
        self.kept[scene] = Kept(
            rows=self._keep_rows(),
            books={name: (book.revision, deepcopy(book.events)) for name, book in books.items()},
            talks={name: dict(talk.messages) for name, talk in talks.items()},
            grants=deepcopy(self.sandbox.google.oauth._grants),
            now=self.now,
            calls=list(self.sandbox.google.calls),
            meanwhile=list(self.plan.meanwhile),
        )

    def restore(self, scene: str) -> None:
        """Put everything back as it was; nobody may be at work."""
        kept, google = self.kept[scene], self.sandbox.google
        google.late.close()
        google.late = LateWrites()
        for name, (revision, events) in kept.books.items():
            book = google._books[name]
            book.revision, book.events = revision, deepcopy(events)
        for name, talk in self.sandbox.slack.workspace.conversations.by_id.items():
            talk.messages = dict(kept.talks.get(name, {}))
        google.oauth._grants = deepcopy(kept.grants)
        google.calls[:] = kept.calls
        self.sandbox.slack.calls.clear()
        self.sandbox.slack.faults.clear()
        self.plan.clear()
        self.plan.struck.clear()
        self.plan.meanwhile[:] = kept.meanwhile
        self._restore_rows(kept.rows)
        self.now = kept.now

    def _keep_rows(self) -> str:
        name = f"kept_{next(self.numbers)}"
        if self.is_sqlite:
            for suffix in ("", WAL):
                if Path(f"{self._file}{suffix}").exists():  # whoever was killed left its log beside the file
                    shutil.copyfile(f"{self._file}{suffix}", self.directory / f"{name}{suffix}")
            return name
        with psycopg.connect(self.database_url) as connection:
            connection.execute(f'CREATE SCHEMA "{name}"'.encode())
            for table in METADATA.sorted_tables:
                connection.execute(f'CREATE TABLE "{name}"."{table.name}" AS TABLE public."{table.name}"'.encode())
        return name

    def _restore_rows(self, name: str) -> None:
        if self.is_sqlite:
            for suffix in (WAL, "-shm"):
                Path(f"{self._file}{suffix}").unlink(missing_ok=True)
            for suffix in ("", WAL):
                if (self.directory / f"{name}{suffix}").exists():
                    shutil.copyfile(self.directory / f"{name}{suffix}", f"{self._file}{suffix}")
            return
        tables = [table.name for table in METADATA.sorted_tables]
        empty = [f'DELETE FROM public."{table}"' for table in tables]
        fill = [f'INSERT INTO public."{table}" SELECT * FROM "{name}"."{table}"' for table in tables]
        with psycopg.connect(self.database_url) as connection:
            connection.execute(";".join(["SET session_replication_role = replica", *empty, *fill]).encode())

    @property
    def _file(self) -> Path:
        return Path(self.database_url.removeprefix(SQLITE))


@asynccontextmanager
async def serve_stage(url: str, directory: Path) -> AsyncIterator[Stage]:
    """Serve a fresh sandbox, without people, for the migrated database at `url`; Perin is installed in its Slack."""
    async with Sandbox(SandboxOptions(start=START)) as sandbox:
        plan = sandbox.google.faults = Plan()
        stage = Stage(sandbox, url, directory, plan)
        async with stage.perin() as parts, parts.deps.uow() as uow:
            await uow.installations.put(replace(ACME, bot_token=sandbox.slack.bot_token))
            await uow.commit()
        yield stage


@asynccontextmanager
async def open_stage(databases: Databases, kind: str, directory: Path) -> AsyncIterator[Stage]:
    """Serve a stage with the three people on a database of the kind; the scene called "" is that they are there."""
    url = databases.migrated(kind)
    try:
        async with serve_stage(url, directory) as stage:
            for name, zone in ZONES.items():
                stage.sandbox.google.add_account(AccountSpec(f"g-{name}", f"{name}@example.com", NAMES[name], zone))
                stage.sandbox.slack.workspace.add_user(UserSpec(f"U{name.upper()}", name, NAMES[name], tz=zone))
            async with stage.perin() as parts:
                await stage.world(parts).know(*ZONES)
            stage.keep("")
            yield stage
    finally:
        databases.drop(url)
