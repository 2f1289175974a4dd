"""Values to test the domain with: a person, a connection, a grant, a session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.domain.connections import Connection, ConnectionState
from core.domain.grants import Constraints, Grant
from core.domain.ids import ConnectionId, SessionId, installation_key, person_key
from core.domain.people import Person, Settings
from core.domain.scopes import ASK_FIRST, Scope
from core.domain.sessions import Session, SessionKind, SessionState
from core.scheduling.intervals import Interval

NOW = 1_796_135_400
"""Tuesday 2026-12-01 14:30 UTC."""

A, B, C = (person_key("T1", user) for user in ("UA", "UB", "UC"))
SLOT = Interval(NOW + 86_400, NOW + 86_400 + 1_800)
OTHER_SLOT = Interval(SLOT.start + 3_600, SLOT.end + 3_600)


def person(**more: Any) -> Person:  # noqa: ANN401 - any field of a person
    """Somebody in Paris."""
    known = Person(A, installation_key(None, "T1"), "UA", "Alice", "Europe/Paris")
    return replace(known, **more)


def settings(**more: Any) -> Settings:  # noqa: ANN401 - any field of the settings
    """The defaults, with changes."""
    return replace(Settings(), **more)


def grant(scopes: frozenset[Scope] = ASK_FIRST, constraints: Constraints | None = None) -> Grant:
    """A's grant to B."""
    return Grant(ConnectionId("c1"), A, B, scopes, constraints or Constraints())


def connection(**more: Any) -> Connection:  # noqa: ANN401 - any field of a connection
    """A invited B just now; a week to answer."""
    invite = Connection(ConnectionId("c1"), A, B, ConnectionState.PENDING, NOW, NOW + 7 * 86_400)
    return replace(invite, **more)


def session(state: SessionState = SessionState.NEGOTIATING, **more: Any) -> Session:  # noqa: ANN401 - any field
    """A asked B; one round of slots is out."""
    asked = Session(
        id=SessionId("s1"),
        connection=ConnectionId("c1"),
        asker=A,
        other=B,
        kind=SessionKind.SCHEDULE_MEETING,
        state=state,
        title="",
        place=None,
        length_minutes=30,
        window=(),
        phrase="",
        fingerprint="f",
        created_at=NOW,
        expires_at=NOW + 86_400,
        round=1,
        booked_slot=SLOT if state is SessionState.CONFIRMED else None,
    )
    return replace(asked, **more)
