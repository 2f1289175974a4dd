"""A state machine that Hypothesis drives: every act a person or fate may do, against a model of a few lines.

The model knows only which meetings stand and where. Whatever is done, in whatever order, the two calendars must show
exactly that, whenever nothing is under way.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.calendars.protocols import Calendars
from core.domain.errors import OutcomeUnknown, PerinError
from core.domain.ids import SessionId
from core.domain.messages import newest_proposal
from core.domain.sessions import Session, SessionState
from core.scheduling.intervals import Interval
from core.usecases import chores, jobs
from core.usecases.accept import accept_slot
from core.usecases.cancel import cancel_session
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.confirm import confirm_slot
from core.usecases.counter import counter_propose, list_mutual_times
from core.usecases.deps import Deps
from core.usecases.permissions import edit_grant
from core.usecases.propose import propose_meeting
from core.usecases.reschedule import reschedule_meeting
from core.usecases.revoke import revoke
from core.usecases.terms import MeetingChange, MeetingRequest
from tests.simulation.oracle import at_rest, judge
from tests.simulation.play import GRANTS
from tests.simulation.presses import look
from tests.simulation.world import PAIRS, PEOPLE, Sim, open_sim
from tests.support.people import DAY, key_of
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


class Meetings(RuleBasedStateMachine):
    """Three people meet, change their minds, and everything that can go wrong does."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._directory = tempfile.TemporaryDirectory()
        self._exits = AsyncExitStack()
        self._late: list[Callable[[], Coroutine[Any, Any, object]]] = []
        self._is_settled = True
        self._keys = 0
        path = Path(self._directory.name) / "machine.db"
        self.sim: Sim = self._do(self._exits.enter_async_context(open_sim(self.template, path)))
        self.meetings: dict[SessionId, Interval] = {}

    def teardown(self) -> None:
        """Finish what is under way, look at everything once more, and close."""
        try:
            self.restart()
            self.calendars_show_what_the_model_knows()
            self._do(self._judge())
        finally:
            self._do(self._exits.aclose())
            self._loop.close()
            self._directory.cleanup()

    def _do(self, work: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever it returns
        return self._loop.run_until_complete(work)

    def _try(self, work: Awaitable[object]) -> None:
        """Do something that may be refused; only a named refusal is an answer."""
        try:
            self._do(work)
        except PerinError:
            pass
        except Crash:
            self._is_settled = False
        self._learn()

    def _learn(self) -> None:
        """Take over which meetings were told to stand: what Perin says, the calendars must show."""
        table = self._do(look(self.sim))
        self.meetings = {
            row.id: row.booked_slot
            for row, _ in table.sessions
            if row.state is SessionState.CONFIRMED and row.booked_slot is not None
        }
        if any(row.state is SessionState.BOOKING for row, _ in table.sessions):
            self._is_settled = False

    def _pick(self, number: int, *states: SessionState) -> Session | None:
        rows = [row for row, _ in self._do(look(self.sim)).sessions if row.state in states]
        return rows[number % len(rows)] if rows else None

    def _pick_slot(self, number: int, *states: SessionState) -> tuple[Session, Interval] | None:
        rows = [item for item in self._do(look(self.sim)).sessions if item[0].state in states]
        if not rows:
            return None
        row, messages = rows[number % len(rows)]
        proposal = newest_proposal(messages)
        return None if proposal is None else (row, proposal.slots[number % len(proposal.slots)])

    @initialize(choices=st.lists(st.integers(0, len(GRANTS) - 1), min_size=6, max_size=6))
    def grants(self, choices: list[int]) -> None:
        """Each side grants what it likes."""
        for number, (one, two) in enumerate((*PAIRS, *((two, one) for one, two in PAIRS))):
            self._do(self._grant(one, two, choices[number]))

    async def _grant(self, mine: str, theirs: str, choice: int) -> None:
        async with self.sim.storage.reading() as uow:
            pair = await uow.connections.pair_between(key_of(mine), key_of(theirs))
        if pair is not None:
            await edit_grant(self.sim.base, person=key_of(mine), connection=pair.connection.id, terms=GRANTS[choice])

    @rule(pair=st.sampled_from(PAIRS), turn=st.booleans(), length=st.sampled_from((15, 30, 60)))
    def propose(self, pair: tuple[str, str], turn: bool, length: int) -> None:
        """Somebody asks somebody for a meeting."""
        asker, other = pair if turn else pair[::-1]
        self._keys += 1
        request = MeetingRequest(title=f"m{self._keys}", length_minutes=length)
        self._try(
            propose_meeting(
                self.sim.base, asker=key_of(asker), other=key_of(other), request=request, key=f"k{self._keys}"
            )
        )

    @rule(number=numbers, asker=st.booleans())
    def book(self, number: int, asker: bool) -> None:
        """A press on a slot."""
        self._book(number, self.sim.base, asker=asker)

    @rule(number=numbers)
    def double_click(self, number: int) -> None:
        """Two presses on one slot at the same time: one meeting."""
        found = self._pick_slot(number, SessionState.NEGOTIATING, SessionState.AWAITING_CONFIRMATION)
        if found is None:
            return
        row, slot = found

        async def both() -> None:
            presses = [
                confirm_slot(self.sim.base, person=person, session=row.id, slot=slot)
                for person in (row.asker, row.other)
            ]
            for result in await asyncio.gather(*presses, return_exceptions=True):
                if isinstance(result, BaseException) and not isinstance(result, PerinError):
                    raise result

        self._try(both())

    @rule(number=numbers, moment=st.integers(1, 40), late=st.booleans())
    def crash(self, number: int, moment: int, late: bool) -> None:
        """The process dies somewhere in a booking, perhaps with an insert still under way."""
        process = _DyingAt(self.sim.base, moment)
        deps = process.doomed()
        self._is_settled = False
        self._book(number, self._with_late(deps) if late else deps, asker=bool(number % 2))

    @rule(number=numbers)
    def late_write(self, number: int) -> None:
        """An insert whose answer is lost arrives after everything was decided."""
        self._is_settled = False
        self._book(number, self._with_late(self.sim.base), asker=bool(number % 2))

    def _with_late(self, deps: Deps) -> Deps:
        return replace(deps, calendars=cast("Calendars", _LateOnce(deps.calendars, self._late)))

    def _book(self, number: int, deps: Deps, *, asker: bool) -> None:
        found = self._pick_slot(number, SessionState.NEGOTIATING, SessionState.AWAITING_CONFIRMATION)
        if found is None:
            return
        row, slot = found
        person = row.asker if asker else row.other
        self._try(confirm_slot(deps, person=person, session=row.id, slot=slot))

    @rule(number=numbers, asker=st.booleans())
    def accept(self, number: int, asker: bool) -> None:
        """A press on *Accept*."""
        found = self._pick_slot(number, SessionState.NEGOTIATING)
        if found is not None:
            row, slot = found
            person = row.asker if asker else row.other
            self._try(accept_slot(self.sim.base, person=person, session=row.id, slot=slot))

    @rule(number=numbers)
    def counter(self, number: int) -> None:
        """The receiver suggests other times."""
        found = self._pick(number, SessionState.NEGOTIATING, SessionState.AWAITING_CONFIRMATION)
        if found is None:
            return
        row = found

        async def suggest() -> None:
            mutual = await list_mutual_times(self.sim.base, person=row.other, session=row.id)
            await counter_propose(
                self.sim.base,
                person=row.other,
                session=row.id,
                slots=mutual.slots[:2],
                version=mutual.view.session.version,
            )

        self._try(suggest())

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        """A session is canceled."""
        found = self._pick(number, SessionState.INITIATED, SessionState.NEGOTIATING, SessionState.AWAITING_CONFIRMATION)
        if found is not None:
            self._try(cancel_session(self.sim.base, person=found.asker, session=found.id))

    @rule(number=numbers, asker=st.booleans())
    def reschedule(self, number: int, asker: bool) -> None:
        """A meeting is to be moved: a new session offers times; *book* may then move it."""
        found = self._pick(number, SessionState.CONFIRMED)
        if found is not None:
            self._keys += 1
            person = found.asker if asker else found.other
            self._try(
                reschedule_meeting(
                    self.sim.base, person=person, session=found.id, request=MeetingChange(), key=f"k{self._keys}"
                )
            )

    @rule(number=numbers, asker=st.booleans())
    def cancel_the_meeting(self, number: int, asker: bool) -> None:
        """A meeting is canceled, edited by hand or not."""
        found = self._pick(number, SessionState.CONFIRMED)
        if found is not None:
            person = found.asker if asker else found.other
            self._try(cancel_meeting(self.sim.base, person=person, session=found.id, anyway=True))

    @rule(number=numbers, name=names)
    def outside_edit(self, number: int, name: str) -> None:
        """Somebody deletes one of our events in Google, or is busy from now on."""
        ours = self.sim.marked(name)
        account = self.sim.google.account(f"g-{name}")
        if ours and number % 3 == 0:
            event = ours[number % len(ours)]
            self.sim.touched.add((key_of(name), str(event["extendedProperties"]["private"]["bk_s"])))
            account.delete_event("primary", event["id"])
        else:
            start = self.sim.clock.instant // 900 * 900 + (20 + number % 400) * 900
            account.add_event(summary="Private", start=start, end=start + 3600)

    @rule(number=numbers)
    def expire(self, number: int) -> None:
        """A day goes by."""
        self._forward(DAY if number % 2 else 3600)
        self._try(jobs.expire_sessions(self.sim.base))

    @precondition(lambda self: len(self.meetings) > 1)
    @rule(number=numbers)
    def end_connection(self, number: int) -> None:
        """A connection is revoked; its meetings stand."""
        found = self._pick(number, SessionState.CONFIRMED, SessionState.NEGOTIATING)
        if found is not None:
            self._try(revoke(self.sim.base, person=found.asker, connection=found.connection))

    @rule()
    def restart(self) -> None:
        """Another process takes over once the leases ended; late writes have arrived by then."""
        for _ in range(4):
            self._forward(61)
            for job in (jobs.recover_bookings, chores.work_off_chores):
                self._do(job(self.sim.base))
        self._is_settled = True
        self._learn()

    def _forward(self, seconds: int) -> None:
        for write in self._late:
            try:
                self._do(write())
            except PerinError:
                continue
        self._late.clear()
        self.sim.forward(seconds)

    @precondition(lambda self: self._is_settled)
    @invariant()
    def calendars_show_what_the_model_knows(self) -> None:
        """One event on each of the two calendars per meeting, where it was told; nothing else of ours."""
        for name in PEOPLE:
            shown = {str(event["extendedProperties"]["private"]["bk_s"]) for event in self.sim.marked(name)}
            table = self._do(look(self.sim))
            mine = {str(row.id) for row, _ in table.sessions if row.id in self.meetings and row.has(key_of(name))}
            excused = {session for person, session in self.sim.touched if person == key_of(name)}
            assert shown - excused == mine - excused, f"{name}: shown {shown}, told {mine}"

    async def _judge(self) -> None:
        events = {key_of(name): self.sim.marked(name) for name in PEOPLE}
        rest = await at_rest(self.sim.storage, self.sim.path, events, self.sim.touched)
        assert judge(rest) == []


class _DyingAt(Process):
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
