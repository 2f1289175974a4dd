"""Write what an act tells, inside the transaction that decides it."""

from __future__ import annotations

from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork


async def write(uow: UnitOfWork, telling: Telling) -> None:
    """Store the notices, card wishes, audit rows and what Homes owe: one statement per kind that has any."""
    if telling.notices:
        await uow.notices.add(telling.notices)
    for session, people in telling.cards.items():
        await uow.cards.want(session, people)
    if telling.audit or telling.homes or telling.circles:
        await uow.audit.add(telling.audit, frozenset(telling.homes), frozenset(telling.circles))
