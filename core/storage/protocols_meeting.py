"""Repositories about meetings: sessions, messages, the reveal ledger, bookings and slot claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.bookings import Booking, BookingState, Leg
from core.domain.ids import AccountId, BookingId, ConnectionId, PersonKey, SessionId
from core.domain.messages import Message
from core.domain.sessions import Session
from core.scheduling.intervals import Interval


class Sessions(Protocol):
    """The negotiations of meetings, each under its version."""

    async def get(self, session: SessionId) -> Session:
        """Return it. Raises NotFound."""
        ...

    async def find_many(self, ids: Sequence[SessionId]) -> dict[SessionId, Session]:
        """Return those of the sessions that are known, in one statement (none for none)."""
        ...

    async def family(self, ids: Sequence[SessionId]) -> tuple[Session, ...]:
        """Return these sessions, those they replace and those that replace them, in one statement (none for none)."""
        ...

    async def booked_by_themselves(self, person: PersonKey, since: int) -> tuple[Session, ...]:
        """Return the person's meetings that were booked without a click since and still stand, newest first."""
        ...

    async def beginning(self, after: int, until: int, limit: int, skip: int = 0) -> tuple[Session, ...]:
        """Return a page of all the meetings that begin after ``after`` and not after ``until``, soonest first."""
        ...

    async def meetings_of(self, person: PersonKey, start: int, end: int) -> tuple[Session, ...]:
        """Return the person's meetings that overlap ``[start, end)``, soonest first."""
        ...

    async def add(self, session: Session) -> Session:
        """Insert it. Raises StaleVersion when the same request (fingerprint) is open on the connection."""
        ...

    async def save(self, session: Session) -> Session:
        """Store changes under the version read; returns it with the new version. Raises StaleVersion."""
        ...

    async def open_on(self, connection: ConnectionId) -> tuple[Session, ...]:
        """Return the connection's open and booking sessions, oldest first."""
        ...

    async def of(self, person: PersonKey, now: int, limit: int) -> tuple[Session, ...]:
        """Return the person's open sessions and upcoming meetings, soonest first.

        A session without slots (``initiated``) is the asker's only.
        """
        ...

    async def meetings_between(self, connection: ConnectionId, start: int, end: int) -> tuple[Session, ...]:
        """Return confirmed sessions of the connection whose slot overlaps ``[start, end)``."""
        ...

    async def replacing(self, connection: ConnectionId, session: SessionId) -> tuple[Session, ...]:
        """Return the sessions of the connection that were to move this one's meeting, newest first, in any state."""
        ...

    async def needing_slots(self, limit: int, besides: Sequence[str] = ()) -> tuple[Session, ...]:
        """Return open sessions, but for ``besides``, that wait for others: their slots are void (``needs_slots``)."""
        ...

    async def expired(self, now: int, limit: int) -> tuple[Session, ...]:
        """Return open sessions whose time is over, locked for this unit of work (never one that is booking)."""
        ...


class Messages(Protocol):
    """The messages of a session."""

    async def of(self, session: SessionId) -> tuple[Message, ...]:
        """Return them by number."""
        ...

    async def of_many(self, sessions: Sequence[SessionId]) -> dict[SessionId, tuple[Message, ...]]:
        """Return those of several sessions, each session's by number, in one statement (none for none)."""
        ...

    async def add(self, message: Message) -> Message:
        """Append it. Raises StaleVersion when its key exists in the session.

        Number 0 is for the next one; whoever knows it, because the session is new, saves looking it up.
        """
        ...


class Reveals(Protocol):
    """Distinct slots shown, per connection and direction."""

    async def count(self, connection: ConnectionId, viewer: PersonKey, since: int) -> tuple[int, int | None]:
        """Return how many distinct slots the viewer's side was shown since, and when the oldest of them was."""
        ...

    async def shown(self, connection: ConnectionId, viewer: PersonKey, since: int) -> tuple[Interval, ...]:
        """Return the distinct slots the viewer's side was shown since."""
        ...

    async def record(self, connection: ConnectionId, viewer: PersonKey, slots: Sequence[Interval], now: int) -> None:
        """Remember what was shown; repeats don't count twice."""
        ...


class Bookings(Protocol):
    """Bookings with their legs. Every write names the fence it holds."""

    async def add(self, booking: Booking, lease_seconds: float) -> Booking:
        """Insert it with its legs; the lease runs on the database's clock."""
        ...

    async def get(self, booking: BookingId) -> Booking:
        """Return it. Raises NotFound."""
        ...

    async def of_session(self, session: SessionId) -> Booking | None:
        """Return the session's newest booking."""
        ...

    async def of_sessions(self, sessions: Sequence[SessionId]) -> dict[SessionId, Booking]:
        """Return the newest booking of each of the sessions that has one, in one statement (none for none)."""
        ...

    async def save(self, booking: Booking, lease_seconds: float, *, due_in: float | None = None) -> Booking:
        """Store state, reason, chore and legs, and renew the lease (end it when settled).

        ``due_in`` sets when the chore is due, in seconds from now on the database's clock; without it ``due_at`` is
        stored as it is (0: at once). Raises LeaseLost when the fence is no longer ours.
        """
        ...

    async def has_chores(self) -> bool:
        """Whether a chore is due that nobody is at: a look that writes nothing."""
        ...

    async def take_chores(self, limit: int, lease_seconds: float) -> tuple[Booking, ...]:
        """Claim settled bookings whose chore is due, and of those in ``needs_attention`` the look after the fence.

        The fence is one more; two callers never get the same one. Its lease is ``due_at``: unless it is saved
        again by then, the next to look gets it. Nobody else waits for it.
        """
        ...

    async def upcoming(self, person: PersonKey, now: int, limit: int) -> tuple[Booking, ...]:
        """Return confirmed bookings with a leg of this person whose meeting isn't over, soonest first.

        One whose event was moved in Google counts until that time is over too.
        """
        ...

    async def take_over(self, states: Sequence[BookingState], limit: int, lease_seconds: float) -> tuple[Booking, ...]:
        """Claim unsettled bookings whose lease ended: fence + 1, new lease; two callers never get the same one."""
        ...

    async def take(self, booking: BookingId, lease_seconds: float) -> Booking:
        """Claim this one whatever its state (to remove a meeting): fence + 1.

        Raises LeaseLost while another holds a live lease.
        """
        ...

    async def save_leg(self, booking: Booking, leg: Leg, lease_seconds: float) -> Booking:
        """Store one leg and renew the lease. Raises LeaseLost."""
        ...

    async def needing(self, person: PersonKey) -> tuple[Booking, ...]:
        """Return bookings in ``needs_attention`` with a leg of this person."""
        ...

    async def under_way(self, person: PersonKey) -> tuple[Booking, ...]:
        """Return bookings with a leg of this person that some process is at, or will be: booking, or on a way back."""
        ...

    async def unfinished(self, person: PersonKey) -> tuple[Booking, ...]:
        """Return confirmed bookings with a leg of this person that have a chore left, due or not, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Engaged:
    """What is taken already, apart from what calendars say.

    ``meetings`` are the times of a connection's meetings, ``held`` the time that bookings hold, by account and
    calendar.
    """

    meetings: tuple[Interval, ...]
    held: Mapping[tuple[AccountId, str], tuple[Interval, ...]]


class Claims(Protocol):
    """Who has which time: no two claims of one account and calendar overlap; touching ones may stand."""

    async def hold(
        self,
        booking: BookingId,
        calendars: Sequence[tuple[AccountId, str]],
        slot: Interval,
        *,
        moves: BookingId | None = None,
    ) -> None:
        """Claim the slot on all of them or none, in sorted order. Raises SlotTaken; the unit of work stays usable.

        ``moves`` is the booking of the meeting that is moved there: its claims are no obstacle. One that overlaps the
        slot grows over both until that booking is released or holds its own time again, so nobody gets in between.
        """
        ...

    async def release(self, booking: BookingId) -> None:
        """Let the booking's time go."""
        ...

    async def purge(self, before: int) -> int:
        """Forget claims of time that was over before the instant; returns how many."""
        ...

    async def held(
        self, calendars: Sequence[tuple[AccountId, str]], span: Interval, *, besides: BookingId | None = None
    ) -> tuple[Interval, ...]:
        """Return the claimed time within the span, merged; ``besides`` is a booking that doesn't count."""
        ...

    async def engaged(
        self,
        connection: ConnectionId,
        meetings: Interval,
        calendars: Sequence[tuple[AccountId, str]],
        span: Interval,
        *,
        moved: Booking | None = None,
    ) -> Engaged:
        """Return the connection's meetings that overlap ``meetings`` and what is held of the calendars within ``span``.

        In one statement. The meeting that ``moved`` booked counts for neither.
        """
        ...
