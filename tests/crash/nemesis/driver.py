"""Presses at three replicas, and a nemesis that kills, stops and restarts; at the end everything is looked at."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core.domain.sessions import SessionState
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.confirm import confirm_slot
from core.usecases.propose import propose_meeting
from core.usecases.terms import MeetingRequest
from sandbox.google.faults import GoogleFault
from tests.crash.nemesis.replica import LEASE, Order, line_of
from tests.crash.nemesis.world import PAIRS, Crowd
from tests.support.crash_child import Press
from tests.support.crash_stage import Stage
from tests.support.people import NEXT_WEEK, key_of
from tests.support.postgres import OwnPostgres
from tests.support.source import ROOT
from tests.support.world import World

REPLICAS = 3
EVERY = 0.15
"""Seconds between two presses."""
CANCELED = 0.3
"""How often somebody who looks at a meeting cancels it: others must be left to stand at the end."""
FAULTS = (
    GoogleFault("drop", "insert", when="after"),
    GoogleFault("error", "insert", when="after"),
    GoogleFault("late", "insert", delay=3.0, times=2),
    GoogleFault("drop", "update", when="after"),
    GoogleFault("error", "freebusy"),
    GoogleFault("drop", "delete", when="after"),
    GoogleFault("error", "list", status=429, reason="rateLimitExceeded", retry_after=1),
)


@dataclass
class Replica:
    """One process and what it was asked."""

    process: asyncio.subprocess.Process
    listening: asyncio.Task[None]
    is_stopped: bool = False


@dataclass
class History:
    """What was asked and how it ended, by number; what has no outcome may have happened or not."""

    presses: dict[int, str] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)
    deeds: list[str] = field(default_factory=list)

    @property
    def bugs(self) -> list[str]:
        """Outcomes that no use case promises."""
        return [one for one in self.outcomes.values() if one.startswith("bug")]


@dataclass
class Drama:
    """One run of `seconds`, with `restarts` of the database, by the dice of `seed`."""

    stage: Stage
    server: OwnPostgres
    world: World
    crowd: Crowd
    dice: random.Random
    seconds: float
    restarts: int
    log: Path
    history: History = field(default_factory=History)
    replicas: list[Replica] = field(default_factory=list)

    async def play(self) -> None:
        """Run it; afterwards no replica is alive."""
        self.replicas = [await self._replica() for _ in range(REPLICAS)]
        end = time.monotonic() + self.seconds
        try:
            await asyncio.gather(self._press_until(end), self._harm_until(end), self._restart_until(end))
            await asyncio.sleep(2 * LEASE)
        finally:
            for one in self.replicas:
                await self._end(one)

    async def _replica(self) -> Replica:
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.crash.nemesis.replica", str(self.stage.now)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, **self.stage.environment},
            )
        return Replica(process, asyncio.ensure_future(self._listen(process)))

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            number, _, outcome = line.decode().strip().partition(" ")
            self.history.outcomes[int(number)] = outcome

    async def _end(self, one: Replica) -> None:
        if one.process.returncode is None:
            one.process.kill()
        await one.process.wait()
        await one.listening

    async def _press_until(self, end: float) -> None:
        number = 0
        while time.monotonic() < end:
            await asyncio.sleep(EVERY)
            found = await self._choose()
            if found is None:
                continue
            what, press = found
            for one in self.dice.sample(self.replicas, self.dice.choice((1, 1, 2))):
                number += 1
                self.history.presses[number] = what
                if one.process.stdin is not None and one.process.returncode is None:
                    one.process.stdin.write(line_of(Order(number, press)))

    async def _choose(self) -> tuple[str, Press] | None:
        """Somebody's next press; None while the database can't be asked."""
        dice = self.dice
        if dice.random() < 0.2:
            one, two = dice.choice(PAIRS)
            request = MeetingRequest(length_minutes=dice.choice((30, 45, 60)), window=NEXT_WEEK, phrase="next week")
            key = f"asked {dice.random()}"
            return "propose", partial(propose_meeting, asker=key_of(one), other=key_of(two), request=request, key=key)
        try:
            async with self.world.storage.reading() as uow:
                rows = await uow.sessions.of(key_of(dice.choice(self._names())), int(self.stage.now), 50)
                row = dice.choice(rows)
                messages = await uow.messages.of(row.id)
        except Exception:  # noqa: BLE001 - the server is being restarted, or there is no session yet
            return None
        person = dice.choice((row.asker, row.other))
        if row.state is SessionState.CONFIRMED and dice.random() < CANCELED:
            return f"cancel {row.id}", partial(cancel_meeting, person=person, session=row.id)
        slots = [slot for message in messages[-1:] for slot in message.slots]
        if row.state is not SessionState.NEGOTIATING or not slots:
            return None
        return f"book {row.id}", partial(confirm_slot, person=person, session=row.id, slot=dice.choice(slots))

    def _names(self) -> list[str]:
        return sorted({name for pair in PAIRS for name in pair})

    async def _harm_until(self, end: float) -> None:
        while time.monotonic() < end:
            await asyncio.sleep(self.dice.uniform(1.0, 3.0))
            deed = self.dice.choice(("kill", "stop", "fault", "fault"))
            self.history.deeds.append(deed)
            if deed == "fault":
                self.stage.plan.add(self.dice.choice(FAULTS))
                continue
            place = self.dice.randrange(REPLICAS)
            one = self.replicas[place]
            if deed == "kill":
                await self._end(one)
                self.replicas[place] = await self._replica()
            else:
                one.process.send_signal(signal.SIGSTOP)
                await asyncio.sleep(self.dice.uniform(0.5, 2 * LEASE))
                one.process.send_signal(signal.SIGCONT)

    async def _restart_until(self, end: float) -> None:
        for _ in range(self.restarts):
            await asyncio.sleep((end - time.monotonic()) / (self.restarts + 1))
            self.history.deeds.append("restart")
            await asyncio.to_thread(self.server.restart)
