"""What buttons and forms carry back: small JSON of ids and instants, never content.

Slack's client returns these, so nothing in them is trusted: every use case checks ids and rights afresh, and whatever
can't be read is refused as ``BadInput`` (field ``value``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.domain.errors import BadInput
from core.domain.ids import ConnectionId, SessionId
from core.domain.scopes import Scope
from core.scheduling.errors import SchedulingError
from core.scheduling.intervals import Interval

PAUSE = "pause"
RESUME = "resume"

SHOW_EXCHANGE = "exchange"
"""The choice of a card's overflow menu that shows the transcript."""

INHERIT = "inherit"
"""The choice in a grant form that says: as in my settings."""

NONE = "none"
"""The choice that says: no limit, no preference, never."""


class HomeArea(StrEnum):
    """A part of App Home that is paged."""

    CONNECTIONS = "connections"
    SESSIONS = "sessions"
    MEETINGS = "meetings"


def refuse() -> BadInput:
    """Return the refusal of a value that can't be read."""
    return BadInput(field="value", reason="malformed")


def an_object(text: str) -> dict[str, Any]:
    """Read a JSON object; raises BadInput."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse() from error
    if not isinstance(found, dict):
        raise refuse()
    return found


def text_of(found: dict[str, Any], name: str) -> str:
    """Return a text of an object that was read; raises BadInput when it is missing or can't be stored."""
    value = found.get(name)
    if not isinstance(value, str) or not value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise refuse()
    return value


def number_of(found: dict[str, Any], name: str) -> int:
    """Return a whole number of an object that was read; raises BadInput."""
    value = found.get(name)
    if type(value) is not int:
        raise refuse()
    return value


def dump(found: dict[str, Any]) -> str:
    """Write an object as short as JSON allows."""
    return json.dumps(found, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One slot of one session as it was drawn; ``version`` is the session's at that time."""

    session: SessionId
    slot: Interval
    version: int

    def encode(self) -> str:
        """Write it for a button's value (at most 2,000 characters)."""
        return dump({"s": self.session, "a": self.slot.start, "b": self.slot.end, "v": self.version})

    @classmethod
    def decode(cls, text: str) -> SlotValue:
        """Read ``encode``'s text; raises BadInput."""
        found = an_object(text)
        try:
            slot = Interval(number_of(found, "a"), number_of(found, "b"))
        except SchedulingError as error:
            raise refuse() from error
        return cls(SessionId(text_of(found, "s")), slot, number_of(found, "v"))


@dataclass(frozen=True, slots=True)
class SeenSession:
    """A session as it was drawn; ``version`` tells a press on an older card from one on the present one."""

    session: SessionId
    version: int

    def encode(self) -> str:
        """Write it for a button's value."""
        return dump({"s": self.session, "v": self.version})

    @classmethod
    def decode(cls, text: str) -> SeenSession:
        """Read ``encode``'s text; raises BadInput."""
        found = an_object(text)
        return cls(SessionId(text_of(found, "s")), number_of(found, "v"))


@dataclass(frozen=True, slots=True)
class ScopeValue:
    """A scope to ask for on a connection."""

    connection: ConnectionId
    scope: Scope

    def encode(self) -> str:
        """Write it for a button's value."""
        return dump({"c": self.connection, "scope": self.scope.value})

    @classmethod
    def decode(cls, text: str) -> ScopeValue:
        """Read ``encode``'s text; raises BadInput, also on an unknown scope."""
        found = an_object(text)
        try:
            scope = Scope(text_of(found, "scope"))
        except ValueError as error:
            raise refuse() from error
        return cls(ConnectionId(text_of(found, "c")), scope)


@dataclass(frozen=True, slots=True)
class InboxValue:
    """Where a page of the inbox goes on: after ``skip`` notices."""

    skip: int
    unread_only: bool

    def encode(self) -> str:
        """Write it for a button's value."""
        return dump({"skip": self.skip, "unread": int(self.unread_only)})

    @classmethod
    def decode(cls, text: str) -> InboxValue:
        """Read ``encode``'s text; raises BadInput."""
        found = an_object(text)
        return cls(number_of(found, "skip"), bool(number_of(found, "unread")))


@dataclass(frozen=True, slots=True)
class Choice:
    """A verb and what it is about, for overflow menus (150 characters) and paging."""

    verb: str
    subject: str

    def encode(self) -> str:
        """Write it as ``verb|subject``."""
        return f"{self.verb}|{self.subject}"

    @classmethod
    def decode(cls, text: str) -> Choice:
        """Read ``encode``'s text; raises BadInput."""
        verb, bar, subject = text.partition("|")
        if not verb or not bar or not subject:
            raise refuse()
        return cls(verb, subject)


@dataclass(frozen=True, slots=True)
class GrantMeta:
    """What a grant form is about, in its ``private_metadata``.

    ``user`` is the Slack id of who would be invited (None: the form asks), ``connection`` the connection that is
    answered or edited, ``version`` the version of the grant the form was drawn from, ``choice`` the preset it shows.
    """

    user: str | None = None
    connection: ConnectionId | None = None
    version: int | None = None
    choice: str | None = None

    def encode(self) -> str:
        """Write it for ``private_metadata`` (at most 3,000 characters)."""
        return dump({"u": self.user, "c": self.connection, "v": self.version, "p": self.choice})

    @classmethod
    def decode(cls, text: str) -> GrantMeta:
        """Read ``encode``'s text; raises BadInput."""
        found = an_object(text)
        version = found.get("v")
        texts = [found.get(name) for name in ("u", "c", "p")]
        if any(value is not None and not isinstance(value, str) for value in texts):
            raise refuse()
        if version is not None and type(version) is not int:
            raise refuse()
        user, connection, choice = texts
        return cls(user, ConnectionId(connection) if connection else None, version, choice)


VALUE_MOST = 150
"""Characters that Slack takes as the value of an option."""

_META_MOST = 2900
_LONG = "#"


@dataclass(frozen=True, slots=True)
class LongIds:
    """Calendar ids that don't fit into an option: the form carries them, and the option's value is their number."""

    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, ids: Iterable[str]) -> LongIds:
        """Return those that are too long, as many as a form can carry."""
        found = cls()
        for one in ids:
            more = cls((*found.ids, one))
            if _is_long(one) and len(more.encode()) <= _META_MOST:
                found = more
        return found

    def encode(self) -> str:
        """Write it for ``private_metadata`` (at most 3,000 characters)."""
        return dump({"ids": list(self.ids)})

    @classmethod
    def decode(cls, text: str) -> LongIds:
        """Read ``encode``'s text; raises BadInput."""
        ids = an_object(text).get("ids", [])
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            raise refuse()
        return cls(tuple(ids))

    def value(self, one: str) -> str | None:
        """Return the option's value for an id; None when it neither fits nor is carried."""
        if not _is_long(one):
            return one
        return f"{_LONG}{self.ids.index(one)}" if one in self.ids else None

    def id(self, value: str) -> str:
        """Return the id an option's value stands for. Raises BadInput."""
        if not value.startswith(_LONG):
            return value
        index = number(value[1:])
        if index >= len(self.ids):
            raise refuse()
        return self.ids[index]


def _is_long(one: str) -> bool:
    return len(one) > VALUE_MOST or one.startswith(_LONG)


def number(text: str) -> int:
    """Read a whole number of at most 18 digits from a button's value; raises BadInput."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise refuse()
    return int(text)
