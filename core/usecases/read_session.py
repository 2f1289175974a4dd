"""Read sessions: one, all that are open or upcoming, and the exchange of one."""

from __future__ import annotations

from core.domain.ids import PersonKey, SessionId
from core.domain.rights.meeting import check_read
from core.usecases.deps import Deps
from core.usecases.steps.reading import LISTED_MOST, read_view, views_of, visible
from core.usecases.steps.showing import other_of
from core.usecases.views import SessionView, TranscriptView


async def read_session(deps: Deps, *, viewer: PersonKey, session: SessionId) -> SessionView:
    """Return the session as this participant sees it. Raises NotFound, NotParticipant."""
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        check_read(row, viewer)
        pair = await uow.connections.pair(row.connection)
        return await read_view(uow, row, pair, viewer, deps.now())


async def list_sessions(deps: Deps, *, person: PersonKey) -> tuple[SessionView, ...]:
    """Return the person's open sessions and upcoming meetings, soonest first; others' unoffered ones aren't shown."""
    async with deps.reading() as uow:
        rows = await uow.sessions.of(person, deps.now(), LISTED_MOST)
        return await views_of(uow, visible(rows, person), deps.now(), family=())


async def read_transcript(deps: Deps, *, viewer: PersonKey, session: SessionId) -> TranscriptView:
    """Return the exchange between the two Perins. Raises NotFound, NotParticipant."""
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        check_read(row, viewer)
        pair = await uow.connections.pair(row.connection)
        messages = await uow.messages.of(session)
    mine = pair.side(viewer)
    return TranscriptView(
        session=row,
        viewer=viewer,
        other=other_of(pair.other(viewer)),
        zone=mine.person.time_zone,
        locale=mine.person.locale,
        messages=messages,
    )
