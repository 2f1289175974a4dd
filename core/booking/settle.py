"""T6.

The session's fate after a booking that didn't come about, told once, in the transaction that releases its time.
"""

from __future__ import annotations

from dataclasses import replace

from core.booking.world import Case, World
from core.booking.writing import write
from core.domain import sessions
from core.domain.accounts import AccountState
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking
from core.domain.errors import ConnectionEnded, NotConnected, SlotTaken
from core.domain.ids import PersonKey
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.sessions import Session, SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair

REVOKED = frozenset({ConnectionEnded.code, NotConnected.code})
TAKEN = frozenset({SlotTaken.code, "event_changed"})


async def settle_rolled_back(world: World, case: Case, lost: tuple[PersonKey, ...]) -> Booking:
    """Store the end of a rolled-back booking. ``lost`` are the people whose token is dead. Raises LeaseLost."""
    now = world.now()
    async with world.storage.uow() as uow:
        booking = await uow.bookings.save(replace(case.booking, settled_at=now), world.lease)
        await uow.claims.release(booking.id)
        session = await uow.sessions.get(booking.session)
        pair = await uow.connections.pair(session.connection)
        telling = Telling(now)
        if session.state is SessionState.BOOKING:
            session = await _end(uow, booking, session, pair, telling)
        for person in lost:
            await _mark_broken(uow, pair, person, booking, telling)
        await write(uow, telling)
        await uow.commit()
    return booking


def _fate(session: Session, booking: Booking, now: int) -> Session:
    """Return the session after the failure: new slots, canceled, or an error whose reason is told."""
    if booking.reason in TAKEN:
        return sessions.reopen(session)
    state = SessionState.CANCELED if booking.reason in REVOKED else SessionState.ERROR
    return sessions.end(session, state, by=None, reason=booking.reason, now=now)


async def _end(uow: UnitOfWork, booking: Booking, session: Session, pair: Pair, telling: Telling) -> Session:
    now = telling.now
    ended = await uow.sessions.save(_fate(session, booking, now))
    await uow.messages.add(
        Message(
            session=session.id,
            number=0,
            kind=MessageKind.ERROR,
            sender=booking.confirmed_by or session.asker,
            sent_at=now,
            key=f"error:{booking.generation}",
            slots=(booking.slot,),
            reason=booking.reason,
            grant_versions=(pair.one.grant.version, pair.two.grant.version),
        )
    )
    await uow.notices.resolve(now, kinds=(NoticeKind.SLOTS_FOR_YOU, NoticeKind.CONFIRMATION_NEEDED), session=session.id)
    kind = NoticeKind.SLOT_TAKEN if ended.needs_slots else NoticeKind.BOOKING_FAILED
    for side in (pair.one, pair.two):
        telling.card(side.person, ended, actor=booking.confirmed_by)
        telling.notice(
            side.person,
            kind,
            about=f"{session.id}:{booking.generation}",
            other=session.counterpart(side.key),
            connection=session.connection,
            session=ended,
            facts={"reason": booking.reason, "start": booking.slot.start, "end": booking.slot.end},
            own_dm=False if side.key == booking.confirmed_by else None,
        )
    telling.record(
        (session.asker, session.other),
        "session.booking_failed",
        session.id,
        actor=booking.confirmed_by or SYSTEM,
        authority="click" if booking.confirmed_by else "grant:write.auto",
        facts={"reason": booking.reason},
    )
    return ended


async def _mark_broken(uow: UnitOfWork, pair: Pair, key: PersonKey, booking: Booking, telling: Telling) -> None:
    """Remember that the token is dead and ask its owner, once, to reconnect."""
    account = await uow.accounts.find(key)
    if account is not None and account.state is not AccountState.BROKEN:
        account = await uow.accounts.save(replace(account, state=AccountState.BROKEN))
        telling.notice(
            pair.side(key).person,
            NoticeKind.RECONNECT_NEEDED,
            about=f"account:{account.account}:{account.version}",
            facts={"needs_attention": booking.state.value == "needs_attention"},
        )
        telling.record((key,), "calendar.broken", account.account, actor=key, authority="google")
