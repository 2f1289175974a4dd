"""T3, the point of no return: session, message, audit and notices in one transaction, rights read again inside it."""

from __future__ import annotations

from dataclasses import replace

from core.booking.checks import around, still_refused
from core.booking.world import Case, World
from core.booking.writing import write
from core.domain import sessions
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking, BookingState
from core.domain.errors import SlotNotLive
from core.domain.ids import PersonKey
from core.domain.messages import Message, MessageKind, newest_proposal
from core.domain.notices import NoticeKind
from core.domain.scopes import Scope
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair


async def commit(world: World, case: Case) -> Booking:
    """Confirm the booking. Raises the refusal that now stands against it (nothing is written then), LeaseLost."""
    booking = case.booking
    now = world.now()
    async with world.storage.uow() as uow:
        # The connection is held before the session is read: what is decided on it is decided one at a time.
        pair = await uow.connections.pair(case.session.connection)
        session = await uow.sessions.get(booking.session)
        proposal = newest_proposal(await uow.messages.of(session.id))
        if proposal is None:
            raise SlotNotLive(session=session.id)
        span = around(booking.slot)
        meetings = await uow.sessions.meetings_between(session.connection, span.start, span.end)
        slots = tuple(item.booked_slot for item in meetings if item.booked_slot is not None)
        refusal = still_refused(pair, session, booking, proposal, slots)
        if refusal is not None:
            raise refusal
        settled = await uow.bookings.save(replace(booking, state=BookingState.CONFIRMED, settled_at=now), world.lease)
        confirmed = await uow.sessions.save(sessions.confirm(session, booking.slot, by=booking.confirmed_by, now=now))
        await uow.messages.add(_message(settled, confirmed, pair, now))
        await _resolve(uow, confirmed, now)
        await write(uow, _tell(settled, session, confirmed, pair, now))
        await uow.commit()
    return settled


def _message(booking: Booking, session: Session, pair: Pair, now: int) -> Message:
    return Message(
        session=session.id,
        number=0,
        kind=MessageKind.CONFIRM,
        sender=booking.confirmed_by or session.asker,
        sent_at=now,
        key=f"confirm:{booking.generation}",
        slots=(booking.slot,),
        events=tuple(leg.event for leg in booking.legs),
        reason="" if booking.confirmed_by else "auto",
        grant_versions=(pair.one.grant.version, pair.two.grant.version),
    )


async def _resolve(uow: UnitOfWork, session: Session, now: int) -> None:
    await uow.notices.resolve(now, kinds=(NoticeKind.SLOTS_FOR_YOU, NoticeKind.CONFIRMATION_NEEDED), session=session.id)


def _tell(booking: Booking, before: Session, session: Session, pair: Pair, now: int) -> Telling:
    telling = Telling(now)
    actor = booking.confirmed_by
    for side in (pair.one, pair.two):
        telling.card(side.person, session, actor=actor)
        telling.notice(
            side.person,
            NoticeKind.BOOKED,
            about=f"{session.id}:{booking.generation}",
            other=session.counterpart(side.key),
            connection=session.connection,
            session=session,
            own_dm=False if side.key == actor else None,
        )
    telling.record(
        (session.asker, session.other),
        "session.booked",
        session.id,
        actor=actor or SYSTEM,
        authority="click" if actor is not None else "grant:write.auto",
        authorities={} if actor is None else {session.counterpart(actor): _leave(before, pair, actor)},
    )
    return telling


def _leave(before: Session, pair: Pair, actor: PersonKey) -> str:
    """Say by what right the actor's press booked the other side's calendar."""
    other = pair.other(actor)
    if before.accepted_by == other.key:
        return "accept"
    return "grant:write.confirm" if other.grant.allows(Scope.WRITE_CONFIRM) else "grant:write.auto"
