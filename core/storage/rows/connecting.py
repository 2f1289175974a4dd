"""Rows of connections and grants, and of the pair: a connection with both sides in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Join, Select, and_, select

from core.domain.connections import Connection, ConnectionState
from core.domain.grants import Grant
from core.domain.ids import ConnectionId, PersonKey
from core.domain.rights.negotiating import Side
from core.storage.codecs import constraints_in, constraints_out, scopes_in, scopes_out
from core.storage.protocols_people import Pair
from core.storage.rows.people import ACCOUNT, PERSON, account_from, person_from
from core.storage.tables import accounts, connections, grants, people

Values = Sequence[Any]

CONNECTION = (
    connections.c.id,
    connections.c.inviter,
    connections.c.invited,
    connections.c.state,
    connections.c.created_at,
    connections.c.expires_at,
    connections.c.answered_at,
    connections.c.ended_at,
    connections.c.ended_by,
    connections.c.inviter_asked_at,
    connections.c.invited_asked_at,
    connections.c.version,
)

GRANT = (
    grants.c.connection,
    grants.c.grantor,
    grants.c.grantee,
    grants.c.scopes,
    grants.c.constraints,
    grants.c.auto_scheduling,
    grants.c.updated_at,
    grants.c.version,
)


def connection_from(row: Values) -> Connection:
    """Read the ``CONNECTION`` columns."""
    return Connection(
        id=row[0],
        inviter=row[1],
        invited=row[2],
        state=ConnectionState(row[3]),
        created_at=row[4],
        expires_at=row[5],
        answered_at=row[6],
        ended_at=row[7],
        ended_by=row[8],
        inviter_asked_at=row[9],
        invited_asked_at=row[10],
        version=row[11],
    )


def connection_row(connection: Connection) -> dict[str, Any]:
    """Write what moves: state, instants, who ended it."""
    return {
        "state": connection.state.value,
        "created_at": connection.created_at,
        "expires_at": connection.expires_at,
        "answered_at": connection.answered_at,
        "ended_at": connection.ended_at,
        "ended_by": connection.ended_by,
        "inviter_asked_at": connection.inviter_asked_at,
        "invited_asked_at": connection.invited_asked_at,
    }


def grant_from(row: Values) -> Grant:
    """Read the ``GRANT`` columns."""
    return Grant(
        connection=row[0],
        grantor=row[1],
        grantee=row[2],
        scopes=scopes_in(row[3]),
        constraints=constraints_in(row[4]),
        auto_scheduling=row[5],
        updated_at=row[6],
        version=row[7],
    )


def grant_row(grant: Grant) -> dict[str, Any]:
    """Write what the grantor may edit."""
    return {
        "scopes": scopes_out(grant.scopes),
        "constraints": constraints_out(grant.constraints),
        "auto_scheduling": grant.auto_scheduling,
        "updated_at": grant.updated_at,
    }


def _side_columns(name: str, key: ColumnElement[str], joined: Join) -> tuple[tuple[Any, ...], Join]:
    """Join one side's person, grant and account under aliases; ``key`` is the side's person on the connection."""
    person, grant, account = people.alias(f"{name}_p"), grants.alias(f"{name}_g"), accounts.alias(f"{name}_a")
    joined = (
        joined.join(person, person.c.key == key)
        .outerjoin(grant, and_(grant.c.connection == connections.c.id, grant.c.grantor == key))
        .outerjoin(account, account.c.person == key)
    )
    columns = (
        *(person.c[column.name] for column in PERSON),
        *(grant.c[column.name] for column in GRANT),
        *(account.c[column.name] for column in ACCOUNT),
    )
    return tuple(column.label(f"{name}_{index}") for index, column in enumerate(columns)), joined


def _select_pairs() -> Select[Any]:
    start: Any = connections
    one, joined = _side_columns("one", connections.c.inviter, start)
    two, joined = _side_columns("two", connections.c.invited, joined)
    return select(*CONNECTION, *one, *two).select_from(joined)


PAIRS = _select_pairs()
"""Connections with both sides, the inviter's first; add a WHERE on ``connections``."""

_P, _G, _A = len(PERSON), len(GRANT), len(ACCOUNT)


def pair_from(row: Values) -> Pair:
    """Read a row of ``PAIRS``; a side without a stored grant has an empty one."""
    connection = connection_from(row)
    sides = tuple(row)[len(CONNECTION) :]
    middle = _P + _G + _A
    return Pair(
        connection,
        _side(connection.id, connection.invited, sides[:middle]),
        _side(connection.id, connection.inviter, sides[middle:]),
    )


def _side(connection: ConnectionId, other: PersonKey, values: Values) -> Side:
    person = person_from(values)
    stored, account = values[_P : _P + _G], values[_P + _G :]
    empty = Grant(connection, person.key, other, frozenset())
    return Side(
        person,
        empty if stored[0] is None else grant_from(stored),
        None if account[0] is None else account_from(account),
    )
