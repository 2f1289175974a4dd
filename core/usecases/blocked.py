"""Whom a person blocks."""

from __future__ import annotations

from core.domain.ids import PersonKey, split_person_key
from core.usecases.deps import Deps
from core.usecases.views import Other


async def list_blocked(deps: Deps, *, person: PersonKey) -> tuple[Other, ...]:
    """Return those the person blocks, as mentions: a block ends whatever let their names be read."""
    async with deps.reading() as uow:
        keys = await uow.blocks.by(person)
    return tuple(Other(key=key, user=split_person_key(key).user, name=None, time_zone=None) for key in keys)
