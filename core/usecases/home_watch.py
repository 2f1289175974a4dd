"""Whose App Home is open and no longer shows how things stand.

Whatever it shows leaves an entry in their trail, or whoever changed it says so (``Telling.home``).
"""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.domain.people import Person
from core.usecases.deps import Deps

OPEN_SECONDS = 8 * 3600
"""How long after it was opened a Home is kept up to date: Slack tells of its opening, never of its closing."""


async def home_opened(deps: Deps, *, person: PersonKey) -> None:
    """Remember that the person looks at their Home, which is about to be drawn. Raises NotFound."""
    async with deps.uow() as uow:
        await uow.audit.home_opened(person, deps.now())
        await uow.commit()


async def claim_homes(deps: Deps, *, limit: int, besides: frozenset[PersonKey] = frozenset()) -> tuple[Person, ...]:
    """Take over the Homes to be drawn anew, ``besides`` those that are to stay as they are for now.

    Of all processes one draws each, however much has happened to it.
    """
    async with deps.reading() as uow:
        found = await uow.audit.stale_homes(deps.now() - OPEN_SECONDS, limit + len(besides))
    stale = [key for key in found if key not in besides][:limit]
    if not stale:
        return ()
    async with deps.uow() as uow:
        mine = [key for key in stale if await uow.audit.claim_home(key)]
        people = await uow.people.find_many(mine)
        await uow.commit()
    return tuple(people.values())
