"""The morning digest: once a day at each person's own time, and never when there is nothing to say.

Whose turn it is stands in the person's row, so that of all replicas one looks, also after a restart; the notice is
unique per person and local day. What it says is read when it is delivered.
"""

from __future__ import annotations

from core.booking.writing import write
from core.domain.digests import LATE_SECONDS, digest_time, local_day, next_digest
from core.domain.notices import NoticeKind
from core.domain.people import Person
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps
from core.usecases.steps.digesting import digest_of

_BATCH = 50


async def send_digests(deps: Deps) -> int:
    """Send the digests that are due; returns how many have something to say."""
    now = deps.now()
    telling = Telling(now)
    async with deps.uow() as uow:
        due = await uow.people.due_digests(now, _BATCH)
        for person in due:
            await _digest(uow, person, telling)
            await uow.people.plan_digest(person.key, next_digest(person, now))
        await write(uow, telling)
        await uow.commit()
    if telling.notices:
        deps.wake()
    return len(telling.notices)


async def _digest(uow: UnitOfWork, person: Person, telling: Telling) -> None:
    """Add the person's digest if it is its time: plans made under other settings, or long ago, are not."""
    now, day = telling.now, local_day(telling.now, person.time_zone)
    wished = digest_time(person, day)
    is_off = not person.settings.digest or NoticeKind.DIGEST.value in person.settings.muted or person.is_deactivated
    if is_off or not wished <= now < wished + LATE_SECONDS:
        return
    if not (await digest_of(uow, person, now)).is_empty:
        telling.notice(person, NoticeKind.DIGEST, about=f"{person.key}:{day.isoformat()}")
