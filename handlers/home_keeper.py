"""App Home kept up to date: drawn again for who opened it lately, once something of theirs has changed.

Not by whoever changed it: that may be another process, another person or a job. What is written with the change tells
(``core.usecases.home_watch``), so that several changes at once are one drawing, by one process.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from core.domain.errors import NotFound, PerinError
from core.domain.ids import PersonKey
from core.domain.people import Person
from core.usecases.home_watch import claim_homes
from handlers.asker import Kit
from handlers.failures import FAR_AWAY, code_of
from handlers.showing import draw_home

log = structlog.get_logger()


@dataclass(slots=True)
class HomeKeeper:
    """Takes over Homes that are out of date and draws them. One instance per process."""

    kit: Kit
    _drawing: set[PersonKey] = field(default_factory=set)

    async def claim(self, limit: int) -> tuple[Person, ...]:
        """Take over Homes to draw. One that is being drawn is left for later: two answers to Slack could cross."""
        people = await claim_homes(self.kit.deps, limit=limit, besides=frozenset(self._drawing))
        self._drawing.update(person.key for person in people)
        return people

    async def draw(self, person: Person) -> None:
        """Draw a claimed Home. One that Slack refuses waits for its next change."""
        try:
            installation = await self.kit.tenants.get(person.installation)
            await draw_home(self.kit.deps, self.kit.clients.outbox(installation.bot_token), person)
        except NotFound:
            return  # Uninstalled, or forgotten, since it was claimed.
        except PerinError as error:
            log.warning("slack.home_not_drawn", error=error.code)
        except FAR_AWAY as error:
            log.warning("slack.home_not_drawn", error=code_of(error))
        finally:
            self._drawing.discard(person.key)
