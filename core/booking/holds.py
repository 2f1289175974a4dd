"""A hold that is no longer needed: taken away as it was just read, or left to its owner, who edited it meanwhile."""

from __future__ import annotations

from core.booking.plan import given_away, is_as_written, is_given_away, is_ours, is_poison
from core.booking.world import Case, World
from core.domain.accounts import Access
from core.domain.bookings import Leg
from core.domain.errors import EventChanged, OutcomeUnknown

_TRIES = 3
"""How often an event that is edited under our hands is read again."""


async def take_away(world: World, case: Case, leg: Leg, access: Access) -> bool:
    """Delete the leg's hold if it is ours and says what we wrote; returns whether it stays, its owner's own.

    One that isn't ours, or is gone already, is left as it is. Raises EventGone when it isn't known, OutcomeUnknown
    while it keeps changing, and what the calls raise.
    """
    for _ in range(_TRIES):
        event = await world.calendars.get(access, leg.calendar, leg.held_event)
        if not (event.is_live and is_ours(event, case.booking)):
            return is_given_away(event, case.booking)
        is_untouched = is_as_written(event, leg.etag) or is_poison(event, case.booking, leg)
        try:
            if is_untouched:
                await world.calendars.delete(access, leg.calendar, leg.held_event, event.etag)
            else:
                await world.calendars.amend(access, leg.calendar, leg.held_event, event.etag, given_away(case.booking))
        except EventChanged:
            continue
        return not is_untouched
    raise OutcomeUnknown(account=leg.account)
