"""Carry a claimed booking out: fresh check, tentative on both, overlap list, confirm on both, commit.

The same code serves the first run and every resumption: each step starts from the legs as stored. Both legs of a step
go
out at the same time, no transaction is open meanwhile, and a call whose outcome is unknown is never taken for a
failure.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

from core.booking.commit import commit
from core.booking.plan import draft, is_ours
from core.booking.roll_back import roll_back
from core.booking.world import Case, World, open_case
from core.calendars.protocols import Event
from core.domain.bookings import Booking, BookingState, Leg, LegState
from core.domain.errors import (
    AccessLost,
    CalendarError,
    CalendarUnreadable,
    EventChanged,
    EventExists,
    EventGone,
    LeaseLost,
    OutcomeUnknown,
    Refused,
    SlotTaken,
)


async def carry_out(world: World, booking: Booking) -> Booking:
    """Bring the booking to its end and return it settled, or as far as it came.

    A refusal or a calendar's error rolls both calendars back; a state that can't be known yet is left to the next
    process whose turn it is. Raises LeaseLost when another process took it over.
    """
    case = await open_case(world, booking)
    if booking.state is not BookingState.BOOKING:
        return await roll_back(world, case, booking.reason)
    try:
        if all(leg.state is LegState.PLANNED for leg in booking.legs):
            await _check_fresh(world, case)
        case = await _write_tentative(world, case)
        await _check_overlaps(world, case)
        case = await _confirm_legs(world, case)
        return await commit(world, case)
    except LeaseLost:
        raise
    except Refused as refusal:
        return await roll_back(world, await _reload(world, case), refusal.code)
    except CalendarError as error:
        code = error.code if not isinstance(error, AccessLost) else "calendar_broken"
        return await roll_back(world, await _reload(world, case), code)


async def _reload(world: World, case: Case) -> Case:
    """Read the legs again: what a failed step stored before it failed is where the way back starts."""
    async with world.storage.reading() as uow:
        return case.having(await uow.bookings.get(case.booking.id))


async def both(first: Awaitable[object], second: Awaitable[object]) -> list[BaseException | object]:
    """Wait for both calls to end, whatever becomes of either: none is left running behind a failure."""
    return list(await asyncio.gather(first, second, return_exceptions=True))


def raise_first(results: list[BaseException | object]) -> None:
    """Raise the gravest of the outcomes: a bug first, then a dead token, then any other error."""
    errors = [item for item in results if isinstance(item, BaseException)]
    for error in errors:
        if not isinstance(error, CalendarError | Refused):
            raise error
    for error in sorted(errors, key=lambda item: not isinstance(item, AccessLost)):
        raise error


async def _check_fresh(world: World, case: Case) -> None:
    """Both calendars must answer, now, that the slot is free. Raises SlotTaken, CalendarUnreadable, AccessLost."""

    async def one(leg: Leg) -> None:
        try:
            reading = await world.calendars.busy(case.access_of(leg), case.busy_calendars(leg), case.booking.slot)
        except AccessLost:
            raise
        except CalendarError as error:
            raise CalendarUnreadable(whose=leg.person) from error
        if reading.busy:
            raise SlotTaken(whose=leg.person)

    raise_first(await both(*(one(leg) for leg in case.booking.legs)))


async def _write_tentative(world: World, case: Case) -> Case:
    """Put the hold on both calendars: intent stored first, then both inserts, then what came of them."""
    waiting = [leg for leg in case.booking.legs if leg.state in {LegState.PLANNED, LegState.SENDING}]
    if not waiting:
        return case
    sending = tuple(
        replace(leg, state=LegState.SENDING, sent_at=world.now()) if leg.state is LegState.PLANNED else leg
        for leg in case.booking.legs
    )
    case = await _save(world, case, replace(case.booking, legs=sending))
    known = {leg.person: leg.sent_at for leg in waiting if leg.state is LegState.SENDING}

    async def one(leg: Leg) -> Leg:
        if leg.state is not LegState.SENDING:
            return leg
        event = await _insert(world, case, leg, is_repeat=leg.person in known)
        return replace(
            leg, state=LegState.WRITTEN, tentative=event.status == "tentative", etag=event.etag, link=event.link
        )

    results = await both(*(one(leg) for leg in case.booking.legs))
    legs = tuple(item if isinstance(item, Leg) else leg for item, leg in zip(results, case.booking.legs, strict=True))
    case = await _save(world, case, replace(case.booking, legs=legs))
    raise_first(results)
    return case


async def _insert(world: World, case: Case, leg: Leg, *, is_repeat: bool) -> Event:
    """Insert one hold, or find our own earlier one. Raises SlotTaken when somebody removed it, and calendar errors."""
    access = case.access_of(leg)
    if is_repeat:
        try:
            return _own(await world.calendars.get(access, leg.calendar, leg.event), case)
        except EventGone:
            pass
    event = draft(case.booking, leg, case.session, case.pair.other(leg.person), case.person(leg.person), tentative=True)
    try:
        return await world.calendars.insert(access, leg.calendar, event)
    except (EventExists, OutcomeUnknown):
        return _own(await world.calendars.get(access, leg.calendar, leg.event), case)


def _own(event: Event, case: Case) -> Event:
    """Return the event if it is our live hold. Raises EventChanged: removed by somebody, or never ours."""
    if event.is_live and is_ours(event, case.booking):
        return event
    raise EventChanged(reason="removed" if not event.is_live else "foreign")


async def _check_overlaps(world: World, case: Case) -> None:
    """Nothing but our two holds may stand in the slot: write first, then check. Raises SlotTaken.

    The written calendar is listed, so that our own hold can be told from others' events; the other calendars that count
    hold nothing of ours, and a list of events is not ours to ask there: their free/busy is.
    """
    ours = {leg.event for leg in case.booking.legs}

    async def one(leg: Leg) -> None:
        access, slot = case.access_of(leg), case.booking.slot
        rest = tuple(item for item in case.busy_calendars(leg) if item != leg.calendar)
        found = await world.calendars.overlapping(access, (leg.calendar,), slot)
        if any(event.id not in ours for event in found):
            raise SlotTaken(whose=leg.person)
        if rest and (await world.calendars.busy(access, rest, slot)).busy:
            raise SlotTaken(whose=leg.person)

    raise_first(await both(*(one(leg) for leg in case.booking.legs)))


async def _confirm_legs(world: World, case: Case) -> Case:
    """Turn both holds into the meeting. The new etags are stored by the committing transaction."""

    async def one(leg: Leg) -> Leg:
        if not leg.tentative:
            return leg
        event = await _confirm(world, case, leg)
        return replace(leg, tentative=False, etag=event.etag, link=event.link, meeting_link=event.meeting_link)

    results = await both(*(one(leg) for leg in case.booking.legs))
    raise_first(results)
    legs = tuple(item for item in results if isinstance(item, Leg))
    return case.having(replace(case.booking, legs=legs))


async def _confirm(world: World, case: Case, leg: Leg) -> Event:
    """Confirm one hold if it is untouched; an unknown or refused outcome is settled by reading it."""
    access = case.access_of(leg)
    event = draft(
        case.booking, leg, case.session, case.pair.other(leg.person), case.person(leg.person), tentative=False
    )
    try:
        return await world.calendars.update(access, leg.calendar, event, leg.etag)
    except (EventChanged, OutcomeUnknown):
        found = _own(await world.calendars.get(access, leg.calendar, leg.event), case)
        if found.status == "confirmed" and found.slot == case.booking.slot:
            return found
        if found.etag == leg.etag:
            return await world.calendars.update(access, leg.calendar, event, leg.etag)
        raise


async def _save(world: World, case: Case, booking: Booking) -> Case:
    async with world.storage.uow() as uow:
        saved = await uow.bookings.save(booking, world.lease)
        await uow.commit()
    return case.having(saved)
