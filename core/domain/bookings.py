"""A booking and its two legs: the act of writing one slot to both calendars, as rows that survive a crash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.ids import AccountId, BookingId, PersonKey, SessionId
from core.scheduling.intervals import Interval


class BookingState(StrEnum):
    """``booking → confirmed | rolling_back → rolled_back``; ``needs_attention`` while a dead token keeps a leg.

    ``removing`` and ``removed`` take a confirmed meeting away again (canceled or undone).
    """

    BOOKING = "booking"
    CONFIRMED = "confirmed"
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"
    NEEDS_ATTENTION = "needs_attention"
    REMOVING = "removing"
    REMOVED = "removed"


class LegState(StrEnum):
    """``planned → sending → written → removing → absent``. ``sending`` means: it may or may not be there."""

    PLANNED = "planned"
    SENDING = "sending"
    WRITTEN = "written"
    REMOVING = "removing"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Leg:
    """One calendar's half. ``event`` is the deterministic event id; ``etag`` and ``link`` are the provider's.

    ``tentative`` says which form was last written; ``sent_at`` (epoch seconds) when the last write left.
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


@dataclass(frozen=True, slots=True)
class Booking:
    """One attempt to put ``slot`` on both calendars. ``generation`` grows with each attempt of its session.

    ``fence`` grows with each process that takes the work over: a write under an older fence changes nothing.
    ``lease_until`` is on the database's clock. ``reason`` is the code of why it was rolled back.
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

    def leg(self, person: PersonKey) -> Leg:
        """Return this person's leg; raises KeyError for anybody else."""
        for leg in self.legs:
            if leg.person == person:
                return leg
        raise KeyError(person)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state in {BookingState.CONFIRMED, BookingState.ROLLED_BACK, BookingState.REMOVED}
