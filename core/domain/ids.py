"""Names of things: the principal key of a person and the identifiers of rows.

Identifiers are made by the caller (``core.usecases.deps.Deps.new_id``): the domain has no randomness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

PersonKey = NewType("PersonKey", str)
"""``slack:{home}:{user}``; home is the enterprise id if there is one, else the team id."""

InstallationKey = NewType("InstallationKey", str)
"""``{enterprise or -}:{team or -}``: which Slack installation (so which bot token) serves a person."""

ConnectionId = NewType("ConnectionId", str)
SessionId = NewType("SessionId", str)
NoticeId = NewType("NoticeId", str)
BookingId = NewType("BookingId", str)
AccountId = NewType("AccountId", str)
"""The ``sub`` of a Google account, from the id_token."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The parts of a person key."""

    home: str
    user: str


def person_key(home: str, user: str) -> PersonKey:
    """Build the key of the member ``user`` of the workspace or organisation ``home``.

    Raises ValueError when a part is empty or holds a colon: an unknown home is never guessed.
    """
    if not home or not user or ":" in home or ":" in user:
        msg = "a person key needs a home and a user, without colons"
        raise ValueError(msg)
    return PersonKey(f"slack:{home}:{user}")


def split_person_key(key: PersonKey) -> Principal:
    """Take a person key apart; raises ValueError when it is not one."""
    parts = key.split(":")
    if len(parts) != 3 or parts[0] != "slack" or not parts[1] or not parts[2]:
        msg = "not a person key"
        raise ValueError(msg)
    return Principal(home=parts[1], user=parts[2])


def installation_key(enterprise: str | None, team: str | None) -> InstallationKey:
    """Build the key of an installation; an organisation-wide one has no team."""
    if not enterprise and not team:
        msg = "an installation belongs to a team or to an enterprise"
        raise ValueError(msg)
    return InstallationKey(f"{enterprise or '-'}:{team or '-'}")
