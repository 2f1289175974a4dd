"""Rows of notices, cards and audit entries."""

from __future__ import annotations

from typing import Any

from core.domain.audit import AuditEntry
from core.domain.notices import Card, Delivery, Notice, NoticeKind
from core.storage.codecs import facts_in, facts_out
from core.storage.tables import audit, cards, notices

NOTICE = (
    notices.c.id,
    notices.c.key,
    notices.c.person,
    notices.c.kind,
    notices.c.created_at,
    notices.c.due_at,
    notices.c.other,
    notices.c.connection,
    notices.c.session,
    notices.c.facts,
    notices.c.delivery,
    notices.c.attempt,
    notices.c.channel,
    notices.c.ts,
    notices.c.edit_wanted,
    notices.c.read_at,
    notices.c.resolved_at,
    notices.c.nudge_at,
    notices.c.nudges,
    notices.c.snoozed_until,
)

CARD = (
    cards.c.person,
    cards.c.session,
    cards.c.channel,
    cards.c.ts,
    cards.c.wanted,
    cards.c.shown,
    cards.c.due_at,
    cards.c.attempt,
)

AUDIT = tuple(audit.c)


def notice_from(row: Any) -> Notice:  # noqa: ANN401 - a row of SQLAlchemy's, read by column name
    """Read the ``NOTICE`` columns."""
    return Notice(
        id=row.id,
        key=row.key,
        person=row.person,
        kind=NoticeKind(row.kind),
        created_at=row.created_at,
        due_at=row.due_at,
        other=row.other,
        connection=row.connection,
        session=row.session,
        facts=facts_in(row.facts),
        delivery=Delivery(row.delivery),
        attempt=row.attempt,
        channel=row.channel,
        ts=row.ts,
        edit_wanted=row.edit_wanted,
        read_at=row.read_at,
        resolved_at=row.resolved_at,
        nudge_at=row.nudge_at,
        nudges=row.nudges,
        snoozed_until=row.snoozed_until,
    )


def notice_row(notice: Notice) -> dict[str, Any]:
    """Write a new notice."""
    return {
        "id": notice.id,
        "key": notice.key,
        "person": notice.person,
        "kind": notice.kind.value,
        "created_at": notice.created_at,
        "due_at": notice.due_at,
        "other": notice.other,
        "connection": notice.connection,
        "session": notice.session,
        "facts": facts_out(notice.facts),
        "delivery": notice.delivery.value,
        "attempt": notice.attempt,
        "channel": notice.channel,
        "ts": notice.ts,
        "edit_wanted": notice.edit_wanted,
        "read_at": notice.read_at,
        "resolved_at": notice.resolved_at,
        "nudge_at": notice.nudge_at,
        "nudges": notice.nudges,
        "snoozed_until": notice.snoozed_until,
        "todo": notice.delivery is Delivery.PENDING,
        "lease_ms": 0,
        "reason": "",
    }


def card_from(row: Any) -> Card:  # noqa: ANN401 - a row of SQLAlchemy's, read by position
    """Read the ``CARD`` columns."""
    return Card(*row)


def audit_from(row: Any) -> AuditEntry:  # noqa: ANN401 - a row of SQLAlchemy's, read by column name
    """Read the ``AUDIT`` columns."""
    return AuditEntry(
        person=row.person,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        at=row.at,
        authority=row.authority,
        other=row.other,
        facts=facts_in(row.facts),
        number=row.number,
    )


def audit_row(entry: AuditEntry, number: int) -> dict[str, Any]:
    """Write an entry under its number."""
    return {
        "person": entry.person,
        "number": number,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "at": entry.at,
        "authority": entry.authority,
        "other": entry.other,
        "facts": facts_out(entry.facts),
    }
