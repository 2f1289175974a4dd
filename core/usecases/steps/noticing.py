"""Fill notices with what their words need, as things stand now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.domain.ids import PersonKey, SessionId
from core.domain.notices import Notice
from core.domain.people import Person
from core.storage.protocols import UnitOfWork
from core.usecases.steps.reading import NO_PAIRS, Pairs, Seen, views_of
from core.usecases.steps.showing import connection_view, other_of
from core.usecases.views import NoticeView, SessionView

Sessions = Mapping[tuple[SessionId, PersonKey], SessionView]


async def notice_views(
    uow: UnitOfWork,
    notices: tuple[Notice, ...],
    now: int,
    *,
    people: Mapping[PersonKey, Person] | None = None,
    pairs: Pairs = NO_PAIRS,
) -> tuple[NoticeView, ...]:
    """Return the notices with persons, connections and sessions; the statements don't grow with the notices.

    ``people`` and ``pairs`` are what is known already. Those of a person who is gone are left out.
    """
    if not notices:
        return ()
    missing = {item.connection for item in notices if item.connection is not None} - pairs.keys()
    sides = {**pairs, **(await uow.connections.pairs(tuple(missing)) if missing else {})}
    if people is None:
        people = await _people(uow, {item.person for item in notices}, sides)
    family = await uow.sessions.family(tuple({item.session for item in notices if item.session is not None}))
    rows = {row.id: row for row in family}
    seen: set[Seen] = {
        (rows[item.session], item.person)
        for item in notices
        if item.session in rows and rows[item.session].has(item.person)
    }
    ordered = sorted(seen, key=lambda one: (one[0].id, one[1]))
    views = await views_of(uow, ordered, now, pairs=sides, family=family, is_told=True)
    sessions = {(view.session.id, view.viewer): view for view in views}
    return tuple(_view(item, people[item.person], sides, sessions) for item in notices if item.person in people)


async def _people(uow: UnitOfWork, wanted: set[PersonKey], sides: Pairs) -> Mapping[PersonKey, Person]:
    """Return these people, read only as far as no connection tells them."""
    known = {side.key: side.person for pair in sides.values() for side in (pair.one, pair.two)}
    missing = wanted - known.keys()
    return {**known, **(await uow.people.find_many(tuple(missing)) if missing else {})}


def _view(notice: Notice, person: Person, sides: Pairs, sessions: Sessions) -> NoticeView:
    pair = sides.get(notice.connection) if notice.connection is not None else None
    if pair is None or not pair.connection.has(person.key):
        return NoticeView(notice=notice, person=person, other=None, connection=None, session=None)
    session = sessions.get((notice.session, person.key)) if notice.session is not None else None
    if session is not None and notice.snoozed_until is not None:
        session = replace(session, snoozed_until=notice.snoozed_until)
    return NoticeView(
        notice=notice,
        person=person,
        other=other_of(pair.other(person.key)),
        connection=connection_view(pair, person.key),
        session=session,
    )
