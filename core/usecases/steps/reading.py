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

LISTED_MOST = 500
"""Sessions and meetings of one person that a list reads: more than anybody has, for what it counts must be true.

Three sessions may be open on each connection, and a meeting comes after all that ends sooner.
"""

Pairs = Mapping[ConnectionId, Pair]
NO_PAIRS: Pairs = MappingProxyType({})


async def read_view(uow: UnitOfWork, row: Session, pair: Pair, viewer: PersonKey, now: int) -> SessionView:
    """Return the session as this one of its two people sees it."""
    (view,) = await views_of(uow, [(row, viewer)], now, pairs={pair.connection.id: pair})
    return view


async def views_of(
    uow: UnitOfWork,
    seen: Iterable[Seen],
    now: int,
    *,
    pairs: Pairs = NO_PAIRS,
    family: Iterable[Session] | None = None,
    is_told: bool = False,
) -> tuple[SessionView, ...]:
    """Return the sessions as these people see them, in order, without those whose connection is gone.

    ``pairs`` are the sides known already, ``family`` the sessions that move others of them or are moved (None: read
    them). ``is_told``: for a notice, which itself knows what was put off.
    """
    wanted = list(seen)
    missing = {row.connection for row, _ in wanted} - pairs.keys()
    sides = {**pairs, **(await uow.connections.pairs(tuple(missing)) if missing else {})}
    rows = {row.id: row for row, _ in wanted}
    messages = await uow.messages.of_many([row.id for row in rows.values() if row.round])
    bookings = await uow.bookings.of_sessions([row.id for row in rows.values() if row.generation])
    kin = _kin(rows, await _family(uow, rows) if family is None else family)
    views = tuple(
        session_view(
            row, sides[row.connection], messages.get(row.id, ()), bookings.get(row.id), viewer, now=now, kin=kin[row.id]
        )
        for row, viewer in wanted
        if row.connection in sides
    )
    return views if is_told else await with_waits(uow, views)


def visible(rows: Iterable[Session], viewer: PersonKey) -> list[Seen]:
    """Return those of a person's sessions that they see in lists: what offered nothing yet is its asker's alone."""
    return [(row, viewer) for row in rows if row.round or row.asker == viewer]


async def _family(uow: UnitOfWork, rows: Mapping[SessionId, Session]) -> tuple[Session, ...]:
    """Read the meetings that the sessions would move or have moved, and the sessions that would move them or have."""
    ids = [row.id for row in rows.values() if row.replaces or row.is_meeting or row.end_reason == REPLACED]
    return await uow.sessions.family(ids)


def _kin(rows: Mapping[SessionId, Session], family: Iterable[Session]) -> dict[SessionId, Kin]:
    known = {**{row.id: row for row in family}, **rows}
    newest = sorted(known.values(), key=lambda row: (row.created_at, row.id))
    new = {
        row.replaces: row for row in newest if row.replaces and (row.ended_at is None or row.booked_slot is not None)
    }
    return {
        row.id: Kin(old=known.get(row.replaces) if row.replaces else None, new=new.get(row.id)) for row in rows.values()
    }
