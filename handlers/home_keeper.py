"""App Home kept up to date: drawn again for who opened it lately, once something of theirs has changed.

Not by whoever changed it: that may be another process, another person or a job. What is recorded in a person's trail
tells (``core.usecases.home_watch``), so that several changes at once are one drawing, by one process.
"""

from __future__ import annotations

import asyncio

import structlog

from core.domain.errors import NotFound, PerinError
from core.domain.people import Person
from core.usecases.home_watch import claim_homes
from handlers.asker import Kit
from handlers.failures import FAR_AWAY, code_of
from handlers.showing import draw_home

log = structlog.get_logger()

_AT_ONCE = 20


async def redraw_homes(kit: Kit) -> int:
    """Draw every Home that is out of date; returns how many. One that Slack refuses waits for its next change."""
    drawn = 0
    while True:
        people = await claim_homes(kit.deps, limit=_AT_ONCE)
        await asyncio.gather(*(_draw(kit, person) for person in people))
        drawn += len(people)
        if len(people) < _AT_ONCE:
            return drawn


async def _draw(kit: Kit, person: Person) -> None:
    try:
        installation = await kit.tenants.get(person.installation)
        await draw_home(kit.deps, kit.clients.outbox(installation.bot_token), person)
    except NotFound:
        return  # Uninstalled, or forgotten, since it was claimed.
    except PerinError as error:
        log.warning("slack.home_not_drawn", error=error.code)
    except FAR_AWAY as error:
        log.warning("slack.home_not_drawn", error=code_of(error))
