"""Life-cycle logs: one event per transition, once it is durable; ids and codes, never content."""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from core.domain.audit import AuditEntry

log = structlog.get_logger()


def log_transitions(entries: Iterable[AuditEntry]) -> None:
    """Log what was committed: a transition recorded for two people is one event."""
    for entry in {(entry.action, entry.subject): entry for entry in entries}.values():
        log.info(entry.action, subject=entry.subject, actor=entry.actor, authority=entry.authority)
