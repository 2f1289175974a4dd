"""Everything App Home shows, in one read-only unit of work."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.domain.notices import NEEDS_ANSWER
from core.usecases.deps import Deps
from core.usecases.steps.noticing import notice_views
from core.usecases.steps.showing import connection_view, session_view
from core.usecases.views import HomeView

_NOTICES_MOST = 5
_SESSIONS_MOST = 20


async def read_home(deps: Deps, *, person: PersonKey) -> HomeView:
    """Return the person's home. Raises NotFound."""
    now = deps.now()
    async with deps.reading() as uow:
        row = await uow.people.get(person)
        account = await uow.accounts.find(person)
        pairs = {pair.connection.id: pair for pair in await uow.connections.of(person)}
        waiting = await uow.notices.of(person, unread_only=True, limit=_NOTICES_MOST)
        waiting = tuple(item for item in waiting if item.kind in NEEDS_ANSWER and item.resolved_at is None)
        needs_you = await notice_views(uow, waiting, now)
        _, unread = await uow.notices.count(person)
        views = []
        for session in await uow.sessions.of(person, now, _SESSIONS_MOST):
            if session.round == 0 and session.asker != person:
                continue
            pair = pairs.get(session.connection) or await uow.connections.pair(session.connection)
            messages = await uow.messages.of(session.id) if session.is_open else ()
            booking = await uow.bookings.of_session(session.id) if session.is_meeting else None
            views.append(session_view(session, pair, messages, booking, person, now=now))
    return HomeView(
        person=row,
        account=account,
        google_ready=deps.calendars.is_set_up(),
        needs_you=needs_you,
        unread=unread,
        meetings=tuple(view for view in views if view.session.is_meeting),
        sessions=tuple(view for view in views if not view.session.is_meeting),
        connections=tuple(
            connection_view(pair, person) for pair in pairs.values() if not pair.connection.is_expired_at(now)
        ),
    )
