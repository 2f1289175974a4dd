"""Slot claims: on one calendar of one account, no two overlap; touching ones may stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, literal_column, select, tuple_, union_all

from core.domain.bookings import Booking
from core.domain.errors import SlotTaken
from core.domain.ids import AccountId, BookingId, ConnectionId
from core.scheduling.intervals import Interval, clip
from core.storage.protocols_meeting import Engaged
from core.storage.repositories.sql import count, insert, many, value
from core.storage.tables import claims, sessions
from core.storage.tables.meeting import MEETING
from core.storage.transaction import Statements, Transaction

_OVERLAPS = (claims.c.starts < count("ends")) & (claims.c.ends > count("starts"))
_TAKEN = exists().where(claims.c.account == value("account"), claims.c.calendar == value("calendar"), _OVERLAPS)
# On SQLite the look is enough, since nobody else writes. On PostgreSQL a claim that is not yet committed
# can't be seen,
# and the exclusion constraint waits for it and decides.
_HOLD = (
    insert(claims)
    .from_select(
        ["booking", "account", "calendar", "starts", "ends"],
        select(value("booking"), value("account"), value("calendar"), count("starts"), count("ends")).where(~_TAKEN),
    )
    .on_conflict_do_nothing()
)
_PUT = insert(claims)
_OF = select(claims.c.account, claims.c.calendar, claims.c.starts, claims.c.ends).where(
    claims.c.booking == value("booking")
)
_DROP = delete(claims).where(
    claims.c.booking == value("booking"),
    claims.c.account == value("account"),
    claims.c.calendar == value("calendar"),
)
_RELEASE = delete(claims).where(claims.c.booking == value("booking"))
_PURGE = delete(claims).where(claims.c.ends < count("before"))
_HELD = select(claims.c.account, claims.c.calendar, claims.c.starts, claims.c.ends).where(
    claims.c.account.in_(many("accounts")), claims.c.booking != value("besides"), _OVERLAPS
)

_NOBODYS = (AccountId(""), "")
_HELD_BY = select(claims.c.account, claims.c.calendar, claims.c.starts, claims.c.ends).where(
    claims.c.booking != value("besides"),
    _OVERLAPS,
    tuple_(claims.c.account, claims.c.calendar).in_(bindparam("calendars", expanding=True)),
)
_ENGAGED = union_all(
    select(literal_column("''"), literal_column("''"), sessions.c.booked_start, sessions.c.booked_end).where(
        sessions.c.connection == value("connection"),
        MEETING,
        sessions.c.booked_start < count("last"),
        sessions.c.booked_end > count("first"),
        sessions.c.id != value("moved"),
    ),
    _HELD_BY,
)


class SqlClaims:
    """See ``Claims``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def hold(
        self,
        booking: BookingId,
        calendars: Sequence[tuple[AccountId, str]],
        slot: Interval,
        *,
        moves: BookingId | None = None,
    ) -> None:
        """Claim the slot on all of them or on none. Raises SlotTaken; the unit of work stays usable."""

        def claim_all(db: Statements) -> None:
            before = [] if moves is None else [_claim(moves, row) for row in db.all(_OF, {"booking": moves})]
            claimed: list[dict[str, Any]] = []
            # The same order everywhere: two bookings of the same people never wait for each other in a circle.
            for account, calendar in sorted(set(calendars)):
                wanted = _claim(booking, (account, calendar, slot.start, slot.end))
                if not _claim_one(db, wanted, before):
                    for one in claimed:
                        db.change(_DROP, _key(one))
                    if before:
                        db.change(_RELEASE, {"booking": moves})
                        db.change(_PUT, before)
                    raise SlotTaken(start=slot.start)
                claimed.append(wanted)

        await self._transaction.run(claim_all)

    async def release(self, booking: BookingId) -> None:
        """Let the booking's time go."""
        await self._transaction.change(_RELEASE, {"booking": booking})

    async def purge(self, before: int) -> int:
        """Forget claims of time that was over before the instant."""
        return await self._transaction.change(_PURGE, {"before": before})

    async def held(
        self, calendars: Sequence[tuple[AccountId, str]], span: Interval, *, besides: BookingId | None = None
    ) -> tuple[Interval, ...]:
        """Return the claimed time within the span, merged; ``besides`` is a booking that doesn't count."""
        wanted = set(calendars)
        parameters = {
            "besides": besides or "",
            "accounts": sorted({account for account, _ in wanted}),
            "starts": span.start,
            "ends": span.end,
        }
        rows = await self._transaction.all(_HELD, parameters)
        taken = [Interval(row[2], row[3]) for row in rows if (row[0], row[1]) in wanted]
        return clip(taken, span.start, span.end)

    async def engaged(
        self,
        connection: ConnectionId,
        meetings: Interval,
        calendars: Sequence[tuple[AccountId, str]],
        span: Interval,
        *,
        moved: Booking | None = None,
    ) -> Engaged:
        """Return the connection's meetings and what is held of the calendars."""
        parameters = {
            "connection": connection,
            "first": meetings.start,
            "last": meetings.end,
            "moved": "" if moved is None else moved.session,
            "besides": "" if moved is None else moved.id,
            "calendars": list(calendars),
            "starts": span.start,
            "ends": span.end,
        }
        taken: dict[tuple[AccountId, str], list[Interval]] = {}
        for account, calendar, start, end in await self._transaction.all(_ENGAGED, parameters):
            taken.setdefault((account, calendar), []).append(Interval(start, end))
        met = tuple(sorted(taken.pop(_NOBODYS, ())))
        return Engaged(met, {which: clip(spans, span.start, span.end) for which, spans in taken.items()})


def _claim(booking: BookingId, row: Sequence[Any]) -> dict[str, Any]:
    return {"booking": booking, "account": row[0], "calendar": row[1], "starts": row[2], "ends": row[3]}


def _key(claim: dict[str, Any]) -> dict[str, Any]:
    return {name: claim[name] for name in ("booking", "account", "calendar")}


def _claim_one(db: Statements, wanted: dict[str, Any], moved: list[dict[str, Any]]) -> bool:
    """Claim one calendar's time; where it overlaps the claim of the meeting that moves, that one grows over both."""
    for old in moved:
        same = (old["account"], old["calendar"]) == (wanted["account"], wanted["calendar"])
        if same and old["starts"] < wanted["ends"] and old["ends"] > wanted["starts"]:
            db.change(_DROP, _key(old))
            span = {"starts": min(old["starts"], wanted["starts"]), "ends": max(old["ends"], wanted["ends"])}
            return bool(db.change(_HOLD, {**old, **span}))
    return bool(db.change(_HOLD, wanted))
