"""What Slack still shows once somebody's data is deleted: their Home, and their cards with others.

No row of ours will ever change any of it; and whatever comes of it, the deletion is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import structlog

from core.domain.errors import NotFound
from core.usecases.views import CardLeft
from handlers.asker import Asker, Kit
from handlers.failures import FAR_AWAY, code_of, place_of
from handlers.render.cards_settled import card_left
from handlers.render.home import unknown_home

log = structlog.get_logger()


async def clear_up(asker: Asker, cards: Sequence[CardLeft]) -> None:
    """Close the cards left with others and empty the Home; what fails is the operator's to know, not the person's."""
    for step in (partial(_close_cards, asker.kit, cards), partial(_empty_home, asker)):
        try:
            await step()
        except Exception as error:  # noqa: BLE001 - "try again" would be untrue: nothing is left to forget
            log.warning("slack.parting_not_shown", error=code_of(error), place=place_of(error))


async def _empty_home(asker: Asker) -> None:
    await asker.client.views_publish(user_id=asker.person.user, view=unknown_home())


async def _close_cards(kit: Kit, cards: Sequence[CardLeft]) -> None:
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
