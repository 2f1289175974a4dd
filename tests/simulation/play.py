"""The director: from one seed, who acts, which step comes next, how it goes, when time moves, and who dies."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from core.domain.errors import PerinError
from core.domain.grants import AUTO_CONSTRAINTS
from core.domain.scopes import Scope
from core.usecases import chores, jobs
from core.usecases.accept import accept_slot
from core.usecases.confirm import confirm_slot
from core.usecases.deps import Deps
from core.usecases.permissions import edit_grant
from core.usecases.propose import propose_meeting
from core.usecases.terms import MeetingRequest, Terms
from tests.simulation.oracle import at_rest, judge
from tests.simulation.presses import PRESSES, Press, look
from tests.simulation.stage import CALLS, WRITES, Replica, Step, Verdict
from tests.simulation.world import ASK_FIRST, PAIRS, PEOPLE, Sim, open_sim
from tests.support.people import DAY, HOUR, key_of

STEPS = 110
QUIESCE = 30
"""A write that is under way arrives within this many seconds, or never."""
ROUNDS = 60
BOOKS = ASK_FIRST | {Scope.WRITE_CONFIRM}
AUTO = Terms(scopes=BOOKS | {Scope.WRITE_AUTO}, constraints=AUTO_CONSTRAINTS, auto_scheduling=True)
GRANTS = (Terms(scopes=ASK_FIRST), Terms(scopes=BOOKS), Terms(scopes=BOOKS), AUTO)
Job = Callable[[Deps], Awaitable[object]]
JOBS: tuple[Job, ...] = (jobs.recover_bookings, jobs.expire_sessions, chores.work_off_chores, chores.check_calendars)


@dataclass
class History:
    """What came of a seed: every step in words, and every promise that was broken."""

    seed: int
    story: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class Director:
    """Runs one history."""

    def __init__(self, sim: Sim, seed: int) -> None:
        self._sim = sim
        self._rng = Random(seed)
        self._presses = itertools.count(1)
        self._deadlines: list[int] = []

    async def run(self) -> list[str]:
        """Play the history, let it come to rest, and return what it broke."""
        await self._choose_grants()
        if self._rng.random() < 0.6:
            await self._meet_before()
        for _ in range(self._rng.choice((1, 2, 3))):
            self._sim.start()
        for _ in range(STEPS):
            await self._one_move()
        broken = await self._come_to_rest()
        names = {name: key_of(name) for name in PEOPLE}
        dead = [key for name, key in names.items() if f"g-{name}" in self._sim.peer.dead]
        events = {key: self._sim.marked(name) for name, key in names.items()}
        rest = await at_rest(self._sim.storage, self._sim.path, events, self._sim.touched)
        excused = {(key, session.id) for key in dead for session in rest.sessions} | self._sim.touched
        rest = await at_rest(self._sim.storage, self._sim.path, events, excused)
        broken += judge(rest)
        broken += [f"{type(error).__name__}: {error}" for error in self._strange()]
        return broken + self._foreign_touched()

    def _strange(self) -> list[BaseException]:
        return [error for error in self._sim.stage.unexpected if not isinstance(error, PerinError)]

    async def _choose_grants(self) -> None:
        for one, two in PAIRS:
            for mine, theirs in ((one, two), (two, one)):
                async with self._sim.storage.reading() as uow:
                    pair = await uow.connections.pair_between(key_of(mine), key_of(theirs))
                assert pair is not None
                terms = self._rng.choice(GRANTS)
                await edit_grant(self._sim.base, person=key_of(mine), connection=pair.connection.id, terms=terms)

    async def _meet_before(self) -> None:
        """A meeting stands already, so that the history may be about moving it or taking it away."""
        one, two = (key_of(name) for name in self._rng.choice(PAIRS[:2]))
        request = MeetingRequest(title="before", length_minutes=30)
        with suppress(PerinError):
            view = await propose_meeting(self._sim.base, asker=one, other=two, request=request, key="before")
            if not view.slots:
                return
            slot, session = view.slots[-1].slot, view.session.id
            with suppress(PerinError):
                await accept_slot(self._sim.base, person=two, session=session, slot=slot)
            await confirm_slot(self._sim.base, person=one, session=session, slot=slot)

    async def _one_move(self) -> None:
        rng, stage = self._rng, self._sim.stage
        move = rng.random()
        if stage.parked and move < 0.62:
            step = rng.choice(stage.parked)
            await self._step(step, self._verdict(step))
        elif move < 0.80:
            await self._press()
        elif move < 0.86:
            await self._job(rng.choice(JOBS))
        elif move < 0.91:
            await self._by_hand()
        elif move < 0.925 and len(self._sim.alive) > 0:
            replica = rng.choice(self._sim.alive)
            stage.story.append(f"{replica.name} is killed")
            replica.die()
            await stage.settle()
        elif stage.late and move < 0.96:
            await self._land(rng.randrange(len(stage.late)))
        else:
            await self._forward(rng.choice((1, 5, 20, 61, 200)))
        if not self._sim.alive:
            self._sim.start()

    def _verdict(self, step: Step) -> Verdict:
        """Mostly all goes well; what may go wrong depends on what it is."""
        name = step.name.partition(" ")[0]
        if self._rng.random() < 0.93:
            return Verdict.GO
        if name == "unit":
            return self._rng.choice((Verdict.DIE_BEFORE, Verdict.DIE_AFTER, Verdict.GO))
        if name in WRITES:
            return self._rng.choice(tuple(Verdict))
        if name in CALLS:
            return self._rng.choice((Verdict.LOST, Verdict.UNSENT, Verdict.SLOW, Verdict.DIE_BEFORE))
        return Verdict.GO

    async def _step(self, step: Step, verdict: Verdict) -> None:
        waiting = len(self._sim.stage.late)
        await self._sim.stage.run(step, verdict)
        if len(self._sim.stage.late) > waiting:
            self._deadlines.append(self._sim.clock.instant + QUIESCE)

    async def _press(self) -> None:
        makers, weights = zip(*PRESSES, strict=True)
        maker = self._rng.choices(makers, weights)[0]
        press = maker(self._rng, await look(self._sim))
        if press is None or not self._sim.alive:
            return
        await self._begin(press, self._rng.choice(self._sim.alive))
        if self._rng.random() < 0.15:
            await self._begin(press, self._rng.choice(self._sim.alive))

    async def _begin(self, press: Press, replica: Replica) -> None:
        words = f"press {next(self._presses)} at {replica.name}: {press.words}"
        await self._sim.stage.begin(words, _run(press, replica))

    async def _job(self, job: Job) -> None:
        if self._sim.alive:
            replica = self._rng.choice(self._sim.alive)
            await self._begin(Press(job.__name__, job), replica)

    async def _by_hand(self) -> None:
        """Somebody does something in Google themselves."""
        rng, sim = self._rng, self._sim
        name = rng.choice(PEOPLE)
        account = sim.google.account(f"g-{name}")
        ours = sim.marked(name)
        what = rng.random()
        if what < 0.04:
            sim.peer.dead.add(f"g-{name}")
            sim.stage.story.append(f"{name}'s token dies")
        elif ours and what < 0.3:
            event = rng.choice(ours)
            session = await sim.touch(name, event)
            if rng.random() < 0.5:
                sim.stage.story.append(f"{name} deletes an event of {session}")
                account.delete_event("primary", event["id"])
            else:
                start = sim.clock.instant // 900 * 900 + rng.randrange(100, 900) * 900
                sim.stage.story.append(f"{name} moves an event of {session} to {start}")
                account.update_event("primary", event["id"], start=start, end=start + 1800)
        else:
            start = sim.clock.instant // 900 * 900 + rng.randrange(20, 500) * 900
            made = account.add_event(summary="Private", start=start, end=start + rng.choice((1, 2, 4)) * HOUR)
            sim.foreign[str(made["id"])] = (name, str(made["etag"]))
            sim.stage.story.append(f"{name} is busy from {start}")

    def _foreign_touched(self) -> list[str]:
        broken = []
        for event, (name, etag) in self._sim.foreign.items():
            found = self._sim.google.find_event(f"{name}@example.com", event)
            if found is None or found[1].etag != etag:
                broken.append(f"an event of {name}'s own was touched")
        return broken

    async def _land(self, number: int) -> None:
        self._deadlines.pop(number)
        await self._sim.stage.land(number)

    async def _forward(self, seconds: int) -> None:
        """Move time; whatever was under way has arrived by then."""
        then = self._sim.clock.instant + seconds
        while self._deadlines and min(self._deadlines) <= then:
            await self._land(self._deadlines.index(min(self._deadlines)))
        self._sim.forward(seconds)
        self._sim.stage.story.append(f"{seconds} seconds pass")

    async def _come_to_rest(self) -> list[str]:
        """No more faults: every step goes, late writes land, time passes, and the jobs of one process finish."""
        stage = self._sim.stage
        stage.story.append("the faults stop")
        worker = self._sim.start()
        for number in range(ROUNDS):
            while stage.parked:
                await self._step(self._rng.choice(stage.parked), Verdict.GO)
            while stage.late:
                await self._land(0)
            if number >= 6 and await self._is_quiet():
                return []
            await self._forward(61 if number < 20 else DAY // 24)
            for job in JOBS:
                await self._begin(Press(job.__name__, job), worker)
                while stage.parked:
                    await self._step(stage.parked[0], Verdict.GO)
        return ["it never came to rest"]

    async def _is_quiet(self) -> bool:
        if self._sim.stage.tasks:
            return False
        async with self._sim.storage.reading() as uow:
            waiting = await uow.sessions.needing_slots(10)
        table = await look(self._sim)
        return not waiting and all(row.state.value != "booking" for row, _ in table.sessions)


async def _run(press: Press, replica: Replica) -> object:
    return await press.run(replica.deps)


async def play(seed: int, template: Path, path: Path) -> History:
    """Play the history of a seed on a copy of the prepared database."""
    history = History(seed)
    async with open_sim(template, path) as sim:
        history.story = sim.stage.story
        history.broken = await Director(sim, seed).run()
    return history
