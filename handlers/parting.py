"""Close the cards that somebody who had their data deleted leaves with others: no row of ours will ever change them."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from core.domain.errors import NotFound
from core.usecases.views import CardLeft
from handlers.asker import Kit
from handlers.failures import FAR_AWAY, code_of
from handlers.render.cards_settled import card_left

log = structlog.get_logger()


async def close_cards(kit: Kit, cards: Sequence[CardLeft]) -> None:
    """Say on each card what became of it, without buttons; one that Slack doesn't take is nobody's failure."""
    for card in cards:
        shown = card_left(card)
        try:
            installation = await kit.tenants.get(card.person.installation)
            client = kit.clients.outbox(installation.bot_token)
            await client.chat_update(channel=card.channel, ts=card.ts, text=shown.text, blocks=shown.blocks)
        except NotFound:
            continue  # Perin was uninstalled there.
        except FAR_AWAY as error:
            log.warning("slack.card_not_closed", error=code_of(error))
