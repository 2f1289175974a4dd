"""Connections, and both sides of one.

In a unit of work that may write, ``get``, ``pair`` and ``pair_between`` hold the connection until the unit
ends. What is decided on a connection and its grants is therefore decided one at a time, on both databases
alike: SQLite has one writer, PostgreSQL locks the row first and reads it, with its sides, in the next
statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, func, or_, select

from core.domain.connections import Connection, ConnectionState, pair_of
from core.domain.errors import AlreadyConnected, CrossingInvite, NotFound, StaleVersion
from core.domain.ids import ConnectionId, PersonKey
from core.domain.rights.connecting import Standing
from core.domain.sessions import UNSETTLED_STATES
from core.storage.protocols_people import Footing, Pair
from core.storage.protocols_work import SCHEDULE
from core.storage.repositories.sql import count, insert, many, update_version, value
from core.storage.rows.connecting import CONNECTION, PAIRS, connection_from, connection_row, pair_from
from core.storage.tables import blocks, connections, keys, reveals, sessions
from core.storage.transaction import AnyRow, Parameters, Statements, Transaction

_BY_ID = connections.c.id == value("id")
_LIVE = connections.c.state.in_([ConnectionState.PENDING.value, ConnectionState.ACTIVE.value])
_BETWEEN = and_(connections.c.low == value("low"), connections.c.high == value("high"))

_HOLD = select(connections.c.id).where(_BY_ID).with_for_update(key_share=True)
_HOLD_BETWEEN = select(connections.c.id).where(_BETWEEN, _LIVE).with_for_update(key_share=True)
_GET = select(*CONNECTION).where(_BY_ID)
_PAIR = PAIRS.where(_BY_ID)
_SEVERAL = PAIRS.where(connections.c.id.in_(many("ids")))
_PAIR_BETWEEN = PAIRS.where(_BETWEEN, _LIVE)
_UNSETTLED = and_(
    sessions.c.connection == connections.c.id,
    sessions.c.state.in_(sorted(state.value for state in UNSETTLED_STATES)),
)
_SHOWN = and_(
    reveals.c.connection == connections.c.id,
    reveals.c.viewer == value("viewer"),
    reveals.c.shown_at > count("since"),
)
_ASKED = and_(keys.c.scope == SCHEDULE, keys.c.key == value("request"))
_COUNTS = (
    select(func.count()).where(_UNSETTLED).scalar_subquery(),
    select(sessions.c.id).where(_UNSETTLED, sessions.c.fingerprint == value("fingerprint")).scalar_subquery(),
    select(func.count()).where(_SHOWN).scalar_subquery(),
    select(func.min(reveals.c.shown_at)).where(_SHOWN).scalar_subquery(),
    select(keys.c.fingerprint).where(_ASKED).scalar_subquery(),
    select(keys.c.answer).where(_ASKED).scalar_subquery(),
)
_FOOTING = PAIRS.add_columns(*_COUNTS).where(_BETWEEN, _LIVE)
_OF = PAIRS.where(
    or_(connections.c.inviter == value("person"), connections.c.invited == value("person")), _LIVE
).order_by(connections.c.created_at.desc(), connections.c.id.desc())
_OTHERS_OF = select(connections.c.inviter, connections.c.invited).where(
    or_(connections.c.inviter == value("person"), connections.c.invited == value("person")), _LIVE
)
_LIVE_BETWEEN = select(*CONNECTION).where(_BETWEEN, _LIVE)
_DECLINED_BETWEEN = (
    select(*CONNECTION)
    .where(_BETWEEN, connections.c.state == ConnectionState.DECLINED.value)
    .order_by(connections.c.ended_at.desc())
    .limit(1)
)
_BLOCKERS = select(blocks.c.blocker).where(
    or_(
        and_(blocks.c.blocker == value("low"), blocks.c.blocked == value("high")),
        and_(blocks.c.blocker == value("high"), blocks.c.blocked == value("low")),
    )
)
_ADD = insert(connections).on_conflict_do_nothing()
_SAVE = update_version(connections, connections.c.id)
_EXPIRED = (
    select(*CONNECTION)
    .where(connections.c.state == ConnectionState.PENDING.value, connections.c.expires_at <= count("now"))
    .order_by(connections.c.expires_at)
    .limit(count("most"))
    .with_for_update(skip_locked=True, key_share=True)
)


class SqlConnections:
    """See ``Connections``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, connection: ConnectionId) -> Connection:
        """Return it, held. Raises NotFound."""
        row = await self._transaction.run(lambda db: _held(db, _HOLD, _GET, {"id": connection}))
        if row is None:
            raise NotFound(what="connection")
        return connection_from(row)

    async def pair(self, connection: ConnectionId) -> Pair:
        """Return it with both sides, held. Raises NotFound."""
        row = await self._transaction.run(lambda db: _held(db, _HOLD, _PAIR, {"id": connection}))
        if row is None:
            raise NotFound(what="connection")
        return pair_from(row)

    async def pairs(self, connections: Sequence[ConnectionId]) -> dict[ConnectionId, Pair]:
        """Return several with both sides."""
        found = map(pair_from, await self._transaction.all(_SEVERAL, {"ids": list(connections)}))
        return {pair.connection.id: pair for pair in found}

    async def pair_between(self, one: PersonKey, two: PersonKey) -> Pair | None:
        """Return the live connection of two persons, held."""
        pair = _pair_parameters(one, two)
        row = await self._transaction.run(lambda db: _held(db, _HOLD_BETWEEN, _PAIR_BETWEEN, pair))
        return None if row is None else pair_from(row)

    async def footing(
        self, viewer: PersonKey, other: PersonKey, *, fingerprint: str, since: int, is_held: bool, key: str = ""
    ) -> Footing | None:
        """Return what a request of the viewer's to the other stands on."""
        pair = _pair_parameters(viewer, other)
        parameters = {**pair, "viewer": viewer, "fingerprint": fingerprint, "since": since, "request": key}

        def read(db: Statements) -> AnyRow | None:
            if is_held and db.locks:
                db.one(_HOLD_BETWEEN, pair)
            return db.one(_FOOTING, parameters)

        row = await self._transaction.run(read)
        if row is None:
            return None
        open_sessions, same, shown, oldest, asked, answer = tuple(row)[-len(_COUNTS) :]
        done = None if asked is None else (asked, answer)
        return Footing(pair_from(tuple(row)[: -len(_COUNTS)]), open_sessions, same, (shown, oldest), done)

    async def standing(self, inviter: PersonKey, invited: PersonKey) -> Standing:
        """Return how two persons stand to each other."""
        pair = _pair_parameters(inviter, invited)

        def read(db: Statements) -> Standing:
            live, declined = _held(db, _HOLD_BETWEEN, _LIVE_BETWEEN, pair), db.one(_DECLINED_BETWEEN, pair)
            blockers = {row[0] for row in db.all(_BLOCKERS, pair)}
            return Standing(
                None if live is None else connection_from(live),
                None if declined is None else connection_from(declined),
                inviter_blocks=inviter in blockers,
                invited_blocks=invited in blockers,
            )

        return await self._transaction.run(read)

    async def of(self, person: PersonKey) -> tuple[Pair, ...]:
        """Return the person's live connections, newest first."""
        return tuple(map(pair_from, await self._transaction.all(_OF, {"person": person})))

    async def add(self, connection: Connection) -> Connection:
        """Insert it. Raises CrossingInvite, AlreadyConnected."""
        low, high = connection.pair
        parameters = {
            **connection_row(connection),
            "id": connection.id,
            "inviter": connection.inviter,
            "invited": connection.invited,
            "low": low,
            "high": high,
            "version": connection.version,
        }

        def insert_once(db: Statements) -> None:
            if not db.change(_ADD, parameters):
                raise _lost_to(db.one(_LIVE_BETWEEN, {"low": low, "high": high}), connection)

        await self._transaction.run(insert_once)
        return connection

    async def save(self, connection: Connection) -> Connection:
        """Store changes under the version read. Raises StaleVersion."""
        parameters = {**connection_row(connection), "which": connection.id, "was": connection.version}
        if not await self._transaction.change(_SAVE, parameters):
            raise StaleVersion
        return replace(connection, version=connection.version + 1)

    async def expired(self, now: int, limit: int) -> tuple[Connection, ...]:
        """Return pending invites whose time is over, held."""
        rows = await self._transaction.all(_EXPIRED, {"now": now, "most": limit})
        return tuple(map(connection_from, rows))


def _held(db: Statements, hold: Any, read: Any, parameters: Parameters) -> AnyRow | None:  # noqa: ANN401 - any SELECT
    """Read a row that nobody else changes meanwhile.

    Locking and reading in one statement would show the sides as they were before the wait.
    """
    if db.locks and db.one(hold, parameters) is None:
        return None
    return db.one(read, parameters)


def _pair_parameters(one: PersonKey, two: PersonKey) -> dict[str, str]:
    low, high = pair_of(one, two)
    return {"low": low, "high": high}


def _lost_to(row: AnyRow | None, connection: Connection) -> Exception:
    """Say who was first; StaleVersion when theirs is over already (or the id exists)."""
    if row is None:
        return StaleVersion()
    live = connection_from(row)
    if live.state is ConnectionState.PENDING and live.inviter == connection.invited:
        return CrossingInvite(connection=live.id)
    return AlreadyConnected(connection=live.id)


def others_of(db: Statements, person: PersonKey) -> set[PersonKey]:
    """Return with whom the person has live connections."""
    rows = db.all(_OTHERS_OF, {"person": person})
    return {PersonKey(two if one == person else one) for one, two in map(tuple, rows)}
