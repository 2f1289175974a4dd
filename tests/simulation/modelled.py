"""What the state machine's rules share: a world driven from outside any event loop, and a model of a few lines."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from core.calendars.protocols import Calendars
from core.domain.errors import OutcomeUnknown, PerinError
from core.domain.ids import SessionId
from core.domain.messages import newest_proposal
from core.domain.sessions import Session, SessionState
from core.scheduling.intervals import Interval
from core.usecases.confirm import confirm_slot
from core.usecases.deps import Deps
from core.usecases.permissions import edit_grant
from core.usecases.views import SessionView
from tests.simulation.oracle import at_rest, judge
from tests.simulation.play import GRANTS
from tests.simulation.presses import look
from tests.simulation.world import PEOPLE, Sim, open_sim
from tests.support.people import key_of
from tests.support.stepping import Crash, Process

names = st.sampled_from(PEOPLE)
numbers = st.integers(0, 10**6)


class _LateOnce:
    """Calendars whose next insert loses its answer and reaches Google only later."""

    def __init__(self, real: Calendars, late: list[Callable[[], Coroutine[Any, Any, object]]]) -> None:
        self._real = real
        self._late = late
        self._is_spent = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        found = getattr(self._real, name)
        if name != "insert" or self._is_spent:
            return found

        async def insert(*given: Any) -> object:  # noqa: ANN401 - passed on as given
            self._is_spent = True
            self._late.append(lambda: found(*given))
            raise OutcomeUnknown

        return insert


class Modelled(RuleBasedStateMachine):
    """A world, the model of it, and the few moves that rules are made of.

    The model is what people were told: ``meetings`` holds which stand, and where. It is never read off Perin's rows,
    but for a press that was cut off, of which nobody was told anything.
    """

    template: Path
    booked = 0
    """How many bookings were told in all histories."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._directory = tempfile.TemporaryDirectory(dir=self.template.parent)
        self._exits = AsyncExitStack()
        self._late: list[Callable[[], Coroutine[Any, Any, object]]] = []
        self._is_settled = True
        self._doubtful: dict[SessionId, Interval] = {}
        self._keys = 0
        path = Path(self._directory.name) / "machine.db"
        self.sim: Sim = self._do(self._exits.enter_async_context(open_sim(self.template, path)))
        self.meetings: dict[SessionId, Interval] = {}

    def _do(self, work: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever it returns
        return self._loop.run_until_complete(work)

    def _try(self, work: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever it returns
        """Do something that may be refused; only a named refusal is an answer, and then None is returned."""
        try:
            return self._do(work)
        except PerinError:
            return None

    def _told(self, view: SessionView | None) -> None:
        """Learn from an answer that a meeting stands: the calendars must show it from now on, and nowhere else."""
        session = view.session if view is not None else None
        if session is None or session.state is not SessionState.CONFIRMED or session.booked_slot is None:
            return
        self.meetings[session.id] = session.booked_slot
        if session.replaces is not None:
            self.meetings.pop(session.replaces, None)
        type(self).booked += 1

    def _cut_off(self, session: SessionId, slot: Interval) -> None:
        """Nobody was told what became of a press: the meeting may come to stand at that slot, or not at all."""
        if any(row.id == session and row.state is SessionState.BOOKING for row in self._rows()):
            self._is_settled = False
            self._doubtful[session] = slot

    def _rows(self) -> list[Session]:
        return [row for row, _ in self._do(look(self.sim)).sessions]

    def _resolve(self) -> None:
        """Now that another process has looked after it: what was cut off stands where it was wanted, or not at all."""
        for row in self._rows():
            slot = self._doubtful.get(row.id)
            if slot is None or row.state is not SessionState.CONFIRMED:
                continue
            assert row.booked_slot == slot, f"{row.id} was wanted at {slot}, and stands at {row.booked_slot}"
            self.meetings[row.id] = slot
            if row.replaces is not None:
                self.meetings.pop(row.replaces, None)
        self._doubtful.clear()
        self._is_settled = True

    def _pick(self, number: int, *states: SessionState) -> Session | None:
        rows = [row for row in self._rows() if row.state in states]
        return rows[number % len(rows)] if rows else None

    def _pick_slot(self, number: int, *states: SessionState) -> tuple[Session, Interval] | None:
        rows = [item for item in self._do(look(self.sim)).sessions if item[0].state in states]
        if not rows:
            return None
        row, messages = rows[number % len(rows)]
        proposal = newest_proposal(messages)
        return None if proposal is None else (row, proposal.slots[number % len(proposal.slots)])

    async def _grant(self, mine: str, theirs: str, choice: int) -> None:
        async with self.sim.storage.reading() as uow:
            pair = await uow.connections.pair_between(key_of(mine), key_of(theirs))
        if pair is not None:
            await edit_grant(self.sim.base, person=key_of(mine), connection=pair.connection.id, terms=GRANTS[choice])

    def _with_late(self, deps: Deps) -> Deps:
        return replace(deps, calendars=cast("Calendars", _LateOnce(deps.calendars, self._late)))

    def _book(self, number: int, deps: Deps, *, asker: bool) -> None:
        found = self._pick_slot(number, SessionState.NEGOTIATING, SessionState.AWAITING_CONFIRMATION)
        if found is None:
            return
        row, slot = found
        person = row.asker if asker else row.other
        try:
            self._told(self._try(confirm_slot(deps, person=person, session=row.id, slot=slot)))
        except Crash:
            self._is_settled = False
            self._doubtful[row.id] = slot
        else:
            self._cut_off(row.id, slot)

    def _forward(self, seconds: int) -> None:
        for write in self._late:
            try:
                self._do(write())
            except PerinError:
                continue
        self._late.clear()
        self.sim.forward(seconds)

    async def _judge(self) -> None:
        events = {key_of(name): self.sim.marked(name) for name in PEOPLE}
        rest = await at_rest(self.sim.storage, self.sim.path, events, self.sim.touched)
        assert judge(rest) == []


class DyingAt(Process):
    """A process that dies at its n-th moment, whatever that is called."""

    def __init__(self, deps: Deps, number: int) -> None:
        super().__init__(deps)
        self._number = number

    async def pass_by(self, name: str) -> None:
        """Count the moments."""
        self.moments.append(name)
        if self.is_dead or len(self.moments) == self._number:
            self.is_dead = True
            raise Crash(name)
