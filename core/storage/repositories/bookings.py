"""Bookings with their legs. Each write names the fence it holds: under an older one it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Column, Select, and_, or_, select, update

from core.domain.bookings import SETTLED_STATES, UNFINISHED_STATES, Booking, BookingState, Chore, Leg
from core.domain.errors import LeaseLost, NotFound
from core.domain.ids import BookingId, PersonKey, SessionId
from core.storage.repositories.sql import count, insert, many, value
from core.storage.rows.booking import booking_from, leg_from, leg_row
from core.storage.sql_time import LEASE_END, NOW_MS, milliseconds
from core.storage.tables import bookings, legs
from core.storage.tables.booking import HAS_CHORE
from core.storage.transaction import AnyRow, Statements, Transaction

_BOOKING = tuple(bookings.c)
_LEG = tuple(legs.c)

_GET = select(*_BOOKING).where(bookings.c.id == value("id"))
_OF_SESSION = (
    select(*_BOOKING).where(bookings.c.session == value("session")).order_by(bookings.c.generation.desc()).limit(1)
)
_OF_SESSIONS = (
    select(*_BOOKING, *_LEG)
    .join_from(bookings, legs, legs.c.booking == bookings.c.id)
    .where(bookings.c.session.in_(many("sessions")))
    .order_by(bookings.c.session, bookings.c.generation.desc(), legs.c.position)
)
_NEEDING = (
    select(*_BOOKING)
    .where(
        bookings.c.state.in_(many("states")),
        bookings.c.id.in_(select(legs.c.booking).where(legs.c.person == value("person"))),
    )
    .order_by(bookings.c.created_at, bookings.c.id)
)
_UNFINISHED = _NEEDING.where(HAS_CHORE)
_UPCOMING = (
    select(*_BOOKING)
    .where(
        bookings.c.state == BookingState.CONFIRMED.value,
        bookings.c.id.in_(
            select(legs.c.booking).where(
                legs.c.person == value("person"),
                or_(bookings.c.slot_end > count("now"), legs.c.drift_end > count("now")),
            )
        ),
    )
    .order_by(bookings.c.slot_start, bookings.c.id)
    .limit(count("most"))
)
_LEGS = select(*_LEG).where(legs.c.booking.in_(many("ids"))).order_by(legs.c.booking, legs.c.position)

_TIMES = (bookings.c.lease_ms, bookings.c.due_ms)
_ADD = insert(bookings).values(lease_ms=LEASE_END).returning(*_TIMES)
_ADD_LEGS = insert(legs)
_OWN = update(bookings).where(bookings.c.id == value("which"), bookings.c.fence == count("held_fence"))
_SAVE = _OWN.values(lease_ms=LEASE_END).returning(*_TIMES)
# What is settled is nobody's work: the next to take it need not wait.
_SETTLE = _OWN.values(lease_ms=0).returning(*_TIMES)
_DUE_IN = NOW_MS + count("due_for")
_SAVE_LEG = update(legs).where(legs.c.booking == value("which"), legs.c.person == value("whose"))
_TAKEN = {"fence": bookings.c.fence + 1, "lease_ms": LEASE_END}
_TAKE = (
    update(bookings)
    .where(bookings.c.id == value("which"), bookings.c.lease_ms <= NOW_MS)
    .values(_TAKEN)
    .returning(*_BOOKING)
)
_ABANDONED = (
    select(bookings.c.id)
    .where(bookings.c.state.in_(many("states")), bookings.c.lease_ms <= NOW_MS)
    .order_by(bookings.c.lease_ms, bookings.c.id)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
    .cte("abandoned")
)
_TAKE_OVER = update(bookings).where(bookings.c.id.in_(select(_ABANDONED.c.id))).values(_TAKEN).returning(*_BOOKING)
_HAS_DUE = (
    HAS_CHORE,
    bookings.c.due_ms <= NOW_MS,
    bookings.c.lease_ms <= NOW_MS,
    or_(
        bookings.c.state.in_(sorted(state.value for state in SETTLED_STATES)),
        # The calendar that answers is looked at, whatever keeps the other one.
        and_(bookings.c.state == BookingState.NEEDS_ATTENTION.value, bookings.c.chore == Chore.VERIFY.value),
    ),
)
_DUE = (
    select(bookings.c.id)
    .where(*_HAS_DUE)
    .order_by(bookings.c.due_ms, bookings.c.id)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
# The lease of a chore is when it is due again: a person who cancels the meeting need not wait for it.
_TAKE_CHORES = (
    update(bookings)
    .where(bookings.c.id.in_(select(_DUE.c.id)))
    .values(fence=bookings.c.fence + 1, due_ms=LEASE_END)
    .returning(*_BOOKING)
)
_ANY_CHORE = select(bookings.c.id).where(*_HAS_DUE).limit(1)


class SqlBookings:
    """See ``Bookings``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, booking: Booking, lease_seconds: float) -> Booking:
        """Insert it with its legs. Raises StaleVersion when the session has this generation already."""
        parameters = {
            "id": booking.id,
            "session": booking.session,
            "generation": booking.generation,
            "decide_by": booking.decide_by,
            "confirmed_by": booking.confirmed_by,
            "created_at": booking.created_at,
            "fence": booking.fence,
            **_moving(booking),
        }
        leg_rows = [
            {**leg_row(leg), "booking": booking.id, "person": leg.person, "position": position}
            for position, leg in enumerate(booking.legs)
        ]

        def insert_all(db: Statements) -> Booking:
            times = db.one(_ADD, {**parameters, **db.lease(lease_seconds)})
            db.change(_ADD_LEGS, leg_rows)
            return _timed(booking, times)

        return await self._transaction.run(insert_all)

    async def get(self, booking: BookingId) -> Booking:
        """Return it. Raises NotFound."""
        found = await self._transaction.run(lambda db: _with_legs(db, db.all(_GET, {"id": booking})))
        if not found:
            raise NotFound(what="booking")
        return found[0]

    async def of_session(self, session: SessionId) -> Booking | None:
        """Return the session's newest booking."""
        found = await self._transaction.run(lambda db: _with_legs(db, db.all(_OF_SESSION, {"session": session})))
        return found[0] if found else None

    async def of_sessions(self, sessions: Sequence[SessionId]) -> dict[SessionId, Booking]:
        """Return the newest booking of each of the sessions that has one."""
        if not sessions:
            return {}
        rows = await self._transaction.all(_OF_SESSIONS, {"sessions": list(sessions)})
        found: dict[SessionId, tuple[Any, list[Leg]]] = {}
        for row in rows:
            values = tuple(row)
            booking, leg = _part(_BOOKING, values[: len(_BOOKING)]), _part(_LEG, values[len(_BOOKING) :])
            newest, owned = found.setdefault(booking.session, (booking, []))
            if newest.id == booking.id:
                owned.append(leg_from(leg))
        return {session: booking_from(booking, owned) for session, (booking, owned) in found.items()}

    async def save(self, booking: Booking, lease_seconds: float, *, due_in: float | None = None) -> Booking:
        """Store state, reason, chore and legs, and renew the lease (or end it when settled). Raises LeaseLost."""
        changed = [{**leg_row(leg), "which": booking.id, "whose": leg.person} for leg in booking.legs]

        def update_all(db: Statements) -> Booking:
            saved = _save(db, booking, lease_seconds, due_in)
            db.change(_SAVE_LEG, changed)
            return saved

        return await self._transaction.run(update_all)

    async def save_leg(self, booking: Booking, leg: Leg, lease_seconds: float) -> Booking:
        """Store one leg and renew the lease. Raises LeaseLost."""
        after = replace(booking, legs=tuple(leg if one.person == leg.person else one for one in booking.legs))

        def update_one(db: Statements) -> Booking:
            saved = _save(db, after, lease_seconds)
            db.change(_SAVE_LEG, {**leg_row(leg), "which": booking.id, "whose": leg.person})
            return saved

        return await self._transaction.run(update_one)

    async def take_over(self, states: Sequence[BookingState], limit: int, lease_seconds: float) -> tuple[Booking, ...]:
        """Claim bookings in these states whose lease ended, longest abandoned first."""
        parameters = {"states": [state.value for state in states], "most": limit}
        return await self._transaction.run(
            lambda db: _with_legs(db, db.all(_TAKE_OVER, {**parameters, **db.lease(lease_seconds)}))
        )

    async def take(self, booking: BookingId, lease_seconds: float) -> Booking:
        """Claim this one. Raises LeaseLost while another holds a live lease, NotFound."""

        def claim(db: Statements) -> Booking:
            taken = _with_legs(db, db.all(_TAKE, {"which": booking, **db.lease(lease_seconds)}))
            if taken:
                return taken[0]
            raise LeaseLost if db.one(_GET, {"id": booking}) else NotFound(what="booking")

        return await self._transaction.run(claim)

    async def has_chores(self) -> bool:
        """Whether a chore is due that nobody is at."""
        return await self._transaction.run(lambda db: db.one(_ANY_CHORE, db.clock()) is not None)

    async def take_chores(self, limit: int, lease_seconds: float) -> tuple[Booking, ...]:
        """Claim bookings whose chore is due, longest due first: fence + 1, due again when the lease ends."""
        return await self._transaction.run(
            lambda db: _with_legs(db, db.all(_TAKE_CHORES, {"most": limit, **db.lease(lease_seconds)}))
        )

    async def upcoming(self, person: PersonKey, now: int, limit: int) -> tuple[Booking, ...]:
        """Return confirmed bookings with a leg of this person that aren't over, soonest first."""
        parameters = {"person": person, "now": now, "most": limit}
        return await self._transaction.run(lambda db: _with_legs(db, db.all(_UPCOMING, parameters)))

    async def needing(self, person: PersonKey) -> tuple[Booking, ...]:
        """Return bookings in ``needs_attention`` with a leg of this person, oldest first."""
        return await self._in_states(person, (BookingState.NEEDS_ATTENTION,))

    async def under_way(self, person: PersonKey) -> tuple[Booking, ...]:
        """Return bookings with a leg of this person that some process is at, or will be, oldest first."""
        return await self._in_states(person, UNFINISHED_STATES)

    async def unfinished(self, person: PersonKey) -> tuple[Booking, ...]:
        """Return confirmed bookings with a leg of this person that have a chore left, oldest first."""
        return await self._in_states(person, (BookingState.CONFIRMED,), _UNFINISHED)

    async def _in_states(
        self, person: PersonKey, states: Sequence[BookingState], found: Select[Any] = _NEEDING
    ) -> tuple[Booking, ...]:
        parameters = {"person": person, "states": [state.value for state in states]}
        return await self._transaction.run(lambda db: _with_legs(db, db.all(found, parameters)))


def _part(columns: Sequence[Column[Any]], values: Sequence[Any]) -> SimpleNamespace:
    """Return one table's part of a joined row by name: both tables have a state."""
    return SimpleNamespace(**{column.name: item for column, item in zip(columns, values, strict=True)})


def _moving(booking: Booking) -> dict[str, Any]:
    return {
        "slot_start": booking.slot.start,
        "slot_end": booking.slot.end,
        "state": booking.state.value,
        "reason": booking.reason,
        "settled_at": booking.settled_at,
        "chore": booking.chore.value,
        "due_ms": booking.due_at * 1000,
        "attempt": booking.attempt,
    }


def _save(db: Statements, booking: Booking, lease_seconds: float, due_in: float | None = None) -> Booking:
    parameters = {**_moving(booking), "which": booking.id, "held_fence": booking.fence}
    statement = _SETTLE if booking.is_settled else _SAVE
    if not booking.is_settled:
        parameters |= db.lease(lease_seconds)
    if due_in is not None:
        del parameters["due_ms"]
        statement = statement.values(due_ms=_DUE_IN)
        parameters |= {**db.clock(), "due_for": milliseconds(due_in)}
    return _timed(booking, db.one(statement, parameters))


def _timed(booking: Booking, times: AnyRow | None) -> Booking:
    if times is None:
        raise LeaseLost
    lease, due = times
    return replace(booking, lease_until=-(-lease // 1000), due_at=-(-due // 1000))


def _with_legs(db: Statements, rows: Sequence[AnyRow]) -> tuple[Booking, ...]:
    if not rows:
        return ()
    owned: dict[str, list[Leg]] = {row.id: [] for row in rows}
    for leg in db.all(_LEGS, {"ids": list(owned)}):
        owned[leg.booking].append(leg_from(leg))
    return tuple(booking_from(row, owned[row.id]) for row in rows)
