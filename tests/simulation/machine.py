"""A state machine that Hypothesis drives: every act a person or fate may do, against a model of a few lines.

The model knows only which meetings stand and where. Whatever is done, in whatever order, the two calendars must show
exactly that, whenever nothing is under way.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from core.domain.errors import PerinError
from core.domain.sessions import SessionState
from core.usecases import chores, jobs
from core.usecases.accept import accept_slot
from core.usecases.cancel import cancel_session
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.confirm import confirm_slot
from core.usecases.counter import counter_propose, list_mutual_times
from core.usecases.propose import propose_meeting
from core.usecases.reschedule import reschedule_meeting
from core.usecases.revoke import revoke
from core.usecases.terms import MeetingChange, MeetingRequest
from core.usecases.views import SessionView
from tests.simulation.modelled import DyingAt, Modelled
from tests.simulation.oracle import session_of, span_of
from tests.simulation.world import PAIRS, PEOPLE
from tests.support.people import DAY, key_of

names = st.sampled_from(PEOPLE)
numbers = st.integers(0, 10**6)
MEETING_PAIRS = PAIRS[:2]
"""Those who share working hours: Bob and Priya never find a time."""


class Meetings(Modelled):
    """Three people meet, change their minds, and everything that can go wrong does."""

    def teardown(self) -> None:
        """Finish what is under way, look at everything once more, and close."""
        try:
            self.restart()
            self.calendars_show_what_people_were_told()
            self._do(self._judge())
        finally:
            self._do(self._exits.aclose())
            self._loop.close()
            self._directory.cleanup()

    @initialize(choices=st.lists(st.sampled_from((1, 1, 1, 3, 0)), min_size=6, max_size=6))
    def grants(self, choices: list[int]) -> None:
        """Each side grants what it likes."""
        for number, (one, two) in enumerate((*PAIRS, *((two, one) for one, two in PAIRS))):
            self._do(self._grant(one, two, choices[number]))

    @rule(pair=st.sampled_from(MEETING_PAIRS), number=numbers)
    def meet(self, pair: tuple[str, str], number: int) -> None:
        """What people mostly do: one asks, and one of the two books."""
        self.propose(pair, bool(number % 2), 30)
        self._book(-1, self.sim.base, asker=bool(number % 3))

    @rule(pair=st.sampled_from((*MEETING_PAIRS, *PAIRS)), turn=st.booleans(), length=st.sampled_from((15, 30, 60)))
    def propose(self, pair: tuple[str, str], turn: bool, length: int) -> None:
        """Somebody asks somebody for a meeting."""
        asker, other = pair if turn else pair[::-1]
        self._keys += 1
        request = MeetingRequest(title=f"m{self._keys}", length_minutes=length)
        key = f"k{self._keys}"
        self._told(
            self._try(
                propose_meeting(self.sim.base, asker=key_of(asker), other=key_of(other), request=request, key=key)
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

        async def both() -> list[SessionView]:
            presses = [
                confirm_slot(self.sim.base, person=person, session=row.id, slot=slot)
                for person in (row.asker, row.other)
            ]
            results = await asyncio.gather(*presses, return_exceptions=True)
            strange = [one for one in results if isinstance(one, BaseException) and not isinstance(one, PerinError)]
            for error in strange:
                raise error
            return [one for one in results if not isinstance(one, BaseException)]

        for view in self._do(both()):
            self._told(view)
        self._cut_off(row.id, slot)

    @rule(number=numbers, moment=st.integers(1, 40), late=st.booleans())
    def crash(self, number: int, moment: int, late: bool) -> None:
        """The process dies somewhere in a booking, perhaps with an insert still under way."""
        deps = DyingAt(self._with_late(self.sim.base) if late else self.sim.base, moment).doomed()
        self._book(number, deps, asker=bool(number % 2))

    @rule(number=numbers)
    def late_write(self, number: int) -> None:
        """An insert whose answer is lost arrives after everything was decided."""
        self._is_settled = False
        self._book(number, self._with_late(self.sim.base), asker=bool(number % 2))

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
            view = self._try(cancel_meeting(self.sim.base, person=person, session=found.id, anyway=True))
            if view is not None and view.session.state is SessionState.CANCELED:
                self.meetings.pop(found.id, None)

    @rule(number=numbers, name=names)
    def outside_edit(self, number: int, name: str) -> None:
        """Somebody deletes or moves one of our events in Google, or is busy from now on."""
        ours = self.sim.marked(name)
        account = self.sim.google.account(f"g-{name}")
        if ours and number % 3:
            event = ours[number % len(ours)]
            self._do(self.sim.touch(name, event))
            if number % 3 == 1:
                account.delete_event("primary", event["id"])
            else:
                start = self.sim.clock.instant // 900 * 900 + (30 + number % 300) * 900
                account.update_event("primary", event["id"], start=start, end=start + 1800)
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
            for job in (jobs.recover_bookings, chores.work_off_chores, chores.check_calendars):
                self._do(job(self.sim.base))
        self._resolve()

    @precondition(lambda self: self._is_settled)
    @invariant()
    def calendars_show_what_people_were_told(self) -> None:
        """One event on each of the two calendars per meeting, where it was told; nothing else of ours."""
        people = {row.id: row for row in self._rows()}
        for name in PEOPLE:
            key = key_of(name)
            excused = {session for person, session in self.sim.touched if person == key}
            shown = Counter((session_of(event), span_of(event)) for event in self.sim.marked(name))
            told = Counter((str(one), slot) for one, slot in self.meetings.items() if people[one].has(key))
            wrong = {one for one in shown.keys() | told.keys() if one[0] not in excused and shown[one] != told[one]}
            assert not wrong, f"{name}: shown {shown}, told {told}"

    @precondition(lambda self: self._is_settled)
    @invariant()
    def rows_tell_what_people_were_told(self) -> None:
        """A session is a meeting if, and only if, somebody was told so; what was moved by hand may lie elsewhere."""
        stands = {row.id for row in self._rows() if row.state is SessionState.CONFIRMED}
        assert stands == set(self.meetings)
