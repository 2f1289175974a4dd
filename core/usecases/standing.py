"""How things stand for a person: what help, a greeting and the calendar's page need, and App Home shows in full."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.usecases.deps import Deps
from core.usecases.views import Standing


async def read_standing(deps: Deps, *, person: PersonKey) -> Standing:
    """Return how things stand, in one read-only unit of work of four statements. Raises NotFound."""
    now = deps.now()
    async with deps.reading() as uow:
        row = await uow.people.get(person)
        account = await uow.accounts.find(person)
        pairs = await uow.connections.of(person)
        waiting, _ = await uow.notices.count(person)
    states = frozenset(pair.connection.state for pair in pairs if not pair.connection.is_expired_at(now))
    return Standing(row, account, deps.calendars.is_set_up(), waiting, states)
