"""What a process of Perin does that may be killed: one errand, and the moments at which it can die.

The errand arrives pickled, so it holds values and functions of modules only. Storage, calendars and Slack's client are
the real ones; the moments lie at their boundaries, and nothing in Perin knows of them.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, cast

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.assembly import Parts
from bot.jobs import Jobs
from core.calendars.google import GoogleCalendars, GoogleOptions
from core.domain.errors import PerinError
from core.storage.database import open_storage
from core.usecases.calendars import keep_new_token
from core.usecases.deps import Deps, Timing
from handlers.asker import Kit
from handlers.notifier import Notifier
from handlers.slack import OUTBOX_SECONDS, Clients, PromptClient, Tenants
from tests.support.people import HeldClock
from tests.support.stepping import Process

TIMING = Timing(lease=0.5, quiesce=0.5, outbox_lease=0.5)
BETWEEN = "between press and delivery"
PATIENCE = (1, 2, 6, 16, 61)
"""How far the clock moves before each turn of a recovery (seconds): past every lease, then past each back-off."""

Press = Callable[[Deps], Awaitable[object]]


@dataclass(frozen=True)
class Place:
    """Where a process of Perin lives: its database, its Google, its Slack, and what it keeps secret."""

    database_url: str
    google: GoogleOptions
    slack_url: str
    key: str
    event_secret: str


@dataclass(frozen=True)
class Errand:
    """What a process is to do: `press`, or to recover when there is none; then it delivers what is due.

    `now` is its clock (epoch seconds). It dies at the moment `dies_at` by `signal` (SIGKILL, or SIGSTOP to sleep).
    """

    place: Place
    now: int
    name: str
    press: Press | None = None
    dies_at: str = ""
    signal: int = signal.SIGKILL
    turns: int = len(PATIENCE)


@dataclass
class Report:
    """What a process that lived says: the moments it passed, its press's refusal ("" for none), its clock at the end.

    `bugs` are errors that no use case promises; `is_quiet` says that a recovery found nothing left to do.
    """

    moments: list[str] = field(default_factory=list)
    refusal: str = ""
    bugs: list[str] = field(default_factory=list)
    now: int = 0
    is_quiet: bool = False


class Doomed(Process):
    """A process that really dies: every moment has its own name, `#2` for the second of its kind."""

    errand: Errand
    counts: Counter[str]

    async def pass_by(self, name: str) -> None:
        """Die here, if this is the moment."""
        self.counts[name] += 1
        times = self.counts[name]
        unique = name if times == 1 else f"{name} #{times}"
        self.moments.append(unique)
        if unique == self.errand.dies_at:
            os.kill(os.getpid(), self.errand.signal)


def doomed(deps: Deps, errand: Errand) -> Doomed:
    """A process that will die where the errand says."""
    made = Doomed(deps)
    made.errand, made.counts = errand, Counter()
    return made


class _Client(PromptClient):
    """Slack's client, with a moment before and after each call."""

    moment: Callable[[str], Awaitable[None]]

    async def api_call(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the SDK's own
        given = kwargs.get("json") or kwargs.get("params") or {}
        what = f"{args[0]} {str(given.get('channel', ''))[1:].lower()}"
        await self.moment(f"before {what}")
        answer = await super().api_call(*args, **kwargs)
        await self.moment(f"after {what}")
        return answer


class _Clients(Clients):
    """Clients whose calls are moments."""

    moment: Callable[[str], Awaitable[None]]

    def outbox(self, token: str) -> AsyncWebClient:
        """The one client of this process."""
        if token not in self._outbox:
            made = _Client(
                token=token, base_url=self.base_url, session=self.session, timeout=OUTBOX_SECONDS, retry_handlers=[]
            )
            made.moment = self.moment
            self._outbox[token] = made
        return self._outbox[token]


async def run(errand: Errand) -> Report:
    """Do the errand to its end, unless it dies on the way."""
    clock = HeldClock()
    clock.instant = errand.now
    async with AsyncExitStack() as exits:
        process = doomed(await _deps(errand, clock, exits), errand)
        parts = await _parts(process, errand, exits)
        report = Report(moments=process.moments)
        if errand.press is not None:
            await _press(errand.press, parts, process, report)
        else:
            await _recover(parts, clock, errand, report)
        report.now = clock.instant
    return report


async def _press(press: Press, parts: Parts, process: Doomed, report: Report) -> None:
    try:
        await press(parts.deps)
    except PerinError as refusal:
        report.refusal = refusal.code
    await process.pass_by(BETWEEN)
    await parts.notifier.deliver_due()


async def _recover(parts: Parts, clock: HeldClock, errand: Errand, report: Report) -> None:
    """Do what the periodic jobs do, and deliver, until two turns in a row find nothing."""
    idle = 0
    for wait in PATIENCE[: errand.turns]:
        clock.instant += wait
        worked = 0
        for job in Jobs(parts).plan():
            try:
                done = await job.work()
            except PerinError:
                worked += 1
            except Exception as error:  # noqa: BLE001 - told, like a crash
                report.bugs.append(f"{job.name}: {type(error).__name__}: {error}")
            else:
                worked += done if isinstance(done, int) else 0
        worked += await parts.notifier.deliver_due()
        idle = 0 if worked else idle + 1
        if idle == 2:
            report.is_quiet = True
            return


async def _deps(errand: Errand, clock: HeldClock, exits: AsyncExitStack) -> Deps:
    place, numbers = errand.place, itertools.count(1)
    storage = open_storage(place.database_url, keys=[place.key], virtual_now=clock)
    exits.push_async_callback(storage.aclose)

    async def keep(access: Any, token: str) -> None:  # noqa: ANN401 - an account's access
        await keep_new_token(deps, access=access, token=token)

    calendars = GoogleCalendars(place.google, now=clock.now, on_new_refresh_token=keep)
    exits.push_async_callback(calendars.aclose)
    deps = Deps(
        storage=storage,
        calendars=calendars,
        now=clock.now,
        new_id=lambda: f"{errand.name}{next(numbers):05}",
        new_secret=lambda: f"{errand.name}-{next(numbers):036}",
        event_secret=place.event_secret,
        wake=lambda: None,
        seal=storage.seal,
        unseal=storage.unseal,
        timing=TIMING,
    )
    return deps


async def _parts(process: Doomed, errand: Errand, exits: AsyncExitStack) -> Parts:
    """The process put together as the assembly does it, on what may die."""
    deps = process.doomed()
    session = await exits.enter_async_context(aiohttp.ClientSession())
    clients = _Clients(session=session, base_url=errand.place.slack_url)
    clients.moment = process.pass_by
    kit = Kit(deps=deps, clients=clients, tenants=Tenants(deps))
    settings = cast("Any", None)  # jobs and outbox don't look at them
    return Parts(settings=settings, deps=deps, kit=kit, notifier=Notifier(kit), session=session, wake=asyncio.Event())


def sleeping(errand: Errand) -> Errand:
    """The same errand for a process that is stopped where it would have died."""
    return replace(errand, signal=signal.SIGSTOP)
