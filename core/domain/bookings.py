"""A booking and its two legs: the act of writing one slot to both calendars, as rows that survive a crash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.ids import AccountId, BookingId, PersonKey, SessionId
from core.scheduling.intervals import Interval


class BookingState(StrEnum):
    """``booking → confirmed | rolling_back → rolled_back``; ``needs_attention`` while a dead token keeps a leg.

    ``removing`` and ``removed`` take a confirmed meeting away again (canceled or undone); ``moved`` says that its
    events carry the meeting of a later session now, which replaced this one's.
    """

    BOOKING = "booking"
    CONFIRMED = "confirmed"
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"
    NEEDS_ATTENTION = "needs_attention"
    REMOVING = "removing"
    REMOVED = "removed"
    MOVED = "moved"


class LegState(StrEnum):
    """``planned → sending → written → removing → absent``. ``sending`` means: it may or may not be there.

    A leg that moves a standing event goes ``written → moving → moved`` once its hold stands: ``moving`` means that the
    event may be at its old time or at its new one.
    """

    PLANNED = "planned"
    SENDING = "sending"
    WRITTEN = "written"
    MOVING = "moving"
    MOVED = "moved"
    REMOVING = "removing"
    ABSENT = "absent"


class Chore(StrEnum):
    """What is left to do for a booking whose fate is settled; one at a time, in this order where several wait."""

    NONE = ""
    TIDY = "tidy"
    """Remove the holds of a meeting that was moved."""
    CONFERENCE = "conference"
    """Make the video link and put it on both events."""
    VERIFY = "verify"
    """Look once more whether a late insert slipped past the fence."""


class DriftKind(StrEnum):
    """What somebody did to a leg's event in Google."""

    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Drift:
    """A change made outside of Perin. ``slot`` is where the event lies now, None when it is gone."""

    kind: DriftKind
    slot: Interval | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One calendar's half. ``event`` is the deterministic event id; ``etag`` and ``link`` are the provider's.

    ``tentative`` says which form was last written; ``sent_at`` (epoch seconds) when the last write left. ``hold`` is
    the id of the tentative event that keeps the new time while ``event``, a standing meeting's, is moved there; "" when
    the event is its own hold. ``drift`` is what was found changed in Google and not yet decided on.
    """

    person: PersonKey
    account: AccountId
    calendar: str
    event: str
    state: LegState = LegState.PLANNED
    tentative: bool = True
    etag: str = ""
    link: str = ""
    meeting_link: str = ""
    sent_at: int | None = None
    hold: str = ""
    drift: Drift | None = None

    @property
    def held_event(self) -> str:
        """The event id that is inserted as the hold."""
        return self.hold or self.event


@dataclass(frozen=True, slots=True)
class Booking:
    """One attempt to put ``slot`` on both calendars. ``generation`` grows with each attempt of its session.

    ``fence`` grows with each process that takes the work over: a write under an older fence changes nothing.
    ``lease_until`` is on the database's clock. ``reason`` is the code of why it was rolled back or removed.
    ``chore`` is due at ``due_at`` (epoch seconds, the database's clock); ``attempt`` counts tries of what is being
    tried again.
    """

    id: BookingId
    session: SessionId
    generation: int
    slot: Interval
    state: BookingState
    fence: int
    lease_until: int
    decide_by: int
    confirmed_by: PersonKey | None
    legs: tuple[Leg, ...]
    reason: str = ""
    created_at: int = 0
    settled_at: int | None = None
    chore: Chore = Chore.NONE
    due_at: int = 0
    attempt: int = 0

    def leg(self, person: PersonKey) -> Leg:
        """Return this person's leg; raises KeyError for anybody else."""
        for leg in self.legs:
            if leg.person == person:
                return leg
        raise KeyError(person)

    @property
    def way_on(self) -> BookingState:
        """In which state it goes on once a dead token that keeps a leg is mended."""
        is_removal = any(leg.state is LegState.REMOVING for leg in self.legs)
        return BookingState.REMOVING if is_removal else BookingState.ROLLING_BACK

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state in SETTLED_STATES


UNFINISHED_STATES = (BookingState.BOOKING, BookingState.ROLLING_BACK, BookingState.REMOVING)
"""Some process is at it, or will be: under its fence, and until its lease ends."""
SETTLED_STATES = frozenset({BookingState.CONFIRMED, BookingState.ROLLED_BACK, BookingState.REMOVED, BookingState.MOVED})
