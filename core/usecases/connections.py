"""List a person's connections."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.usecases.deps import Deps
from core.usecases.steps.showing import connection_view
from core.usecases.views import ConnectionView


async def list_connections(deps: Deps, *, person: PersonKey) -> tuple[ConnectionView, ...]:
    """Return the person's live connections, newest first; an invite whose time is over isn't shown."""
    async with deps.reading() as uow:
        pairs = await uow.connections.of(person)
    now = deps.now()
    return tuple(connection_view(pair, person) for pair in pairs if not pair.connection.is_expired_at(now))
