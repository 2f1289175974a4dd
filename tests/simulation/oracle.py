"""What must be true of every history once its faults have stopped and everything has come to rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text

from core.domain.audit import AuditEntry
from core.domain.bookings import Booking, BookingState, LegState
from core.domain.ids import PersonKey
from core.domain.notices import Notice, NoticeKind
from core.domain.sessions import Session, SessionState
from core.scheduling.intervals import Interval
from core.storage.protocols import Storage
from sandbox.google import times

IN_FLIGHT = frozenset({BookingState.BOOKING, BookingState.ROLLING_BACK, BookingState.REMOVING})
UNSURE = frozenset({LegState.SENDING, LegState.MOVING, LegState.REMOVING})
ENDS = frozenset({NoticeKind.BOOKED, NoticeKind.BOOKING_FAILED, NoticeKind.SLOT_TAKEN, NoticeKind.RESCHEDULED})


@dataclass(frozen=True)
class Rest:
    """The world at rest.

    `events` are Perin's live ones by person; `excused` are the (person, session) whose own hand or dead token explains
    what stands on their calendar.
    """

    sessions: tuple[Session, ...]
    bookings: dict[str, Booking]
    events: dict[PersonKey, list[dict[str, Any]]]
    notices: dict[PersonKey, tuple[Notice, ...]]
    trails: dict[PersonKey, tuple[AuditEntry, ...]]
    claims: tuple[tuple[str, str, Interval], ...]
    excused: frozenset[tuple[PersonKey, str]]


async def at_rest(
    storage: Storage,
    path: str,
    events: dict[PersonKey, list[dict[str, Any]]],
    excused: Iterable[tuple[PersonKey, str]],
) -> Rest:
    """Read everything once."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        names = [row[0] for row in connection.execute(text("SELECT id FROM sessions ORDER BY created_at, id"))]
        rows = connection.execute(text("SELECT account, calendar, starts, ends FROM claims ORDER BY starts"))
        claims = tuple((row[0], row[1], Interval(row[2], row[3])) for row in rows)
    engine.dispose()
    async with storage.reading() as uow:
        sessions = tuple([await uow.sessions.get(name) for name in names])
        found = {name: await uow.bookings.of_session(name) for name in names}
        notices = {key: await uow.notices.of(key, unread_only=False, limit=1000) for key in events}
        trails = {key: await uow.audit.of(key, limit=10_000) for key in events}
    bookings = {name: booking for name, booking in found.items() if booking is not None}
    return Rest(sessions, bookings, events, notices, trails, claims, frozenset(excused))


def judge(rest: Rest) -> list[str]:
    """Return every broken promise, in words; [] when all are kept."""
    return [
        *_both_or_none(rest),
        *_settled(rest),
        *_told_once(rest),
        *_no_overlap(rest),
        *_numbered(rest),
        *_nothing_stray(rest),
    ]


def _both_or_none(rest: Rest) -> Iterable[str]:
    for session in rest.sessions:
        for person in (session.asker, session.other):
            mine = [event for event in rest.events[person] if session_of(event) == session.id]
            if (person, session.id) in rest.excused:
                continue
            wanted = 1 if session.state is SessionState.CONFIRMED else 0
            if len(mine) != wanted:
                yield f"{session.id} is {session.state}, but {len(mine)} events of it stand on {person}'s calendar"
            for event in mine:
                if event["status"] != "confirmed":
                    yield f"{session.id}: a hold of it stays on {person}'s calendar"
                elif session.booked_slot is not None and span_of(event) != session.booked_slot:
                    yield f"{session.id}: the event on {person}'s calendar lies elsewhere than told"


def _settled(rest: Rest) -> Iterable[str]:
    for session in rest.sessions:
        booking = rest.bookings.get(session.id)
        if session.state is SessionState.BOOKING:
            yield f"{session.id} is being booked for ever"
        if booking is None:
            continue
        if booking.state in IN_FLIGHT:
            yield f"{session.id}: its booking stays {booking.state}"
        for leg in booking.legs:
            if leg.state in UNSURE and booking.state is not BookingState.NEEDS_ATTENTION:
                yield f"{session.id}: the leg of {leg.person} stays {leg.state}"
        if (booking.state is BookingState.CONFIRMED) != (session.state is SessionState.CONFIRMED):
            yield f"{session.id} is {session.state}, its booking {booking.state}"


def _told_once(rest: Rest) -> Iterable[str]:
    for person, notices in rest.notices.items():
        told = Counter((item.session, item.kind, item.key) for item in notices if item.kind in ENDS)
        for (about, kind, _), count in told.items():
            if count > 1:
                yield f"{person} was told {kind} of {about} {count} times"
    for session in rest.sessions:
        if session.state is not SessionState.CONFIRMED:
            continue
        for person in (session.asker, session.other):
            news = [
                item
                for item in rest.notices[person]
                if item.session == session.id and item.kind in {NoticeKind.BOOKED, NoticeKind.RESCHEDULED}
            ]
            if not news:
                yield f"{person} was never told that {session.id} is booked"


def _no_overlap(rest: Rest) -> Iterable[str]:
    for index, (account, calendar, slot) in enumerate(rest.claims):
        for other_account, other_calendar, other in rest.claims[index + 1 :]:
            if (account, calendar) == (other_account, other_calendar) and slot.overlaps(other):
                yield f"two claims of {account} overlap at {slot.start}"


def _numbered(rest: Rest) -> Iterable[str]:
    for person, trail in rest.trails.items():
        numbers = sorted(entry.number for entry in trail)
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the trail of {person} has gaps: {numbers}"


def _nothing_stray(rest: Rest) -> Iterable[str]:
    known = {session.id for session in rest.sessions}
    for person, events in rest.events.items():
        for event in events:
            if session_of(event) not in known:
                yield f"an event of nobody's session stands on {person}'s calendar"
            if event.get("transparency") == "transparent":
                yield f"a ghost stays on {person}'s calendar"


def session_of(event: dict[str, Any]) -> str:
    """The session whose marks an event carries."""
    return str(event["extendedProperties"]["private"].get("bk_s", ""))


def span_of(event: dict[str, Any]) -> Interval:
    """When an event is."""
    start = times.instant(event["start"], "UTC", "start")
    return Interval(int(start), int(times.instant(event["end"], "UTC", "end")))
