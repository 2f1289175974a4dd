"""Read a meeting that somebody is about to change, or the refusal that says what is true instead."""

from __future__ import annotations

from core.domain.errors import NotBooked
from core.domain.ids import PersonKey, SessionId
from core.domain.rights.meeting import check_read
from core.usecases.deps import Deps
from core.usecases.steps.reading import read_view
from core.usecases.views import SessionView


async def read_meeting(deps: Deps, *, viewer: PersonKey, session: SessionId) -> SessionView:
    """Return the meeting as this participant sees it, while it can be moved or canceled.

    One that is canceled but for an entry that its owner edited counts too. Raises NotFound, NotParticipant, NotBooked.
    """
    async with deps.reading() as uow:
        row = await uow.sessions.get(session)
        check_read(row, viewer)
        view = await read_view(uow, row, await uow.connections.pair(row.connection), viewer, deps.now())
    if not view.can_change and view.drift is None:
        raise NotBooked(session=session)
    return view
