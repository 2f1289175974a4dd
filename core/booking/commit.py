"""T3, the point of no return: session, message, audit and notices in one transaction, rights read again inside it."""

from __future__ import annotations

from dataclasses import replace

from core.booking.checks import around, slots_of, still_refused
from core.booking.conference import link_chore
from core.booking.world import Case, World
from core.booking.writing import write
from core.domain import sessions
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking, BookingState, Chore
from core.domain.errors import NotBooked, SlotNotLive
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import Message, MessageKind, newest_proposal
from core.domain.notices import ABOUT_MEETING, NoticeKind
from core.domain.scopes import Scope
from core.domain.sessions import REPLACED, Session, SessionState, require_meeting
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair


async def commit(world: World, case: Case) -> Booking:
    """Confirm the booking, and end the meeting that it moves.

    Raises the refusal that now stands against it (nothing is written then), LeaseLost.
    """
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
        slots = slots_of(meetings, session)
        refusal = still_refused(pair, session, booking, proposal, slots)
        if refusal is not None:
            raise refusal
        is_move = session.replaces is not None
        # Tidied up right after the commit; whoever looks for chores comes in only when this process is gone.
        chore, due_in = (Chore.TIDY, world.lease) if is_move else (link_chore(booking, session, pair), None)
        settled = await uow.bookings.save(
            replace(booking, state=BookingState.CONFIRMED, settled_at=now, chore=chore), world.lease, due_in=due_in
        )
        confirmed = await uow.sessions.save(sessions.confirm(session, booking.slot, by=booking.confirmed_by, now=now))
        await uow.messages.add(_message(settled, confirmed, pair, now))
        await _resolve(uow, confirmed, now)
        unseen = await _unseen(uow, booking, pair)
        telling = _tell(settled, session, confirmed, pair, unseen=unseen, now=now)
        if is_move:
            await _replace_meeting(uow, settled, confirmed, pair, telling)
        await write(uow, telling)
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


async def _unseen(uow: UnitOfWork, booking: Booking, pair: Pair) -> frozenset[PersonKey]:
    """Return to whom the card itself is the news: of what was booked without a click nothing was shown before."""
    if booking.confirmed_by is not None:
        return frozenset()
    sides = (pair.one.key, pair.two.key)
    if booking.generation == 1:
        return frozenset(sides)
    cards = [await uow.cards.find(key, booking.session) for key in sides]
    return frozenset(key for key, card in zip(sides, cards, strict=True) if card is None or card.ts is None)


def _tell(
    booking: Booking, before: Session, session: Session, pair: Pair, *, unseen: frozenset[PersonKey], now: int
) -> Telling:
    telling = Telling(now)
    actor = booking.confirmed_by
    for side in (pair.one, pair.two):
        telling.card(side.person, session, actor=actor, soonest=booking.slot.start)
        telling.notice(
            side.person,
            NoticeKind.BOOKED if session.replaces is None else NoticeKind.RESCHEDULED,
            about=f"{session.id}:{booking.generation}",
            other=session.counterpart(side.key),
            connection=session.connection,
            session=session,
            own_dm=False if side.key == actor or side.key in unseen else None,
        )
    telling.record(
        (session.asker, session.other),
        "session.booked" if session.replaces is None else "session.rescheduled",
        session.id,
        actor=actor or SYSTEM,
        authority="click" if actor is not None else "grant:write.auto",
        authorities={} if actor is None else {session.counterpart(actor): _leave(before, pair, actor)},
    )
    return telling


async def _replace_meeting(uow: UnitOfWork, booking: Booking, session: Session, pair: Pair, telling: Telling) -> None:
    """End the meeting that was moved: its events and its time are the new one's from here on. Raises NotBooked."""
    replaced = await uow.sessions.get(SessionId(session.replaces or ""))
    require_meeting(replaced, session.asker)
    old = await uow.bookings.of_session(replaced.id)
    if old is None or old.state is not BookingState.CONFIRMED:
        raise NotBooked(session=replaced.id)
    old = await uow.bookings.take(old.id, 0)
    await uow.bookings.save(replace(old, state=BookingState.MOVED, chore=Chore.NONE), 0)
    await uow.claims.release(old.id)
    await uow.claims.release(booking.id)
    await uow.claims.hold(booking.id, [(leg.account, leg.calendar) for leg in booking.legs], booking.slot)
    by = booking.confirmed_by
    ended = sessions.end(replaced, SessionState.CANCELED, by=by, reason=REPLACED, now=telling.now)
    ended = await uow.sessions.save(ended)
    await uow.messages.add(_ended(ended, by or session.asker, pair, telling.now))
    await uow.notices.resolve(telling.now, kinds=ABOUT_MEETING, session=ended.id)
    for side in (pair.one, pair.two):
        telling.card(side.person, ended, actor=by)


def _ended(session: Session, sender: PersonKey, pair: Pair, now: int) -> Message:
    return Message(
        session=session.id,
        number=0,
        kind=MessageKind.CANCEL,
        sender=sender,
        sent_at=now,
        key="cancel",
        reason=REPLACED,
        grant_versions=(pair.one.grant.version, pair.two.grant.version),
    )


def _leave(before: Session, pair: Pair, actor: PersonKey) -> str:
    """Say by what right the actor's press booked the other side's calendar."""
    other = pair.other(actor)
    if before.accepted_by == other.key:
        return "accept"
    return "grant:write.confirm" if other.grant.allows(Scope.WRITE_CONFIRM) else "grant:write.auto"
