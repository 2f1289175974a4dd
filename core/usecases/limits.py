"""Count acts that have no use case of their own: reading commands."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.domain.quota import Act
from core.usecases.deps import Deps
from core.usecases.steps.spending import spend as count


async def spend(deps: Deps, *, person: PersonKey, act: Act) -> None:
    """Count one act. Raises RateLimited."""
    async with deps.uow() as uow:
        await count(uow, person, act)
        await uow.commit()
