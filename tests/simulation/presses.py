"""What people do in a history: presses of every kind, by whoever may and by whoever may not, early, late and twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from core.domain.ids import PersonKey
from core.domain.messages import Message, newest_proposal
from core.domain.sessions import Session, SessionState
from core.scheduling.intervals import Interval
from core.usecases.accept import accept_slot, withdraw_accept
from core.usecases.cancel import cancel_session
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.changed import take_new_time as take_new
from core.usecases.confirm import confirm_slot
from core.usecases.counter import counter_propose, list_mutual_times
from core.usecases.deps import Deps
from core.usecases.more_times import more_times
from core.usecases.propose import propose_meeting
from core.usecases.reschedule import reschedule_meeting
from core.usecases.revoke import revoke
from core.usecases.terms import MeetingChange, MeetingRequest
from core.usecases.undo import undo_booking
from tests.simulation.world import PAIRS, Sim
from tests.support.people import key_of

LENGTHS = (15, 30, 45)


@dataclass(frozen=True)
class Press:
    """Something a person does, told in words, to be run in one process."""

    words: str
    run: Callable[[Deps], Awaitable[object]]


@dataclass(frozen=True)
class Table:
    """What lies open at a moment: every session with its messages, and the connections' ids."""

    sessions: tuple[tuple[Session, tuple[Message, ...]], ...]

    def choose(self, rng: Random, *states: SessionState) -> tuple[Session, tuple[Message, ...]] | None:
        """One session in one of the states, None when there is none."""
        found = [item for item in self.sessions if item[0].state in states]
        return rng.choice(found) if found else None


OPEN = (SessionState.NEGOTIATING, SessionState.AWAITING_CONFIRMATION)


def propose(rng: Random, _table: Table) -> Press:
    """Somebody wants to meet somebody."""
    # New York and Kolkata share no working hours: such sessions find nothing, which must happen, but not often.
    asker, other = rng.sample(rng.choice((*PAIRS, *PAIRS[:2], *PAIRS[:2])), 2)
    request = MeetingRequest(title=f"m{rng.randrange(10**6)}", length_minutes=rng.choice(LENGTHS))
    key = f"key{rng.randrange(10**9)}"
    return Press(
        f"{asker} asks {other}",
        lambda deps: propose_meeting(deps, asker=key_of(asker), other=key_of(other), request=request, key=key),
    )


def book(rng: Random, table: Table) -> Press | None:
    """A press on a slot that was offered at some time, perhaps not any more."""
    found = table.choose(rng, *OPEN, SessionState.BOOKING, SessionState.CONFIRMED)
    slot = found and _slot(rng, found[1])
    if found is None or slot is None:
        return None
    session, person = found[0].id, _somebody(rng, found[0])
    return Press(
        f"{person} books {session}", lambda deps: confirm_slot(deps, person=person, session=session, slot=slot)
    )


def accept(rng: Random, table: Table) -> Press | None:
    """A press on *Accept*."""
    found = table.choose(rng, *OPEN)
    slot = found and _slot(rng, found[1])
    if found is None or slot is None:
        return None
    session, person = found[0].id, _somebody(rng, found[0])
    return Press(
        f"{person} accepts in {session}", lambda deps: accept_slot(deps, person=person, session=session, slot=slot)
    )


def confirm_accepted(rng: Random, table: Table) -> Press | None:
    """The other side books what was accepted."""
    found = table.choose(rng, SessionState.AWAITING_CONFIRMATION)
    if found is None or found[0].accepted_slot is None or found[0].accepted_by is None:
        return None
    session, slot = found[0].id, found[0].accepted_slot
    person = found[0].counterpart(found[0].accepted_by)
    return Press(
        f"{person} confirms {session}", lambda deps: confirm_slot(deps, person=person, session=session, slot=slot)
    )


def take_back(rng: Random, table: Table) -> Press | None:
    """An accept is withdrawn."""
    found = table.choose(rng, SessionState.AWAITING_CONFIRMATION)
    if found is None or found[0].accepted_by is None:
        return None
    session, person = found[0].id, found[0].accepted_by
    return Press(
        f"{person} takes back in {session}", lambda deps: withdraw_accept(deps, person=person, session=session)
    )


def more(rng: Random, table: Table) -> Press | None:
    """*More times*."""
    found = table.choose(rng, *OPEN)
    if found is None:
        return None
    session, person = found[0].id, _somebody(rng, found[0])
    return Press(f"{person} wants more in {session}", lambda deps: more_times(deps, person=person, session=session))


def cancel(rng: Random, table: Table) -> Press | None:
    """*Cancel*, also when it is too late."""
    found = table.choose(rng, *OPEN, SessionState.BOOKING)
    if found is None:
        return None
    session, person = found[0].id, _somebody(rng, found[0])
    return Press(f"{person} cancels {session}", lambda deps: cancel_session(deps, person=person, session=session))


def end_connection(rng: Random, table: Table) -> Press | None:
    """A connection is revoked, perhaps in the middle of a booking."""
    found = table.choose(rng, *OPEN, SessionState.BOOKING)
    if found is None:
        return None
    connection, person = found[0].connection, _somebody(rng, found[0])
    return Press(f"{person} revokes", lambda deps: revoke(deps, person=person, connection=connection))


def reschedule(rng: Random, table: Table) -> Press | None:
    """A meeting is to be moved; a later *book* in the new session moves it."""
    found = table.choose(rng, SessionState.CONFIRMED)
    if found is None:
        return None
    session, person, key = found[0].id, _somebody(rng, found[0]), f"key{rng.randrange(10**9)}"
    return Press(
        f"{person} reschedules {session}",
        lambda deps: reschedule_meeting(deps, person=person, session=session, request=MeetingChange(), key=key),
    )


def cancel_the_meeting(rng: Random, table: Table) -> Press | None:
    """*Cancel meeting*, edited in Google or not."""
    found = table.choose(rng, SessionState.CONFIRMED)
    if found is None:
        return None
    session, person, anyway = found[0].id, _somebody(rng, found[0]), rng.random() < 0.5
    return Press(
        f"{person} cancels the meeting {session}",
        lambda deps: cancel_meeting(deps, person=person, session=session, anyway=anyway),
    )


def take_new_time(rng: Random, table: Table) -> Press | None:
    """*Take new time* after somebody's edit in Google, or without any."""
    found = table.choose(rng, SessionState.CONFIRMED)
    if found is None:
        return None
    session, person = found[0].id, _somebody(rng, found[0])
    return Press(
        f"{person} takes the new time of {session}", lambda deps: take_new(deps, person=person, session=session)
    )


def undo(rng: Random, table: Table) -> Press | None:
    """*Undo*, also where a person had clicked and where it is too late."""
    found = table.choose(rng, SessionState.CONFIRMED)
    if found is None:
        return None
    session, person = found[0].id, _somebody(rng, found[0])
    return Press(f"{person} undoes {session}", lambda deps: undo_booking(deps, person=person, session=session))


def counter(rng: Random, table: Table) -> Press | None:
    """*Suggest other times*: look, choose some, send them."""
    found = table.choose(rng, *OPEN)
    if found is None:
        return None
    session, person, many = found[0].id, _somebody(rng, found[0]), rng.choice((1, 2, 3))

    async def suggest(deps: Deps) -> object:
        mutual = await list_mutual_times(deps, person=person, session=session)
        version = mutual.view.session.version
        return await counter_propose(deps, person=person, session=session, slots=mutual.slots[:many], version=version)

    return Press(f"{person} suggests other times in {session}", suggest)


Maker = Callable[[Random, Table], Press | None]
PRESSES: tuple[tuple[Maker, int], ...] = (
    (propose, 12),
    (book, 20),
    (accept, 10),
    (confirm_accepted, 14),
    (take_back, 1),
    (more, 3),
    (cancel, 1),
    (end_connection, 1),
    (reschedule, 8),
    (cancel_the_meeting, 3),
    (undo, 2),
    (take_new_time, 2),
    (counter, 3),
)
"""What people do, and how often."""


async def look(sim: Sim) -> Table:
    """Read what lies open, as no process could: between two steps. A meeting outlives the connection it came from."""
    async with sim.storage.reading() as uow:
        rows = []
        for connection in sim.connections:
            found = (
                *await uow.sessions.open_on(connection),
                *await uow.sessions.meetings_between(connection, 0, 2**40),
            )
            rows += [(row, await uow.messages.of(row.id)) for row in found]
    return Table(tuple(sorted(rows, key=lambda item: item[0].id)))


def _slot(rng: Random, messages: tuple[Message, ...]) -> Interval | None:
    proposal = newest_proposal(messages)
    return rng.choice(proposal.slots) if proposal is not None and proposal.slots else None


def _somebody(rng: Random, session: Session) -> PersonKey:
    return rng.choice((session.asker, session.other))
