"""Compare meetings with what stands in Google, and take note of what their owners changed there.

An event that lies elsewhere, or is gone, is a change that both people are told of once; its title, guests or notes are
its owner's business. Nothing is written to a calendar here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from core.booking.moving import reclaim
from core.booking.new_time import settle_new_time
from core.booking.plan import is_ours
from core.booking.world import World
from core.booking.writing import write
from core.calendars.protocols import Event
from core.domain.accounts import Access
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking, BookingState, Drift, DriftKind, Leg, LegState
from core.domain.errors import EventGone, Fact, LeaseLost
from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.sessions import Session
from core.domain.telling import Telling
from core.scheduling.intervals import Interval
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair

_NOTHING: Mapping[PersonKey, Event] = {}


def drift_of(booking: Booking, leg: Leg, event: Event | None) -> Drift | None:
    """Return what the leg's owner did to its event, None when it is where it was booked (``event`` None: gone).

    An event that carries no mark of ours any more is out of our hands, as good as removed. One that another attempt of
    the same meeting has written, or one without a length, tells nothing: what was noted before stands.
    """
    if event is None or not event.is_live:
        return Drift(DriftKind.REMOVED, None)
    if "bk_s" not in event.marks:
        return Drift(DriftKind.REMOVED, None)
    if not is_ours(event, booking) or event.slot is None:
        return leg.drift
    return None if event.slot == booking.slot else Drift(DriftKind.MOVED, event.slot)


async def read_event(world: World, access: Access, leg: Leg) -> Event | None:
    """Return the leg's event, None when it is not there any more. Raises what ``get`` raises."""
    try:
        return await world.calendars.get(access, leg.calendar, leg.event)
    except EventGone:
        return None


async def take_note(
    world: World,
    booking: Booking,
    person: PersonKey,
    event: Event | None,
    besides: Mapping[PersonKey, Event] = _NOTHING,
) -> bool:
    """Store what became of the person's event and tell both, once per change; whether there was anything new.

    ``booking`` is as it was before the calendar was read: if anybody worked on it since, the reading is an old one and
    the next look will tell. ``besides`` is the other side's event where it was read too and lies at the same time.
    """
    before = booking.leg(person)
    drift = drift_of(booking, before, event)
    if drift == before.drift and before.state is not LegState.MOVING:
        return False
    async with world.storage.uow() as uow:
        session = await uow.sessions.get(booking.session)
        pair = await uow.connections.pair(session.connection)
        session, now_booked = await uow.sessions.get(session.id), await uow.bookings.get(booking.id)
        if now_booked.fence != booking.fence or now_booked.state is not BookingState.CONFIRMED:
            return False
        try:
            taken = await uow.bookings.take(booking.id, 0)
        except LeaseLost:
            return False
        noted = _noted(taken, person, drift, event)
        for other, found in besides.items():
            noted = _noted(noted, other, drift_of(noted, noted.leg(other), found), found)
        telling = Telling(world.now())
        agreed = _agreed(noted)
        if agreed is not None:
            await settle_new_time(uow, noted, session, pair, telling, slot=agreed)
        else:
            await uow.bookings.save(noted, 0)
            await reclaim(uow, noted)
            if drift != before.drift:
                version = "" if event is None else event.etag
                await _tell(uow, noted, session, pair, telling, latest=noted.leg(person), version=version)
        await write(uow, telling)
        await uow.commit()
    return drift != before.drift


def _noted(booking: Booking, person: PersonKey, drift: Drift | None, event: Event | None) -> Booking:
    """Return the booking with what was found; the etag of a change that is told is one that nobody overlooks."""
    leg = booking.leg(person)
    # Of an event without our marks the old etag stays, so that no delete of ours ever fits it.
    is_told = event is not None and is_ours(event, booking) and drift != leg.drift
    etag = event.etag if event is not None and is_told else leg.etag
    found = replace(leg, drift=drift, etag=etag, state=LegState.WRITTEN)
    return replace(booking, legs=tuple(found if one.person == person else one for one in booking.legs))


def _agreed(booking: Booking) -> Interval | None:
    """Return the time to which both events were moved, None unless they agree on one."""
    moved = {leg.drift.slot if leg.drift is not None else None for leg in booking.legs}
    return moved.pop() if len(moved) == 1 else None


async def _tell(
    uow: UnitOfWork, booking: Booking, session: Session, pair: Pair, telling: Telling, *, latest: Leg, version: str
) -> None:
    await uow.notices.resolve(telling.now, kinds=(NoticeKind.CALENDAR_CHANGED,), session=session.id)
    for side in (pair.one, pair.two):
        telling.card(side.person, session)
    # What was changed just now is the news; where that was taken back, what the other side changed before still stands.
    changed = next((leg for leg in (latest, *booking.legs) if leg.drift is not None), None)
    both = (session.asker, session.other)
    if changed is None or changed.drift is None:
        telling.record(both, "session.change_undone", session.id, actor=SYSTEM, authority="google")
        return
    about = hashlib.sha256(f"{booking.generation}|{changed.person}|{changed.drift}|{version}".encode()).hexdigest()
    for side in (pair.one, pair.two):
        telling.notice(
            side.person,
            NoticeKind.CALENDAR_CHANGED,
            about=f"{session.id}:{about[:24]}",
            other=session.counterpart(side.key),
            connection=session.connection,
            session=session,
            facts=dict(_facts(changed.person, changed.drift)),
        )
    telling.record(both, "session.changed_outside", session.id, actor=changed.person, authority="google")


def _facts(whose: PersonKey, drift: Drift) -> Mapping[str, Fact]:
    slot = drift.slot
    return {
        "whose": whose,
        "what": drift.kind.value,
        "start": None if slot is None else slot.start,
        "end": None if slot is None else slot.end,
    }
