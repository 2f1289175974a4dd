"""One person's card, for whoever is looking at it: where it is, and drawing it again."""

from __future__ import annotations

from core.domain.ids import PersonKey, SessionId
from core.domain.notices import Card
from core.usecases.deps import Deps


async def find_card(deps: Deps, *, person: PersonKey, session: SessionId) -> Card | None:
    """Return where the person's card of a session is; None when they have none."""
    async with deps.reading() as uow:
        return await uow.cards.find(person, session)


async def redraw_card(deps: Deps, *, person: PersonKey, session: SessionId) -> None:
    """Draw the person's card as the session stands, although nothing of it changed; nothing without a card."""
    async with deps.uow() as uow:
        if await uow.cards.find(person, session) is None:
            return
        await uow.cards.want(session, {person: deps.now()})
        await uow.commit()
    deps.wake()
