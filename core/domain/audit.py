"""The audit trail: who or what did something, when, and on whose authority. Never content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain.errors import Fact
from core.domain.ids import PersonKey

SYSTEM = PersonKey("slack:perin:system")
"""The actor of what no person pressed: expiry, recovery, clean-up."""

FORMER_MEMBER = PersonKey("slack:perin:former")
"""Stands in the trails of others for somebody who had their data deleted."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One transition. ``person`` is whose trail it belongs to, ``actor`` who acted (a person or SYSTEM).

    ``action`` is ``{noun}.{verb}`` (``connection.accepted``, ``session.booked``); ``subject`` the row's id;
    ``authority`` says by
    what right (``click``, ``grant:write.confirm``, ``accept``, ``expiry``, ``slack:deactivated`` …).
    """

    person: PersonKey
    actor: PersonKey
    action: str
    subject: str
    at: int
    authority: str
    other: PersonKey | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    number: int = 0
