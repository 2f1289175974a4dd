"""Slack's events: a row first, then the ack, then the work, once."""

from __future__ import annotations

from core.storage.protocols_work import Delivery
from core.usecases.deps import Deps

_BATCH = 20


async def receive(deps: Deps, *, delivery: Delivery) -> bool:
    """Store the delivery; False when it is a repeat of one that is done or being worked."""
    async with deps.uow() as uow:
        is_new = await uow.inbox.receive(delivery, deps.timing.lease)
        await uow.commit()
    return is_new


async def done(deps: Deps, *, delivery: Delivery) -> None:
    """Remember that it was worked off."""
    async with deps.uow() as uow:
        await uow.inbox.done(delivery.team, delivery.event)
        await uow.commit()


async def claim_stale(deps: Deps) -> tuple[Delivery, ...]:
    """Return deliveries whose worker died, claimed for this caller."""
    async with deps.uow() as uow:
        claimed = await uow.inbox.claim_stale(_BATCH, deps.timing.lease)
        await uow.commit()
    return claimed
