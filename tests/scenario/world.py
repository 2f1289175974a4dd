"""The real app (Bolt, Socket Mode or signed HTTP, a real database, real OAuth) against the sandbox's Slack and Google.

A world begins on a Tuesday afternoon in December, with a clock that can be moved, and people who each have a calendar
with one appointment.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet
from structlog.testing import capture_logs

from bot.clock import Clock
from bot.manifest import read_template
from bot.process import Running
from bot.run import running
from bot.settings import Settings, load_settings
from core.usecases.deps import Deps, Timing
from handlers.app import runner_of
from sandbox.google.account import AccountSpec
from sandbox.google.faults import GoogleFault
from sandbox.server import Sandbox, SandboxOptions
from sandbox.slack.faults import Fault
from sandbox.slack.specs import AppSpec, UserSpec
from tests.scenario.human import Human

START = int(datetime(2026, 12, 1, 14, 30, tzinfo=UTC).timestamp())
"""A Tuesday, 15:30 in Paris and 09:30 in New York: nobody's quiet hours."""

HOUR = 3600
DAY = 24 * HOUR
TIMING = Timing(lease=0.5, quiesce=0.2, booking_decision=5, outbox_lease=0.5)
PATIENCE = 15.0
"""Seconds that Slack and Perin wait for each other: how prompt Perin is, is proved apart and not on a busy machine."""

KEY = Fernet.generate_key().decode()

PEOPLE = (
    ("U0ALICE", "alice", "Alice Moreau", "Europe/Paris"),
    ("U0BOB", "bob", "Bob Tanaka", "America/New_York"),
    ("U0PRIYA", "priya", "Priya Raman", "Asia/Kolkata"),
)


@dataclass(slots=True)
class World:
    """One workspace, one Google, and as many processes of Perin as were started on one database."""

    sandbox: Sandbox
    mode: str
    database_url: str
    people: dict[str, Human] = field(default_factory=dict)
    replicas: list[Running] = field(default_factory=list)
    logs: list[Any] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)
    """Slack errors and log events that this scenario provokes; anything else fails it."""
    unset: frozenset[str] = frozenset()
    """Variables that an administrator forgot."""

    @property
    def alice(self) -> Human:
        """In Paris; usually the one who asks."""
        return self.people["U0ALICE"]

    @property
    def bob(self) -> Human:
        """In New York."""
        return self.people["U0BOB"]

    @property
    def priya(self) -> Human:
        """In Kolkata."""
        return self.people["U0PRIYA"]

    @property
    def deps(self) -> Deps:
        """What use cases of the first process are given."""
        return self.replicas[0].parts.deps

    @property
    def slack(self) -> Any:  # noqa: ANN401 - the sandbox's Slack half
        """The sandbox's Slack."""
        return self.sandbox.slack

    def settings(self) -> Settings:
        """The environment of a process in this world, as read by Perin."""
        return load_settings({name: value for name, value in self.environment().items() if name not in self.unset})

    def environment(self) -> dict[str, str]:
        """The environment of a process in this world."""
        slack, google, url = self.sandbox.slack, self.sandbox.google, self.sandbox.url
        return {
            "PERIN_MODE": self.mode,
            "PERIN_SLACK_BOT_TOKEN": slack.bot_token,
            "PERIN_SLACK_APP_TOKEN": slack.app_token,
            "PERIN_SLACK_SIGNING_SECRET": slack.signing_secret,
            "PERIN_SLACK_API_URL": f"{url}/api/",
            "PERIN_DATABASE_URL": self.database_url,
            "PERIN_ENCRYPTION_KEYS": KEY,
            "PERIN_GOOGLE_CLIENT_ID": google.client_id,
            "PERIN_GOOGLE_CLIENT_SECRET": google.client_secret,
            "PERIN_GOOGLE_AUTH_URL": f"{url}/o/oauth2/v2/auth",
            "PERIN_GOOGLE_TOKEN_URL": f"{url}/token",
            "PERIN_GOOGLE_REVOKE_URL": f"{url}/revoke",
            "PERIN_GOOGLE_API_URL": f"{url}/calendar/v3/",
            "PERIN_HTTP_PORT": "0",
        }

    def add_person(self, user: str, name: str, real_name: str, tz: str = "Europe/Paris", **more: Any) -> Human:  # noqa: ANN401 - fields of UserSpec
        """Let somebody be a member from the start, with a Google account of their own."""
        self.slack.workspace.add_user(UserSpec(user, name, real_name, tz=tz, **more))
        self.sandbox.google.add_account(AccountSpec(f"g-{name}", f"{name}@example.com", real_name, tz))
        human = Human(self.slack.person(user), self.sandbox.google, f"g-{name}", self.quiet)
        self.people[user] = human
        return human

    def spec(self, user: str, name: str, **more: Any) -> UserSpec:  # noqa: ANN401 - fields of UserSpec
        """Describe somebody who is in Slack only."""
        return UserSpec(user, name, name.title(), **more)

    def google_fault(self, kind: Any, method: str, **more: Any) -> None:  # noqa: ANN401 - fields of GoogleFault
        """Plan what Google does to the next call of a method."""
        self.sandbox.google.faults.add(GoogleFault(kind, method, **more))

    def fault(self, method: str, kind: str, **more: Any) -> None:  # noqa: ANN401 - fields of Fault
        """Plan what Slack does to the next call of a method."""
        self.slack.faults.add(Fault(method, kind=kind, **more))

    async def quiet(self) -> None:
        """Wait until nobody has anything left to do: no payload on its way, no listener at work, nothing to deliver."""
        while True:
            before = self._pulse()
            await self.slack.settle()
            for one in self.replicas:
                await runner_of(one.app).drain(10)
                await _delivered(one)
            if self._pulse() == before and not any(_is_busy(one) for one in self.replicas):
                return

    async def until(self, is_true: Callable[[], bool]) -> None:
        """Wait until something that people see has come true, although something else is still on its way."""
        with self.sandbox.changes.subscribe() as changes:
            async with asyncio.timeout(PATIENCE):
                while not is_true():
                    await anext(changes)

    def _pulse(self) -> tuple[int, int]:
        calls, delivered = self.slack.calls, self.slack.office.delivered
        return (calls[-1].number if calls else 0, sum(len(one.answers) for one in delivered))

    async def later(self, seconds: int) -> None:
        """Let time pass, and with it whatever became due."""
        self.sandbox.clock.advance(seconds)
        for one in self.replicas:
            one.parts.wake.set()
        await self.quiet()

    async def tick(self, seconds: int = 0) -> None:
        """Let time pass, then do what the periodic jobs of the first process do."""
        await self.later(seconds)
        for job in self.replicas[0].jobs.plan():
            await job.work()
        await self.quiet()

    async def connect(
        self, one: Human, two: Human, *, give: str = "book_on_confirm", back: str = "book_on_confirm"
    ) -> None:
        """Bring two people to the point where their Perins are connected and both calendars linked."""
        for human in (one, two):
            if not human.is_linked:
                await human.links()
        await one.types(f"/perin invite @{two.slack.spec.name}")
        await one.submits({"perin.grant.preset": give})
        await one.closes()
        await two.presses("Accept")
        await two.submits({"perin.grant.preset": back})
        await two.closes()

    def pressed(self) -> dict[str, Any]:
        """The payload of the last press."""
        found = [one.payload for one in self.slack.office.delivered if one.payload.get("type") == "block_actions"]
        return dict(found[-1])

    def calls(self, method: str, **where: object) -> list[Any]:
        """The Web API calls of a method whose arguments have these values."""
        return [
            call
            for call in self.slack.calls_of(method)
            if all(call.args.get(name) == value for name, value in where.items())
        ]

    def check(self) -> None:
        """Prove that nothing went wrong that the scenario didn't provoke."""
        problems = [
            *self.slack.workspace.warnings,
            *(failure.text for human in self.people.values() for failure in human.slack.failures()),
            *(f"{call.method}: {error}" for call in self.slack.calls if (error := _error_of(call))),
            *(f"response_url: {entry.summary}" for entry in self.sandbox.wire.entries() if _is_refused_reply(entry)),
            *(str(entry["event"]) for entry in self.logs if entry["log_level"] in {"error", "critical"}),
        ]
        assert [problem for problem in problems if not any(known in problem for known in self.expected)] == []


def _is_busy(one: Running) -> bool:
    return bool(runner_of(one.app).tasks) or _is_delivering(one)


def _is_delivering(one: Running) -> bool:
    notifier = one.parts.notifier
    return one.parts.wake.is_set() or notifier._round.locked() or notifier._under_way.is_busy


async def _delivered(one: Running) -> None:
    """Wait until the outbox has done what it was woken for."""
    while _is_delivering(one):
        async with one.parts.notifier._round:
            pass
        await one.parts.notifier._under_way.until_fewer_than(1)
        await asyncio.sleep(0)


def _error_of(call: Any) -> str:  # noqa: ANN401 - the sandbox's record of a call
    if call.status == 200 and call.response.get("ok"):
        return ""
    return str(call.response.get("error") or call.status)


def _is_refused_reply(entry: Any) -> bool:  # noqa: ANN401 - an entry of the wire log
    return bool(entry.what == "response_url" and entry.summary != "ok")


@asynccontextmanager
async def opened(
    mode: str,
    database_url: str,
    *,
    replicas: int = 1,
    unset: frozenset[str] = frozenset(),
    start: float | None = START,
) -> AsyncIterator[World]:
    """Start the sandbox and Perin in it; at the end, prove that nothing unforeseen happened."""
    async with AsyncExitStack() as stack:
        logs = stack.enter_context(capture_logs())
        sandbox = await stack.enter_async_context(Sandbox(SandboxOptions(start=start)))
        sandbox.slack.workspace.configure(AppSpec.from_manifest(read_template()))
        sandbox.slack.office.ack_seconds = sandbox.slack.workspace.triggers.seconds = PATIENCE
        world = World(sandbox, mode, database_url, logs=logs, unset=unset)
        for person in PEOPLE:
            world.add_person(*person, locale="en-GB")
        for _ in range(replicas):
            await join(world, stack)
        yield world
        await world.quiet()
    world.check()


async def join(world: World, stack: AsyncExitStack) -> Running:
    """Start one more process of Perin on the world's database."""
    clock = Clock(offset=lambda: world.sandbox.clock.offset)
    one = await stack.enter_async_context(running(world.settings(), clock, timing=TIMING))
    world.replicas.append(one)
    if world.mode == "socket":
        await world.slack.sockets.connected(len(world.replicas))
    else:
        world.slack.use_http(f"http://127.0.0.1:{one.port}/slack/events")
    return one
