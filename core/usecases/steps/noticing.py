"""Fill notices with what their words need, as things stand now."""

from __future__ import annotations

from core.domain.errors import NotFound
from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.notices import Notice
from core.domain.people import Person
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.steps.reading import read_view
from core.usecases.steps.showing import connection_view, other_of
from core.usecases.views import ConnectionView, NoticeView, Other, SessionView


async def notice_views(uow: UnitOfWork, notices: tuple[Notice, ...], now: int) -> tuple[NoticeView, ...]:
    """Return the notices with persons, connections and sessions, each row read once however often it is mentioned."""
    people = await uow.people.find_many(tuple({item.person for item in notices}))
    shelf = _Shelf(uow, now)
    views = []
    for notice in notices:
        person = people.get(notice.person)
        if person is not None:
            views.append(await _view(shelf, notice, person))
    return tuple(views)


async def _view(shelf: _Shelf, notice: Notice, person: Person) -> NoticeView:
    connection: ConnectionView | None = None
    other: Other | None = None
    session: SessionView | None = None
    pair = await shelf.pair(notice.connection) if notice.connection is not None else None
    if pair is not None and pair.connection.has(person.key):
        connection = connection_view(pair, person.key)
        other = other_of(pair.other(person.key))
        if notice.session is not None:
            session = await shelf.session(notice.session, pair, person.key)
    return NoticeView(notice=notice, person=person, other=other, connection=connection, session=session)


class _Shelf:
    """Rows already read in this unit of work."""

    def __init__(self, uow: UnitOfWork, now: int) -> None:
        self._uow = uow
        self._now = now
        self._pairs: dict[ConnectionId, Pair | None] = {}

    async def pair(self, connection: ConnectionId) -> Pair | None:
        """Return the connection's pair, None when it was deleted meanwhile."""
        if connection not in self._pairs:
            try:
                self._pairs[connection] = await self._uow.connections.pair(connection)
            except NotFound:
                self._pairs[connection] = None
        return self._pairs[connection]

    async def session(self, session: SessionId, pair: Pair, viewer: PersonKey) -> SessionView | None:
        """Return the session for the viewer, None when it was deleted meanwhile."""
        try:
            row = await self._uow.sessions.get(session)
        except NotFound:
            return None
        return await read_view(self._uow, row, pair, viewer, self._now)
