"""The ticks: APScheduler only says "now"; what is to be done is claimed in the database, by one replica at a time.

The outbox has a loop of its own that wakes at once when something is written and looks around every second anyway.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import metrics
from bot.assembly import Parts
from core.domain.errors import PerinError
from core.usecases import deliveries, jobs
from core.usecases.chores import check_calendars, work_off_chores
from core.usecases.digest import send_digests
from core.usecases.nudging import nudge
from core.usecases.reminding import remind
from handlers.events import work_off

log = structlog.get_logger()

LOOK_SECONDS = 1.0
_MISFIRE_SECONDS = 30
_EARLY = 0.8
"""A tick may come this much of its period after the last one: ticks of several replicas are not in step."""


@dataclass(frozen=True, slots=True)
class Job:
    """Periodic work. ``is_shared``: of all replicas one does it per period; else each process for itself."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]
    is_shared: bool = True


class Jobs:
    """The periodic work of one process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": _MISFIRE_SECONDS},
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_running = False

    def plan(self) -> tuple[Job, ...]:
        """Return what is done, and how often."""
        deps = self._parts.deps
        return (
            Job("expire_sessions", 5.0, lambda: jobs.expire_sessions(deps)),
            Job("expire_invites", 5.0, lambda: jobs.expire_invites(deps)),
            Job("recover_bookings", 2.0, lambda: jobs.recover_bookings(deps)),
            Job("work_off_chores", 2.0, lambda: work_off_chores(deps), is_shared=False),
            Job("check_calendars", 30.0, lambda: check_calendars(deps)),
            Job("remind", 15.0, lambda: remind(deps)),
            Job("nudge", 15.0, lambda: nudge(deps)),
            Job("send_digests", 30.0, lambda: send_digests(deps)),
            Job("stale_deliveries", 30.0, self._stale_deliveries),
            Job("clean_up", 3600.0, lambda: jobs.clean_up(deps)),
            Job("gauges", 15.0, self._gauges, is_shared=False),
        )

    def start(self) -> None:
        """Begin delivering and ticking; every job is looked at once right away, as after a crash."""
        self.is_running = True
        self._keep(self._deliver())
        for job in self.plan():
            self._scheduler.add_job(self._tick, "interval", seconds=job.seconds, args=[job])
        self._scheduler.start()
        self.look_now()

    def look_now(self) -> None:
        """Look at every job and the outbox at once, without waiting for a tick: a moved clock makes many things due."""
        for job in self.plan():
            self._keep(self._run(job))
        self._parts.wake.set()

    async def stop(self, seconds: float) -> None:
        """Stop ticking, wait for what runs at most ``seconds``, then cancel it: rows let go when their lease ends."""
        self.is_running = False
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._parts.wake.set()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        late = set(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _keep(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _tick(self, job: Job) -> None:
        """Run a job to its end: the scheduler cancels what it started when it is shut down, but not the work itself."""
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(self._keep(self._run(job)))

    async def _run(self, job: Job) -> None:
        deps = self._parts.deps
        try:
            if not job.is_shared or await jobs.is_due(deps, job=job.name, every_seconds=job.seconds * _EARLY):
                await job.work()
            metrics.JOBS.labels(job.name, "done").inc()
        except PerinError as error:
            metrics.JOBS.labels(job.name, "failed").inc()
            log.warning("job.failed", job=job.name, code=error.code)
        except Exception as error:  # noqa: BLE001 - one job's fault must not stop the ticking
            metrics.JOBS.labels(job.name, "failed").inc()
            log.error("job.failed", job=job.name, error=type(error).__name__)  # noqa: TRY400 - no content

    async def _deliver(self) -> None:
        """Deliver whenever woken, and every second in case another replica wrote or a waiting time ended.

        In the end what is under way is waited for.
        """
        wake, notifier = self._parts.wake, self._parts.notifier
        try:
            while self.is_running:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), LOOK_SECONDS)
                wake.clear()
                await _told(notifier.look())
            await _told(notifier.settled())
        finally:
            await notifier.abandon()

    async def _stale_deliveries(self) -> None:
        for delivery in await deliveries.claim_stale(self._parts.deps):
            await work_off(self._parts.kit, delivery)

    async def _gauges(self) -> None:
        waiting = await jobs.backlog(self._parts.deps)
        metrics.OUTBOX_DUE.set(waiting.due)
        metrics.OUTBOX_AGE.set(waiting.oldest_seconds)
        metrics.OUTBOX_DEAD.set(waiting.dead)


async def _told(delivering: Awaitable[object]) -> None:
    """Log what it raises: rows stay claimed until their lease ends, then are tried again."""
    try:
        await delivering
    except PerinError as error:
        log.warning("outbox.failed", code=error.code)
    except Exception as error:  # noqa: BLE001 - one row's fault must not stop the delivery of all others
        log.error("outbox.failed", error=type(error).__name__)  # noqa: TRY400 - no content
