"""Rows of sessions and messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.domain.messages import Message, MessageKind
from core.domain.people import Place
from core.domain.sessions import Session, SessionKind, SessionState
from core.storage.codecs import (
    allowances_in,
    allowances_out,
    names_in,
    names_out,
    relaxations_in,
    relaxations_out,
    span_in,
    spans_in,
    spans_out,
)
from core.storage.tables import messages, sessions

Values = Sequence[Any]

SESSION = tuple(sessions.c)
MESSAGE = tuple(messages.c)


def session_from(row: Any) -> Session:  # noqa: ANN401 - a row of SQLAlchemy's, read by column name
    """Read the ``SESSION`` columns."""
    return Session(
        id=row.id,
        connection=row.connection,
        asker=row.asker,
        other=row.other,
        kind=SessionKind(row.kind),
        state=SessionState(row.state),
        title=row.title,
        place=None if row.place is None else Place(row.place),
        length_minutes=row.length_minutes,
        window=spans_in(row.window),
        phrase=row.phrase,
        fingerprint=row.fingerprint,
        created_at=row.created_at,
        expires_at=row.expires_at,
        round=row.round,
        generation=row.generation,
        accepted_slot=span_in(row.accepted_start, row.accepted_end),
        accepted_by=row.accepted_by,
        booked_slot=span_in(row.booked_start, row.booked_end),
        booked_at=row.booked_at,
        booked_by=row.booked_by,
        booked_auto=row.booked_auto,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        end_reason=row.end_reason,
        replaces=row.replaces,
        needs_slots=row.needs_slots,
        relaxations=relaxations_in(row.relaxations),
        allowances=allowances_in(row.allowances),
        end_note=row.end_note,
        version=row.version,
    )


def session_row(session: Session) -> dict[str, Any]:
    """Write everything but id, connection and version."""
    accepted, booked = session.accepted_slot, session.booked_slot
    return {
        "asker": session.asker,
        "other": session.other,
        "kind": session.kind.value,
        "state": session.state.value,
        "title": session.title,
        "place": None if session.place is None else session.place.value,
        "length_minutes": session.length_minutes,
        "window": spans_out(session.window),
        "phrase": session.phrase,
        "fingerprint": session.fingerprint,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "round": session.round,
        "generation": session.generation,
        "accepted_start": None if accepted is None else accepted.start,
        "accepted_end": None if accepted is None else accepted.end,
        "accepted_by": session.accepted_by,
        "booked_start": None if booked is None else booked.start,
        "booked_end": None if booked is None else booked.end,
        "booked_at": session.booked_at,
        "booked_by": session.booked_by,
        "booked_auto": session.booked_auto,
        "ended_at": session.ended_at,
        "ended_by": session.ended_by,
        "end_reason": session.end_reason,
        "replaces": session.replaces,
        "needs_slots": session.needs_slots,
        "relaxations": relaxations_out(session.relaxations),
        "allowances": allowances_out(session.allowances),
        "end_note": session.end_note,
    }


def message_from(row: Values) -> Message:
    """Read the ``MESSAGE`` columns."""
    return Message(
        session=row[0],
        number=row[1],
        kind=MessageKind(row[2]),
        sender=row[3],
        sent_at=row[4],
        key=row[5],
        slots=spans_in(row[6]),
        reason=row[7],
        events=names_in(row[8]),
        grant_versions=(row[9], row[10]),
    )


def message_row(message: Message) -> dict[str, Any]:
    """Write everything but the number."""
    return {
        "session": message.session,
        "kind": message.kind.value,
        "sender": message.sender,
        "sent_at": message.sent_at,
        "key": message.key,
        "slots": spans_out(message.slots),
        "reason": message.reason,
        "events": names_out(message.events),
        "inviter_grant": message.grant_versions[0],
        "invited_grant": message.grant_versions[1],
    }
