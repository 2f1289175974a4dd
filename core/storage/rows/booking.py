"""Rows of bookings and legs. A lease is milliseconds in its row and whole seconds, rounded up, in the value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.domain.bookings import Booking, BookingState, Chore, Drift, DriftKind, Leg, LegState
from core.scheduling.intervals import Interval
from core.storage.codecs import span_in


def booking_from(row: Any, legs: Iterable[Leg]) -> Booking:  # noqa: ANN401 - a row of SQLAlchemy's, read by column name
    """Read a row of ``bookings``; ``legs`` in their stored order."""
    return Booking(
        id=row.id,
        session=row.session,
        generation=row.generation,
        slot=Interval(row.slot_start, row.slot_end),
        state=BookingState(row.state),
        fence=row.fence,
        lease_until=-(-row.lease_ms // 1000),
        decide_by=row.decide_by,
        confirmed_by=row.confirmed_by,
        legs=tuple(legs),
        reason=row.reason,
        created_at=row.created_at,
        settled_at=row.settled_at,
        chore=Chore(row.chore),
        due_at=-(-row.due_ms // 1000),
        attempt=row.attempt,
    )


def leg_from(row: Any) -> Leg:  # noqa: ANN401 - a row of SQLAlchemy's, read by column name
    """Read a row of ``legs``."""
    return Leg(
        person=row.person,
        account=row.account,
        calendar=row.calendar,
        event=row.event,
        state=LegState(row.state),
        tentative=row.tentative,
        etag=row.etag,
        link=row.link,
        meeting_link=row.meeting_link,
        sent_at=row.sent_at,
        hold=row.hold,
        drift=Drift(DriftKind(row.drift), span_in(row.drift_start, row.drift_end)) if row.drift else None,
    )


def leg_row(leg: Leg) -> dict[str, Any]:
    """Write everything but whose leg it is."""
    drifted = None if leg.drift is None else leg.drift.slot
    return {
        "account": leg.account,
        "calendar": leg.calendar,
        "event": leg.event,
        "state": leg.state.value,
        "tentative": leg.tentative,
        "etag": leg.etag,
        "link": leg.link,
        "meeting_link": leg.meeting_link,
        "sent_at": leg.sent_at,
        "hold": leg.hold,
        "drift": "" if leg.drift is None else leg.drift.kind.value,
        "drift_start": None if drifted is None else drifted.start,
        "drift_end": None if drifted is None else drifted.end,
    }
