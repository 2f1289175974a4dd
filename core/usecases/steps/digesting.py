"""What a morning digest says, as it stands when it is told: today's meetings, what waits, what the Perins did."""

from __future__ import annotations

from core.domain.digests import day_of
from core.domain.people import Person
from core.domain.sessions import Session
from core.storage.protocols import UnitOfWork
from core.usecases.steps.noticing import notice_views
from core.usecases.steps.reading import views_of, visible
from core.usecases.views import DigestView

WAITING_MOST = 5
_DAY = 86_400


async def digest_of(uow: UnitOfWork, person: Person, now: int) -> DigestView:
    """Return the person's digest: meetings of today that aren't over, and what was booked without a click in a day."""
    today = day_of(now, person.time_zone)
    meetings = [
        row for row in await uow.sessions.meetings_of(person.key, today.start, today.end) if _is_ahead(row, now)
    ]
    done = await uow.sessions.booked_by_themselves(person.key, now - _DAY)
    count, _ = await uow.notices.count(person.key)
    waiting = await uow.notices.waiting(person.key, WAITING_MOST) if count else ()
    seen = dict.fromkeys([*visible(meetings, person.key), *visible(done, person.key)])
    views = {view.session.id: view for view in await views_of(uow, seen, now)}
    return DigestView(
        meetings=tuple(views[row.id] for row in meetings if row.id in views),
        waiting=await notice_views(uow, waiting, now, people={person.key: person}),
        waiting_count=count,
        done=tuple(views[row.id] for row in done if row.id in views),
    )


def _is_ahead(row: Session, now: int) -> bool:
    return row.booked_slot is not None and row.booked_slot.end > now
