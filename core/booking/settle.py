"""T6: the fate of a session whose booking didn't come about, told once, as its time is released."""

from __future__ import annotations

from dataclasses import replace

from core.booking.moving import restore_standing
from core.booking.world import Case, World
from core.booking.writing import write
from core.domain import sessions
from core.domain.accounts import AccountState
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking, BookingState, Chore
from core.domain.errors import (
    CalendarBroken,
    CalendarNotLinked,
    ConnectionEnded,
    EventChanged,
    EventGone,
    Fact,
    NotBooked,
    NotConnected,
    SlotTaken,
    StaleVersion,
)
from core.domain.ids import PersonKey
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.sessions import Session, SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair

REVOKED = frozenset({ConnectionEnded.code, NotConnected.code, NotBooked.code})
"""What it was for is over: the connection, or the meeting that was to move."""
TAKEN = frozenset({SlotTaken.code, EventChanged.code, EventGone.code})
"""Somebody has the time, or took our hold away: both mean "not then"."""
_TO_MEND = frozenset({CalendarBroken.code, CalendarNotLinked.code})


async def settle_rolled_back(
    world: World, case: Case, lost: tuple[PersonKey, ...], kept: tuple[PersonKey, ...]
) -> Booking:
    """Store the end of a rolled-back booking. Raises LeaseLost.

    ``lost`` are the people whose token can't be used, ``kept`` those whose event stays because they edited it.
    A booking that needed attention and is clean by now has its fate already: its cards are drawn again, no more.
    """
    now = world.now()
    async with world.storage.uow() as uow:
        pair = await uow.connections.pair(case.session.connection)
        ended = replace(case.booking, settled_at=now if case.booking.is_settled else None, attempt=0)
        # Also one that needs attention is nobody's work from here on: its lease ends with this step.
        due_in = world.quiesce if ended.chore is Chore.VERIFY else None
        booking = await uow.bookings.save(ended, 0, due_in=due_in)
        await uow.claims.release(booking.id)
        await restore_standing(uow, case)
        session = await uow.sessions.get(booking.session)
        telling = Telling(now)
        if session.state is SessionState.BOOKING:
            session = await _end(uow, booking, session, pair, telling, kept=kept)
        else:
            for side in (pair.one, pair.two):
                telling.card(side.person, session)
        for person in lost:
            await mark_broken(uow, pair, person, booking, telling)
        await write(uow, telling)
        await uow.commit()
    return booking


def _fate(session: Session, booking: Booking, now: int) -> Session:
    """Return the session after the failure: new slots, canceled, or an error whose reason is told.

    What nobody clicked for fails to nobody's loss: both get ordinary slots, unless a calendar has to be mended first.
    """
    is_quiet = booking.confirmed_by is None and booking.reason not in REVOKED | _TO_MEND
    if booking.reason in TAKEN or is_quiet:
        return sessions.reopen(session)
    state = SessionState.CANCELED if booking.reason in REVOKED else SessionState.ERROR
    return sessions.end(session, state, by=None, reason=booking.reason, now=now)


async def _end(
    uow: UnitOfWork, booking: Booking, session: Session, pair: Pair, telling: Telling, *, kept: tuple[PersonKey, ...]
) -> Session:
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
    _tell(ended, booking, pair, telling, kept)
    telling.record(
        (session.asker, session.other),
        "session.booking_failed",
        session.id,
        actor=booking.confirmed_by or SYSTEM,
        authority="click" if booking.confirmed_by else "grant:write.auto",
        facts={"reason": booking.reason},
    )
    return ended


def _tell(ended: Session, booking: Booking, pair: Pair, telling: Telling, kept: tuple[PersonKey, ...]) -> None:
    """Tell both what became of it. Of slots that nobody was shown yet nobody hears that they are gone.

    The fact ``kept`` names whose event stays, the reader first.
    """
    kind = NoticeKind.SLOT_TAKEN if ended.needs_slots else NoticeKind.BOOKING_FAILED
    is_news = booking.confirmed_by is not None or not ended.needs_slots
    for side in (pair.one, pair.two) if is_news else ():
        facts: dict[str, Fact] = {"reason": booking.reason, "start": booking.slot.start, "end": booking.slot.end}
        if kept:
            facts["kept"] = side.key if side.key in kept else kept[0]
        telling.card(side.person, ended, actor=booking.confirmed_by)
        telling.notice(
            side.person,
            kind,
            about=f"{ended.id}:{booking.generation}",
            other=ended.counterpart(side.key),
            connection=ended.connection,
            session=ended,
            facts=facts,
            own_dm=False if side.key == booking.confirmed_by else None,
        )


async def mark_broken(uow: UnitOfWork, pair: Pair, key: PersonKey, booking: Booking, telling: Telling) -> None:
    """Remember that the token is dead and ask its owner, once, to reconnect."""
    account = await uow.accounts.find(key)
    if account is None or account.account != booking.leg(key).account or account.state is AccountState.BROKEN:
        return
    try:
        account = await uow.accounts.save(replace(account, state=AccountState.BROKEN))
    except StaleVersion:
        return
    telling.notice(
        pair.side(key).person,
        NoticeKind.RECONNECT_NEEDED,
        about=f"account:{account.account}:{account.version}",
        facts={"needs_attention": booking.state is BookingState.NEEDS_ATTENTION},
    )
    telling.record((key,), "calendar.broken", account.account, actor=SYSTEM, authority="google")
    telling.circle(key)
