"""Take the buttons off a card at once, while what was pressed takes its time; the truth follows through the outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import structlog

from core.domain.ids import SessionId
from core.domain.notices import Card
from core.usecases.card import find_card, redraw_card
from handlers.asker import Asker
from handlers.failures import FAR_AWAY, code_of
from handlers.render.base import without_buttons

log = structlog.get_logger()


@asynccontextmanager
async def hushed(asker: Asker, session: SessionId) -> AsyncIterator[None]:
    """Keep the person's card of the session without buttons for as long as the work takes.

    When the work is refused, or changed nothing, the card is drawn again; else that is the use case's own wish. A press
    anywhere else than on the card leaves everything as it is.
    """
    hushed_card = await _hush(asker, session)
    try:
        yield
    except Exception:
        if hushed_card is not None:
            await redraw_card(asker.deps, person=asker.key, session=session)
        raise
    if hushed_card is not None:
        card = await find_card(asker.deps, person=asker.key, session=session)
        if card is not None and card.wanted == hushed_card.wanted:
            await redraw_card(asker.deps, person=asker.key, session=session)


async def _hush(asker: Asker, session: SessionId) -> Card | None:
    """Redraw the pressed card without its buttons and return it; None when it was no card, or Slack didn't take it."""
    shown = asker.body.get("message")
    if not isinstance(shown, Mapping):
        return None
    card = await find_card(asker.deps, person=asker.key, session=session)
    if card is None or card.channel is None or card.ts is None or card.ts != shown.get("ts"):
        return None
    drawn = without_buttons(str(shown.get("text") or ""), list(shown.get("blocks") or ()))
    try:
        await asker.client.chat_update(channel=card.channel, ts=card.ts, text=drawn.text, blocks=drawn.blocks)
    except FAR_AWAY as error:
        log.info("slack.card_not_hushed", error=code_of(error))
        return None
    return card
