"""One trial: set the scene, let a process die at one moment under one fault, let another finish, look at everything."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.google.faults import GoogleFault
from tests.crash.catalogue import SCENARIOS
from tests.crash.invariants import problems
from tests.crash.scenarios import Act
from tests.support.crash_child import BETWEEN, TIMING, Errand, Press, sleeping
from tests.support.crash_evidence import Evidence, foreign_events, new_text, read_evidence
from tests.support.crash_nursery import Fate, Nursery, Wake, Warm
from tests.support.crash_stage import Stage
from tests.support.crash_worlds import left_behind

FEW_TURNS = 2


@dataclass(frozen=True)
class Strike:
    """Faults of Google's during a trial, by name; none when the name is empty."""

    name: str = ""
    faults: tuple[GoogleFault, ...] = ()

    @property
    def method(self) -> str:
        """The call that is struck."""
        return self.faults[0].method

    @property
    def takes_time(self) -> bool:
        """Whether the effect or the answer comes late, but by itself."""
        return any(fault.kind in {"slow", "hang", "late_hang"} for fault in self.faults)


NO_FAULT = Strike()


@dataclass(frozen=True)
class Again:
    """How the first of two processes went: it died at `first` ("" for: it lived), `idle` seconds before the second."""

    first: str
    strike: Strike = NO_FAULT
    idle: int = 0


@dataclass
class Theatre:
    """A stage with a nursery, and the scenes that were set on it."""

    stage: Stage
    nursery: Nursery
    acts: dict[str, Act] = field(default_factory=dict)
    known: dict[str, list[str]] = field(default_factory=dict)
    called: dict[str, set[str]] = field(default_factory=dict)
    """Of each scenario, which of Google's methods a run calls that nobody kills."""
    is_warm: bool = False
    foreign: dict[tuple[str, str], str] = field(default_factory=dict)
    left: dict[str, set[str]] = field(default_factory=dict)
    """Of each kept death, which of Google's methods whoever takes over calls."""
    judged: set[str] = field(default_factory=set)
    """The worlds of which nothing wrong came."""
    log_start: int = 0
    struck: list[int] = field(default_factory=list)
    """How many moments the last run that nobody killed had passed, each time it met its fault."""

    @property
    def database(self) -> str:
        """Which kind it plays on."""
        return self.stage.database_url.partition(":")[0].partition("+")[0]

    async def act(self, name: str) -> Act:
        """The scenario's act, its scene set and kept when it is first asked for."""
        if name not in self.acts:
            self.stage.restore("")
            async with self.stage.perin() as parts:
                self.acts[name] = await SCENARIOS[name](self.stage.world(parts), parts)
            self.stage.sandbox.google.calls.clear()
            self.stage.keep(name)
        if not self.is_warm:
            self.is_warm = True
            await self._begin(name, NO_FAULT)
            await self._do(Warm(self._errand(self.acts[name])))
            await self._do(Warm(self._errand()))
        return self.acts[name]

    async def moments(self, name: str, strike: Strike = NO_FAULT) -> list[str]:
        """Every moment of the scenario under this fault, in order, as a run that nobody kills passes them."""
        act = await self.act(name)
        if strike.faults:
            known = self.known.get(name) or await self.moments(name)
            if strike.method not in self.called[name]:
                self.struck = []  # nobody meets it
                return known
        await self._begin(name, strike)
        fate = await self._do(self._errand(act, tells=not strike.faults))
        assert fate.report is not None
        assert fate.report.bugs == []
        self.struck = [bisect_left(fate.report.passed, instant) for instant in self.stage.plan.struck]
        if not strike.faults:
            self.known[name] = fate.report.moments
            self.called[name] = {call.method for call in self.stage.sandbox.google.calls}
        return fate.report.moments

    async def killed(self, name: str, moment: str, strike: Strike = NO_FAULT, *, idle: int = 0) -> list[str]:
        """Let it die there, let another finish `idle` seconds later; everything that is wrong afterwards."""
        act = await self.act(name)
        if never := await self._die(name, moment, strike):
            return never
        self.stage.now += idle
        wrong = await self._finish(strike)
        found = self.look()
        if not strike.faults and not idle:
            wrong += self._end(found, act, name, moment)
        return wrong + problems(found)

    async def killed_after(self, name: str, moment: str, strike: Strike) -> list[str]:
        """Let it die there after it met the fault; where it leaves a world that was judged before, so is this one."""
        if never := await self._die(name, moment, strike):
            return never
        # What is held back for a moment of real time is on no list of what is still under way.
        world = ""
        if not strike.takes_time:
            await self.stage.settle()
            world = left_behind(self.stage)
        if world in self.judged:
            return []
        wrong = await self.finish(strike)
        if world and not wrong:
            self.judged.add(world)
        return wrong

    async def killed_before(self, name: str, moment: str, strike: Strike) -> list[str]:
        """Let it die there before it met the fault, which then meets whoever takes over.

        Such a one leaves the same world whatever the fault; it is kept for all of them. Who takes over and makes no
        call that the fault strikes is as one without a fault.
        """
        if strike.method not in await self._left(name, moment):
            return []
        await self._begin(f"{name} @ {moment}", strike)
        return await self.finish(strike)

    async def _die(self, name: str, moment: str, strike: Strike) -> list[str]:
        """Let a process die there; says so when it didn't."""
        act = await self.act(name)
        await self._begin(name, strike)
        fate = await self._do(self._errand(act, dies_at=moment))
        return [] if fate.how == "SIGKILL" else [f"it never came to pass: {fate.how} {fate.report}"]

    async def _left(self, name: str, moment: str) -> set[str]:
        death = f"{name} @ {moment}"
        if death not in self.left:
            assert await self._die(name, moment, NO_FAULT) == []
            await self.stage.settle()
            self.stage.keep(death)
            calls = self.stage.sandbox.google.calls
            earlier = len(calls)
            await self._finish(NO_FAULT)
            self.left[death] = {call.method for call in calls[earlier:]}
        return self.left[death]

    async def killed_again(self, name: str, again: Again, second: str) -> list[str]:
        """Let a first process go as `again` says, and the next die at `second`, a moment of its recovery."""
        await self._first(name, again)
        fate = await self._do(self._errand(dies_at=second))
        self.stage.now += TIMING.lease
        wrong = [] if fate.how == "SIGKILL" else [f"it never came to pass: {fate.how}"]
        return wrong + await self.finish(again.strike)

    async def recovery_moments(self, name: str, again: Again) -> list[str]:
        """The moments of the process that takes over from the first one."""
        await self._first(name, again)
        fate = await self._do(self._errand())
        assert fate.report is not None
        return fate.report.moments

    async def _first(self, name: str, again: Again) -> None:
        act = await self.act(name)
        await self._begin(name, again.strike)
        await self._do(self._errand(act, dies_at=again.first))
        self.stage.now += again.idle

    async def asleep(self, name: str, moment: str) -> list[str]:
        """Stop it there for longer than its lease; awake again it must change nothing that was settled meanwhile."""
        act = await self.act(name)
        await self._begin(name, NO_FAULT)
        fate = await self._do(sleeping(self._errand(press=act, dies_at=moment)))
        if fate.how != "asleep":
            return [f"it never came to pass: {fate.how}"]
        wrong = await self._finish(NO_FAULT)
        if self.known[name].index(moment) > self.known[name].index(BETWEEN):
            # Messages go out at the same time: another may sleep inside a transaction, and its row waits for it.
            wrong = []
        before = self.look()
        awake = await self._do(Wake(fate.pid))
        wrong += [] if awake.report is None else awake.report.bugs
        wrong += await self._finish(NO_FAULT)
        after = self.look()
        for table in ("sessions", "bookings", "legs", "claims", "messages"):
            if self._is_decided(name, act, moment) and _ordered(before, table) != _ordered(after, table):
                wrong.append(f"I10 fenced: the sleeper changed {table}")
        return wrong + problems(after)

    async def press(self, name: str, press: Press) -> Fate:
        """Let a process of its own make another press in this scenario's scene."""
        act = await self.act(name)
        await self._begin(name, NO_FAULT)
        return await self._do(self._errand(press=replace(act, press=press)))

    async def finish(self, strike: Strike) -> list[str]:
        """Let whoever comes next finish it; everything that is wrong afterwards."""
        return await self._finish(strike) + problems(self.look())

    def look(self) -> Evidence:
        """What is there now."""
        return read_evidence(self.stage, new_text(self.nursery.log, self.log_start), self.foreign)

    async def _begin(self, name: str, strike: Strike) -> None:
        self.stage.sandbox.google.late.close()
        await self.stage.settle()
        self.stage.restore(name)
        for fault in strike.faults:
            self.stage.plan.add(fault)
        if name in self.acts:
            self.stage.plan.meanwhile += self.acts[name].meanwhile
        self.foreign = foreign_events(self.stage)
        self.stage.plan.happened = lambda: self.foreign.update(foreign_events(self.stage))
        self.log_start = self.nursery.log.stat().st_size

    async def _finish(self, strike: Strike) -> list[str]:
        """Let another take over: while a fault lasts, then after it, and after what was late has landed."""
        fate = await self._do(self._errand(sleeps_after=FEW_TURNS if strike.faults else 0))
        self.stage.plan.clear()
        has_landed = self.stage.sandbox.google.late.land_now() > 0
        if fate.how == "asleep":
            fate = await self._do(Wake(fate.pid))
        elif has_landed:
            fate = await self._do(self._errand())
        if fate.report is None:
            return [f"the recovery ended by {fate.how}"]
        self.stage.now = max(self.stage.now, fate.report.now)
        return fate.report.bugs + ([] if fate.report.is_quiet else ["I6 progress: it never came to rest"])

    def _errand(self, press: Act | None = None, **more: Any) -> Errand:  # noqa: ANN401 - fields of an errand
        return Errand(self.stage.environment, self.stage.now, None if press is None else press.press, **more)

    async def _do(self, order: Errand | Warm | Wake) -> Fate:
        return await self.nursery.do(order)

    def _end(self, found: Evidence, act: Act, name: str, moment: str) -> list[str]:
        if act.session is None or not self._is_decided(name, act, moment):
            return []
        (session,) = found.of("sessions", id=act.session)
        if session["state"] != act.ends:
            return [f"I6 progress: the session ended {session['state']}, not {act.ends}"]
        return []

    def _is_decided(self, name: str, act: Act, moment: str) -> bool:
        known = self.known[name]
        return known.index(moment) >= known.index(act.decided)


def _ordered(found: Evidence, table: str) -> Iterable[str]:
    return sorted(str(row) for row in found.rows[table])
