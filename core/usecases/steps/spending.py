"""Count an act against its quota, inside the transaction that does it."""

from __future__ import annotations

from core.domain.errors import RateLimited
from core.domain.ids import PersonKey
from core.domain.quota import QUOTAS, Act
from core.storage.protocols import UnitOfWork


async def spend(uow: UnitOfWork, person: PersonKey, act: Act) -> None:
    """Count one act. Raises RateLimited (facts ``act``, ``retry_at`` in epoch seconds) when a quota is used up."""
    exceeded = await uow.quotas.hit(person, QUOTAS[act])
    if exceeded is not None:
        quota, retry_at = exceeded
        raise RateLimited(act=act.value, most=quota.most, retry_at=retry_at)
