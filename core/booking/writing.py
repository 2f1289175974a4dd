"""Write what an act tells, inside the transaction that decides it."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork


async def write(uow: UnitOfWork, telling: Telling) -> None:
    """Store the notices, card wishes, audit rows and what Homes owe: one statement per kind that has any."""
    if telling.notices:
        await uow.notices.add(telling.notices)
    for session, people in telling.cards.items():
        await uow.cards.want(session, people)
    if telling.audit or telling.homes:
        await uow.audit.add(telling.audit, frozenset(telling.homes))


async def show_others(uow: UnitOfWork, person: PersonKey, telling: Telling) -> None:
    """Let the Homes of all who are connected with the person show what is new about them: paused, linked or not."""
    for other in await uow.connections.others_of(person):
        telling.home(other)
