"""What a person asks for, already parsed: the terms of a grant and the wishes for a meeting."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.domain.errors import BadInput
from core.domain.grants import Constraints
from core.domain.people import Place
from core.domain.scopes import ASK_FIRST, Scope
from core.domain.sessions import SessionKind
from core.scheduling.intervals import Interval

TITLE_MOST = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """What one side grants: scopes, constraints, the auto-scheduling switch."""

    scopes: frozenset[Scope] = ASK_FIRST
    constraints: Constraints = field(default_factory=Constraints)
    auto_scheduling: bool = False


@dataclass(frozen=True, slots=True)
class MeetingRequest:
    """A meeting wished for. ``length_minutes`` None: the asker's default, clamped to both sides' limits.

    ``window`` is where it may lie (empty: anywhere within the horizon) and ``phrase`` that in words. Raises
    BadInput on a
    title that is too long or holds control characters, and on a length below a minute.
    """

    title: str = ""
    length_minutes: int | None = None
    window: tuple[Interval, ...] = ()
    phrase: str = ""
    place: Place | None = None
    kind: SessionKind = SessionKind.SCHEDULE_MEETING

    def __post_init__(self) -> None:
        """Check the text and the length."""
        if len(self.title) > TITLE_MOST:
            raise BadInput(field="title", reason="too_long")
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in self.title):
            raise BadInput(field="title", reason="control_characters")
        if self.length_minutes is not None and self.length_minutes < 1:
            raise BadInput(field="length", reason="too_short")


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """Where a meeting should move. ``window`` empty: anywhere; ``phrase`` says it in words; no length: as it is."""

    window: tuple[Interval, ...] = ()
    phrase: str = ""
    length_minutes: int | None = None
