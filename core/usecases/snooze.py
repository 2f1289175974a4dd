"""*Not now*: put off what waits for an answer in a session, and take that back."""

from __future__ import annotations

from core.booking.writing import write
from core.domain.errors import NotParticipant
from core.domain.ids import PersonKey, SessionId
from core.domain.nudging import Snooze, snoozed_until
from core.domain.quota import Act
from core.domain.sessions import require_open
from core.domain.telling import Telling
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.putting_off import with_wait
from core.usecases.steps.showing import session_view
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView


async def snooze(deps: Deps, *, person: PersonKey, session: SessionId, until: Snooze) -> SessionView:
    """Put off what waits for the person in this session: they are called to mind once when the time is over.

    Nothing changes when nothing waits for them. It never lasts to the session's end. Raises NotParticipant, the
    refusals of ``require_open``, RateLimited.
    """
    return await _put_off(deps, person, session, until)


async def unsnooze(deps: Deps, *, person: PersonKey, session: SessionId) -> SessionView:
    """Let it wait in "needs you" again. Raises as ``snooze``."""
    return await _put_off(deps, person, session, None)


async def _put_off(deps: Deps, person: PersonKey, session: SessionId, until: Snooze | None) -> SessionView:
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        row, pair = await hold(uow, session)
        if not row.has(person):
            raise NotParticipant
        require_open(row, now)
        reader = pair.side(person).person
        if until is None:
            changed = await uow.notices.unsnooze(person, session)
        else:
            again = snoozed_until(until, reader.hours, reader.time_zone, now=now, expires_at=row.expires_at)
            changed = await uow.notices.snooze(person, session, again)
        if changed:
            telling = Telling(now)
            telling.card(reader, row, actor=person)
            telling.home(person)
            await write(uow, telling)
        view = session_view(row, pair, await uow.messages.of(session), None, person, now=now)
        view = await with_wait(uow, view)
        await uow.commit()
    deps.wake()
    return view
