"""While a meeting is to be moved its own time counts as free, and nothing else that lies there does.

Free/busy merges a calendar's events, so the meeting can't be taken out of it: its time is read once more as a list.
"""

from __future__ import annotations

import asyncio

from core.booking.plan import place
from core.domain.bookings import Booking, Leg
from core.domain.errors import AccessLost, CalendarBroken, CalendarError, CalendarUnreadable
from core.domain.ids import PersonKey
from core.scheduling.intervals import Interval, clip, merge, subtract
from core.usecases.deps import Deps
from core.usecases.steps.calendars import Reader, mark_broken

Busy = dict[PersonKey, tuple[Interval, ...]]


async def without_meeting(deps: Deps, readers: tuple[Reader, ...], old: Booking, busy: Busy) -> Busy:
    """Return everybody's busy time without the meeting that ``old`` booked.

    Raises CalendarBroken, CalendarUnreadable: what else lies in that time must be known. No transaction may be open.
    """
    spans = await asyncio.gather(*(_freed(deps, reader, old, busy[reader.account.person]) for reader in readers))
    return {reader.account.person: span for reader, span in zip(readers, spans, strict=True)}


async def _freed(deps: Deps, reader: Reader, old: Booking, busy: tuple[Interval, ...]) -> tuple[Interval, ...]:
    person, leg = reader.account.person, old.leg(reader.account.person)
    spot = place(old, leg)
    if reader.account.account != leg.account or leg.calendar not in reader.account.busy_calendars:
        return busy
    try:
        others = await _others(deps, reader, leg, spot)
    except AccessLost as error:
        await mark_broken(deps, person)
        raise CalendarBroken(whose=person) from error
    except CalendarError as error:
        raise CalendarUnreadable(whose=person) from error
    return merge([*subtract(busy, [spot]), *clip(others, spot.start, spot.end)])


async def _others(deps: Deps, reader: Reader, leg: Leg, spot: Interval) -> list[Interval]:
    """Return what lies in the meeting's time besides the meeting, in all calendars that count."""
    rest = tuple(item for item in reader.account.busy_calendars if item != leg.calendar)
    events = await deps.calendars.overlapping(reader.access, (leg.calendar,), spot)
    ours = {leg.event, leg.held_event}
    found = [event.slot or spot for event in events if event.id not in ours]
    return [*found, *((await deps.calendars.busy(reader.access, rest, spot)).busy if rest else ())]
