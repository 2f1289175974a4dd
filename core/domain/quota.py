"""How much of an act a person may do per minute and day, and how many slots a connection may reveal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``most`` acts per ``seconds``, counted in fixed windows of the database."""

    name: str
    most: int
    seconds: int


class Act(Enum):
    """An act with its own quota; the sentence that refuses it says when to try again."""

    INVITE = "invite"
    ANSWER = "answer"
    PERMISSION = "permission"
    SESSION = "session"
    PROPOSAL = "proposal"
    ACCEPT_OR_CONFIRM = "accept_or_confirm"
    OTHER = "other"


_MINUTE = 60
_DAY = 86_400

QUOTAS: dict[Act, tuple[Quota, ...]] = {
    Act.INVITE: (Quota("invite", 5, _MINUTE), Quota("invite_day", 30, _DAY)),
    Act.ANSWER: (Quota("answer", 20, _MINUTE),),
    Act.PERMISSION: (Quota("permission", 20, _MINUTE),),
    Act.SESSION: (Quota("session", 10, _MINUTE),),
    Act.PROPOSAL: (Quota("proposal", 10, _MINUTE),),
    Act.ACCEPT_OR_CONFIRM: (Quota("accept_or_confirm", 10, _MINUTE),),
    Act.OTHER: (Quota("other", 60, _MINUTE),),
}

REVEALED_MOST = 60
REVEALED_SECONDS = 7 * _DAY
"""Distinct slots shown per connection and direction in 7 days, relaxations counted."""
