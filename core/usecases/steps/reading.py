"""Read what people see of sessions, however many: messages, bookings, what each moves or is moved by, what is put off.

The number of statements doesn't grow with the number of sessions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.sessions import REPLACED, Session
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.steps.putting_off import with_waits
from core.usecases.steps.showing import Kin, session_view
from core.usecases.views import SessionView

Seen = tuple[Session, PersonKey]
"""A session and which of its two people looks at it."""

Pairs = Mapping[ConnectionId, Pair]
NO_PAIRS: Pairs = MappingProxyType({})


async def read_view(uow: UnitOfWork, row: Session, pair: Pair, viewer: PersonKey, now: int) -> SessionView:
    """Return the session as this one of its two people sees it."""
    (view,) = await views_of(uow, [(row, viewer)], now, pairs={pair.connection.id: pair})
    return view


async def views_of(
    uow: UnitOfWork, seen: Iterable[Seen], now: int, *, pairs: Pairs = NO_PAIRS, is_listed: bool = False
) -> tuple[SessionView, ...]:
    """Return the sessions as these people see them, in order, without those whose connection is gone.

    ``pairs`` are the sides known already. ``is_listed``: the rows are all that matters to the person, so that a session
    which moves a meeting is among them if they may know of it.
    """
    wanted = list(seen)
    missing = {row.connection for row, _ in wanted} - pairs.keys()
    sides = {**pairs, **(await uow.connections.pairs(tuple(missing)) if missing else {})}
    rows = {row.id: row for row, _ in wanted}
    messages = await uow.messages.of_many([row.id for row in rows.values() if row.round])
    bookings = await uow.bookings.of_sessions([row.id for row in rows.values() if row.generation])
    kin = await _kin(uow, rows, is_listed=is_listed)
    views = tuple(
        session_view(
            row,
            sides[row.connection],
            messages.get(row.id, ()),
            bookings.get(row.id),
            viewer,
            now=now,
            kin=kin[row.id],
        )
        for row, viewer in wanted
        if row.connection in sides
    )
    return await with_waits(uow, views)


def visible(rows: Iterable[Session], viewer: PersonKey) -> list[Seen]:
    """Return those of a person's sessions that they see in lists: what offered nothing yet is its asker's alone."""
    return [(row, viewer) for row in rows if row.round or row.asker == viewer]


async def _kin(uow: UnitOfWork, rows: Mapping[SessionId, Session], *, is_listed: bool) -> dict[SessionId, Kin]:
    """Read the meetings that the sessions would move or have moved, and the sessions that would move them or have."""
    olds = {row.replaces for row in rows.values() if row.replaces is not None} - rows.keys()
    moved = () if is_listed else tuple(row.id for row in rows.values() if row.is_meeting or row.end_reason == REPLACED)
    found = await uow.sessions.relatives(tuple(olds), moved)
    known = {**{row.id: row for row in found}, **rows}
    newest = sorted(known.values(), key=lambda row: (row.created_at, row.id))
    new = {
        row.replaces: row for row in newest if row.replaces and (row.ended_at is None or row.booked_slot is not None)
    }
    return {
        row.id: Kin(old=known.get(row.replaces) if row.replaces else None, new=new.get(row.id)) for row in rows.values()
    }
