"""Take a standing meeting away from both calendars: canceled, undone, or chosen when somebody leaves.

Apart from the way back of a booking because here the events are the owners' by now: each is deleted only as it was
last read, and one that its owner edits meanwhile stays until that person has said what is to become of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from core.booking.holds import take_away
from core.booking.pacing import delay, wait_asked
from core.booking.plan import is_ours
from core.booking.regain import is_orphan, mark_again
from core.booking.settle import mark_broken
from core.booking.world import Case, World
from core.booking.writing import write
from core.domain.accounts import Access
from core.domain.audit import SYSTEM
from core.domain.bookings import Booking, BookingState, Drift, DriftKind, Leg, LegState
from core.domain.errors import (
    AccessDenied,
    AccessLost,
    CalendarError,
    CalendarGone,
    EventChanged,
    EventGone,
    OutcomeUnknown,
)
from core.domain.ids import PersonKey
from core.domain.notices import NoticeKind
from core.domain.telling import Telling
from core.storage.protocols_people import Pair

_TRIES = 2
"""A delete whose outcome is unknown is looked up and sent once more."""


def removing(booking: Booking, etags: Mapping[str, str], reason: str) -> Booking:
    """Return the booking as the deciding transaction stores it: both legs are to go, each as it was last read.

    ``etags`` are those just read, by event id; without one the etag that we know stands.
    """
    legs = tuple(
        leg
        if leg.state is LegState.ABSENT
        else replace(leg, state=LegState.REMOVING, etag=etags.get(leg.event, leg.etag), drift=None)
        for leg in booking.legs
    )
    return replace(booking, state=BookingState.REMOVING, reason=reason, legs=legs, attempt=0)


async def remove(world: World, case: Case) -> Booking:
    """Delete what stands of the booking's events and settle it.

    Returns it ``removed``; ``needs_attention`` when a dead token keeps a leg, or its owner's edit does; still
    ``removing`` when a calendar didn't answer, for the next process. Raises LeaseLost.
    """
    results = await asyncio.gather(*(_take_away(world, case, leg) for leg in case.booking.legs))
    outcomes = {leg.person: outcome for leg, outcome, _ in results}
    booking = replace(case.booking, legs=tuple(leg for leg, _, _ in results))
    if "unknown" in outcomes.values():
        later = delay(booking.attempt + 1, world.chance(), max(wait for _, _, wait in results))
        async with world.storage.uow() as uow:
            saved = await uow.bookings.save(replace(booking, attempt=booking.attempt + 1), later)
            await uow.commit()
        return saved
    is_gone = set(outcomes.values()) == {"gone"}
    state = BookingState.REMOVED if is_gone else BookingState.NEEDS_ATTENTION
    return await _settle(world, case.having(replace(booking, state=state, attempt=0)), outcomes)


async def _take_away(world: World, case: Case, leg: Leg) -> tuple[Leg, str, int]:
    """Return the leg afterwards and ``gone``, ``unknown``, ``lost`` (reconnect) or ``edited`` (by its owner).

    The number is how many seconds the calendar asks to be left alone.
    """
    gone = replace(leg, state=LegState.ABSENT, drift=None)
    if leg.state is LegState.ABSENT:
        return gone, "gone", 0
    access = case.access[leg.person]
    if access is None:
        return leg, "lost", 0
    try:
        await _delete_hold(world, case, leg, access)
        drift = await _delete(world, case, leg, access)
    except (AccessLost, AccessDenied):
        return leg, "lost", 0
    except CalendarGone:
        return gone, "gone", 0
    except CalendarError as error:
        return leg, "unknown", wait_asked(error) or 0
    return (gone, "gone", 0) if drift is None else (replace(leg, drift=drift), "edited", 0)


async def _delete(world: World, case: Case, leg: Leg, access: Access) -> Drift | None:
    """Delete the event as it was last read; returns how it lies now when its owner was quicker with an edit.

    One that was moved since the backup that the rows come from was made stays as well, marked as this meeting's again.
    """
    doubt: CalendarError = OutcomeUnknown(account=leg.account)
    for _ in range(_TRIES):
        try:
            await world.calendars.delete(access, leg.calendar, leg.event, leg.etag)
        except EventGone:
            return None
        except (EventChanged, OutcomeUnknown) as error:
            doubt = error
        else:
            return None
        try:
            event = await world.calendars.get(access, leg.calendar, leg.event)
            if await is_orphan(world, case.booking, event):
                await mark_again(world, access, case.booking, leg, event)
                return Drift(DriftKind.MOVED, event.slot)
        except EventGone:
            return None
        except EventChanged as error:
            doubt = error
            continue
        if not event.is_live or not is_ours(event, case.booking):
            return None
        if event.etag != leg.etag:
            return Drift(DriftKind.MOVED, event.slot)
    raise doubt


async def _delete_hold(world: World, case: Case, leg: Leg, access: Access) -> None:
    """Delete the hold of a meeting that was moved, if nobody came to tidy it up yet."""
    if not leg.hold:
        return
    try:
        await take_away(world, case, leg, access)
    except EventGone:
        return


async def _settle(world: World, case: Case, outcomes: dict[PersonKey, str]) -> Booking:
    """Store how far it came; the time is free again, and whoever must do something is asked once. Raises LeaseLost."""
    now = world.now()
    async with world.storage.uow() as uow:
        pair = await uow.connections.pair(case.session.connection)
        booking = await uow.bookings.save(replace(case.booking, settled_at=now if case.booking.is_settled else None), 0)
        await uow.claims.release(booking.id)
        session = await uow.sessions.get(booking.session)
        telling = Telling(now)
        for side in (pair.one, pair.two):
            telling.card(side.person, session, actor=session.ended_by)
        for leg in booking.legs:
            if outcomes[leg.person] == "lost":
                await mark_broken(uow, pair, leg.person, booking, telling)
            if outcomes[leg.person] == "edited":
                _ask_owner(case.having(booking), pair, leg, telling)
        if not booking.is_settled:
            telling.record(
                (session.asker, session.other), "session.not_removed", session.id, actor=SYSTEM, authority="google"
            )
        await write(uow, telling)
        await uow.commit()
    return booking


def _ask_owner(case: Case, pair: Pair, leg: Leg, telling: Telling) -> None:
    """Ask whose event it is what is to become of it: they changed it in the very moment when it was to go."""
    session, slot = case.session, leg.drift.slot if leg.drift is not None else None
    telling.notice(
        pair.side(leg.person).person,
        NoticeKind.CALENDAR_CHANGED,
        about=f"{session.id}:{case.booking.generation}:{case.booking.fence}",
        other=session.counterpart(leg.person),
        connection=session.connection,
        session=session,
        facts={
            "whose": leg.person,
            "what": "edited",
            "start": slot.start if slot is not None else None,
            "end": slot.end if slot is not None else None,
        },
    )
