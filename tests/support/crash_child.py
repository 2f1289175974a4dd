"""What a process of Perin does that may be killed: one errand, and the moments at which it can die.

The errand arrives pickled, so it holds values and functions of modules only. Storage, calendars and Slack's client are
the real ones; the moments lie at their boundaries, and nothing in Perin knows of them.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.assembly import Parts, assemble
from bot.clock import Clock
from bot.jobs import Jobs
from bot.settings import load_settings
from core.domain.errors import PerinError
from core.storage.database import SqlStorage
from core.usecases.deps import Deps, Timing
from handlers.notifier import Notifier
from handlers.slack import OUTBOX_SECONDS, Clients, PromptClient
from tests.support.stepping import Process

TIMING = Timing(lease=20.0, quiesce=1.0, outbox_lease=20.0)
"""Leases that no trial outlives by itself, and that a recovery's first turn does."""
BETWEEN = "between press and delivery"
PATIENCE = (21, 21, 21, 41, 61, 61, 301, 901, 3601, 301, 61, 61)
"""How far the clock moves before each turn of a recovery (seconds): past every lease, then past each back-off."""
ELSEWHERE = {"expire_invites", "stale_deliveries", "clean_up", "gauges"}
"""Periodic jobs that no meeting waits for; whatever else there is, is done in a recovery."""

# What needs attention waits for its owner, and its chores with it, but for the look at the other calendar; so do a
# hold that stayed and a video link, where Google no longer lets Perin into a calendar.
_WAITING = text(
    "SELECT EXISTS (SELECT 1 FROM bookings WHERE state IN ('booking', 'rolling_back', 'removing')"
    " OR (chore <> '' AND (chore = 'verify' OR (state <> 'needs_attention' AND NOT EXISTS ("
    "SELECT 1 FROM legs JOIN accounts ON accounts.person = legs.person"
    " WHERE legs.booking = bookings.id AND accounts.state = 'broken')))))"
    " OR EXISTS (SELECT 1 FROM sessions WHERE state = 'booking' OR needs_slots)"
    " OR EXISTS (SELECT 1 FROM notices WHERE todo) OR EXISTS (SELECT 1 FROM cards WHERE todo)"
)

Press = Callable[[Deps], Awaitable[object]]


@dataclass(frozen=True)
class Errand:
    """What a process is to do: `press`, or to recover when there is none; then it delivers what is due.

    `environment` is what Perin reads its settings from, `now` what its clock shows (epoch seconds). It dies at the
    moment `dies_at` by `signal` (SIGKILL, or SIGSTOP to sleep). A recovery of so many turns as `sleeps_after` that has
    not come to rest sleeps, until it is told to go on. Without `tells` a press leaves what it tells to others.
    """

    environment: dict[str, str]
    now: float
    press: Press | None = None
    dies_at: str = ""
    signal: int = signal.SIGKILL
    sleeps_after: int = 0
    tells: bool = True


@dataclass
class Report:
    """What a process that lived says: the moments it passed, its press's refusal ("" for none), its clock at the end.

    `passed` says when it was at each moment, by the machine's monotonic clock, which all processes share. `bugs` are
    errors that no use case promises; `is_quiet` says that a recovery found nothing left to do.
    """

    moments: list[str] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)
    refusal: str = ""
    bugs: list[str] = field(default_factory=list)
    now: float = 0.0
    is_quiet: bool = False


class Doomed(Process):
    """A process that really dies: every moment has its own name, `#2` for the second of its kind."""

    errand: Errand
    counts: Counter[str]
    passed: list[float]

    async def pass_by(self, name: str) -> None:
        """Die here, if this is the moment."""
        self.counts[name] += 1
        times = self.counts[name]
        unique = name if times == 1 else f"{name} #{times}"
        self.moments.append(unique)
        self.passed.append(time.monotonic())
        if unique == self.errand.dies_at:
            os.kill(os.getpid(), self.errand.signal)


def doomed(deps: Deps, errand: Errand) -> Doomed:
    """A process that will die where the errand says."""
    made = Doomed(deps)
    made.errand, made.counts, made.passed = errand, Counter(), []
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


@dataclass
class MovedClock:
    """The machine's clock, moved."""

    offset: float

    def real(self) -> Clock:
        """As Perin takes it."""
        return Clock(offset=lambda: self.offset)


async def run(errand: Errand) -> Report:
    """Do the errand to its end, unless it dies on the way."""
    clock = MovedClock(errand.now - time.time())
    whole = assemble(load_settings(errand.environment), clock.real(), timing=TIMING)
    try:
        process = doomed(whole.deps, errand)
        parts = _on(process, whole)
        report = Report(moments=process.moments, passed=process.passed)
        if errand.press is not None:
            await _press(errand, parts, process, report)
        else:
            await _recover(parts, whole, clock, errand, report)
        report.now = time.time() + clock.offset
    finally:
        await whole.aclose()
    return report


async def _press(errand: Errand, parts: Parts, process: Doomed, report: Report) -> None:
    assert errand.press is not None
    try:
        await errand.press(parts.deps)
    except PerinError as refusal:
        report.refusal = refusal.code
    await process.pass_by(BETWEEN)
    if errand.tells:
        await parts.notifier.deliver_due()


async def _recover(parts: Parts, whole: Parts, clock: MovedClock, errand: Errand, report: Report) -> None:
    """Do what the periodic jobs do, and deliver, until nothing waits any more."""
    jobs = [job for job in Jobs(parts).plan() if job.name not in ELSEWHERE]
    for turn, wait in enumerate(PATIENCE, 1):
        clock.offset += wait
        for job in jobs:
            try:
                await job.work()
            except PerinError:
                continue
            except Exception as error:  # noqa: BLE001 - told, like a crash
                report.bugs.append(f"{job.name}: {type(error).__name__}: {error}")
        await parts.notifier.deliver_due()
        if not await _is_waiting(whole):
            report.is_quiet = True
            return
        if turn == errand.sleeps_after:
            os.kill(os.getpid(), signal.SIGSTOP)


async def _is_waiting(whole: Parts) -> bool:
    """Whether any row still waits for somebody to do something about it."""
    storage = cast("SqlStorage", whole.deps.storage)
    async with storage._engines[1].connect() as connection:
        return bool(await connection.scalar(_WAITING))


def _on(process: Doomed, whole: Parts) -> Parts:
    """The same parts, on a storage, calendars and a Slack at whose calls the process may die."""
    deps = process.doomed()
    clients = _Clients(session=whole.session, base_url=whole.kit.clients.base_url)
    clients.moment = process.pass_by
    kit = replace(whole.kit, deps=deps, clients=clients, tenants=replace(whole.kit.tenants, deps=deps))
    return replace(whole, deps=deps, kit=kit, notifier=Notifier(kit))


def sleeping(errand: Errand) -> Errand:
    """The same errand for a process that is stopped where it would have died."""
    return replace(errand, signal=signal.SIGSTOP)
