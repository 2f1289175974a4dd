"""After the database was restored from a backup: a meeting that both calendars hold and the rows have lost.

Both people saw it booked. So it is taken back as it stands where its session is still open here; its rights were
checked when it was booked.
"""

from __future__ import annotations

from dataclasses import replace

from core.booking.asking import asking
from core.booking.plan import event_id
from core.booking.world import World
from core.booking.writing import write
from core.calendars.protocols import Event
from core.domain import sessions
from core.domain.accounts import Access, CalendarAccount
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking, BookingState, Leg, LegState
from core.domain.errors import CalendarNotLinked, EventGone, Refused
from core.domain.ids import BookingId, PersonKey
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.scheduling.intervals import Interval
from core.storage.protocols_people import Pair


async def adopt(world: World, access: Access, session: Session, event: Event, generation: int) -> bool | None:
    """Take the meeting back if the other calendar holds its other half, confirmed, at the same time.

    True when it was, False when somebody was at the session meanwhile, None when it can't be: then it is left over.
    Raises CalendarBroken, CalendarNotLinked, CalendarUnreadable when the other side's calendar can't be asked.
    """
    other = session.counterpart(access.person)
    async with world.storage.reading() as uow:
        mine, theirs = await uow.accounts.find(access.person), await uow.accounts.find(other)
        peer_access = await uow.accounts.access(other)
    if mine is None or theirs is None:
        raise CalendarNotLinked(whose=access.person if mine is None else other)
    wanted = event_id(world.event_secret, session.id, other, generation)
    with asking(other):
        try:
            peer = await world.calendars.get(peer_access, theirs.write_calendar, wanted)
        except EventGone:
            return None
    slot = event.slot
    if slot is None or peer.status != "confirmed" or peer.slot != slot or peer.marks.get("bk_s") != session.id:
        return None
    legs = (_leg(mine, event), _leg(theirs, peer))
    if session.asker != access.person:
        legs = (legs[1], legs[0])
    return await _store(world, session, _booking(world, session, legs, slot, generation))


def _leg(account: CalendarAccount, event: Event) -> Leg:
    return Leg(
        person=account.person,
        account=account.account,
        calendar=account.write_calendar,
        event=event.id,
        state=LegState.WRITTEN,
        tentative=False,
        etag=event.etag,
        link=event.link,
        meeting_link=event.meeting_link,
    )


def _booking(world: World, session: Session, legs: tuple[Leg, ...], slot: Interval, generation: int) -> Booking:
    now = world.now()
    return Booking(
        id=BookingId(event_id(world.event_secret, session.id, PersonKey("both"), generation)),
        session=session.id,
        generation=generation,
        slot=slot,
        state=BookingState.CONFIRMED,
        fence=1,
        lease_until=0,
        decide_by=now,
        confirmed_by=session.accepted_by or session.asker,
        legs=legs,
        created_at=now,
        settled_at=now,
    )


async def _store(world: World, before: Session, booking: Booking) -> bool | None:
    now = world.now()
    async with world.storage.uow() as uow:
        pair = await uow.connections.pair(before.connection)
        session = await uow.sessions.get(before.id)
        if session.version != before.version:
            return False
        try:
            claimed = replace(sessions.claim(session, now), generation=booking.generation)
            confirmed = sessions.confirm(claimed, booking.slot, by=booking.confirmed_by, now=now)
            saved = await uow.sessions.save(confirmed)
            await uow.bookings.add(booking, 0)
            await uow.claims.hold(booking.id, [(leg.account, leg.calendar) for leg in booking.legs], booking.slot)
        except Refused:
            return None
        await uow.messages.add(_message(booking, saved, now))
        kinds = (NoticeKind.SLOTS_FOR_YOU, NoticeKind.CONFIRMATION_NEEDED)
        await uow.notices.resolve(now, kinds=kinds, session=session.id)
        await write(uow, _tell(booking, saved, pair, now))
        await uow.commit()
    return True


def _message(booking: Booking, session: Session, now: int) -> Message:
    return Message(
        session=session.id,
        number=0,
        kind=MessageKind.CONFIRM,
        sender=booking.confirmed_by or session.asker,
        sent_at=now,
        key=f"confirm:{booking.generation}",
        slots=(booking.slot,),
        events=tuple(leg.event for leg in booking.legs),
    )


def _tell(booking: Booking, session: Session, pair: Pair, now: int) -> Telling:
    """Both were told when it was booked: their cards show it again, and no message is sent."""
    telling = Telling(now)
    for side in (pair.one, pair.two):
        telling.card(side.person, session)
        telling.notice(
            side.person,
            NoticeKind.BOOKED,
            about=f"{session.id}:{booking.generation}",
            other=session.counterpart(side.key),
            connection=session.connection,
            session=session,
            own_dm=False,
        )
    telling.record((session.asker, session.other), "session.booked", session.id, actor=SYSTEM, authority="google")
    return telling
