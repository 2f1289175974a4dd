"""What Perin does by itself about meetings that stand: finish what is left to do, and look whether they still do.

Safe on many replicas.
"""

from __future__ import annotations

import asyncio

from core.booking.chores import work_off
from core.booking.sweep import check_account
from core.domain.errors import AccessLost, CalendarBroken, CalendarError, CalendarRefused
from core.domain.ids import PersonKey
from core.usecases.deps import Deps
from core.usecases.steps.calendars import mark_broken

_BATCH = 20
_SPREAD = 0.25


async def work_off_chores(deps: Deps) -> int:
    """Do what is left of settled bookings: holds to remove, video links, the look after the fence. Returns how many."""
    worked = await work_off(deps.world())
    if worked:
        deps.wake()
    return worked


async def check_calendars(deps: Deps) -> int:
    """Compare the meetings of the accounts whose turn it is with what stands in Google; returns how many differed.

    Each account's turn comes every 15 minutes, or a little sooner, however many there are. One that can't be read now
    is read at its next turn; one whose check raises keeps none of the others waiting, and the first such error is
    raised at the end.
    """
    every, found, errors = deps.timing.check_every, 0, list[BaseException]()
    while True:
        async with deps.uow() as uow:
            people = await uow.accounts.take_unchecked(every, deps.chance() * _SPREAD * every, _BATCH)
            await uow.commit()
        results = await asyncio.gather(*(_check_one(deps, person) for person in people), return_exceptions=True)
        errors += [one for one in results if isinstance(one, BaseException)]
        differed = sum(one for one in results if not isinstance(one, BaseException))
        if differed:
            deps.wake()
        found += differed
        if len(people) < _BATCH:
            break
    if errors:
        raise errors[0]
    return found


async def _check_one(deps: Deps, person: PersonKey) -> int:
    try:
        return await check_account(deps.world(), person)
    except AccessLost:
        await mark_broken(deps, person)
    except CalendarBroken as error:
        # Or the other side's: their half of what was found is read too.
        await mark_broken(deps, PersonKey(error.text("whose")))
    except (CalendarError, CalendarRefused):
        return 0
    return 0
