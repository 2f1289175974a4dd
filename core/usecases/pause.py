"""Pause and resume: while paused, others' starts, proposals and automatic bookings are refused."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain.ids import PersonKey
from core.domain.people import Person
from core.domain.quota import Act
from core.domain.telling import Telling
from core.usecases.deps import Deps
from core.usecases.steps.spending import spend


async def pause(deps: Deps, *, person: PersonKey) -> Person:
    """Pause; again changes nothing. Raises RateLimited, NotFound."""
    return await _switch(deps, person, deps.now())


async def resume(deps: Deps, *, person: PersonKey) -> Person:
    """Resume; again changes nothing. Raises RateLimited, NotFound."""
    return await _switch(deps, person, None)


async def _switch(deps: Deps, key: PersonKey, paused_at: int | None) -> Person:
    async with deps.uow() as uow:
        await spend(uow, key, Act.OTHER)
        person = await uow.people.get(key)
        if person.is_paused == (paused_at is not None):
            await uow.commit()
            return person
        saved = await uow.people.save(replace(person, paused_at=paused_at))
        telling = Telling(deps.now())
        action = "person.resumed" if paused_at is None else "person.paused"
        telling.record((key,), action, key, actor=key, authority="click")
        telling.circle(key)
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    return saved
