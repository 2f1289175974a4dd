"""Repositories about work in flight.

Notices, cards, audit, quotas, idempotency keys, Slack's deliveries, job leases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.domain.audit import AuditEntry
from core.domain.ids import ConnectionId, NoticeId, PersonKey, SessionId
from core.domain.notices import Card, Notice, NoticeKind, Posted
from core.domain.quota import Quota


class Notices(Protocol):
    """The inbox that is also the outbox."""

    async def add(self, notices: Sequence[Notice]) -> None:
        """Insert them, in one statement; a key that exists is left as it is (told once)."""
        ...

    async def of(self, person: PersonKey, *, unread_only: bool, limit: int, skip: int = 0) -> tuple[Notice, ...]:
        """Return a page of the inbox after ``skip`` rows.

        What needs an answer first, then unread, then the rest, newest first.
        """
        ...

    async def get(self, notice: NoticeId) -> Notice:
        """Return it. Raises NotFound."""
        ...

    async def count(self, person: PersonKey) -> tuple[int, int]:
        """Return (needs an answer, unread)."""
        ...

    async def waiting(self, person: PersonKey, limit: int) -> tuple[Notice, ...]:
        """Return what needs the person's answer now, newest first: nothing they put off."""
        ...

    async def put_off(self, sessions: Sequence[SessionId]) -> tuple[Notice, ...]:
        """Return the unanswered notices about these sessions that are snoozed or ask for an exception."""
        ...

    async def snooze(self, person: PersonKey, session: SessionId, until: int) -> int:
        """Put off what waits for the person in this session, and call it to mind then; returns how many did wait."""
        ...

    async def unsnooze(self, person: PersonKey, session: SessionId) -> int:
        """What was put off waits again; returns how many were."""
        ...

    async def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the keys that were told already."""
        ...

    async def drop(self, notice: NoticeId) -> None:
        """Its message has come too late to be sent: it stays in the inbox only."""
        ...

    async def due_nudges(self, now: int, limit: int) -> tuple[Notice, ...]:
        """Return unanswered notices to be called to mind by now, locked for this unit of work."""
        ...

    async def plan_nudge(self, notice: Notice) -> None:
        """Store when a notice is called to mind next, how often it was, and until when it is put off."""
        ...

    async def mark_read(self, person: PersonKey, notices: Sequence[NoticeId] | None, now: int) -> int:
        """Mark these (None: all) of the person's as read; returns how many changed."""
        ...

    async def resolve(
        self,
        now: int,
        *,
        kinds: Sequence[NoticeKind],
        person: PersonKey | None = None,
        session: SessionId | None = None,
        connection: ConnectionId | None = None,
        notice: NoticeId | None = None,
    ) -> int:
        """Mark as answered or void, with what called them to mind.

        Ones already sent as a DM are redrawn, ones not yet sent never will be. Returns how many were meant.
        """
        ...

    async def outlived(self, now: int) -> tuple[Notice, ...]:
        """Return open questions about a change in Google whose meeting is over where it was booked."""
        ...

    async def claim_due(self, now: int, limit: int, lease_seconds: float) -> tuple[Notice, ...]:
        """Claim notices whose DM is to be sent or redrawn; they come back after the lease if nobody finished."""
        ...

    async def sent(self, posted: Sequence[Posted]) -> frozenset[Posted]:
        """These DMs are in Slack and show the present state; returns those that stand for their notices.

        Of one that is missing there, somebody else has posted it meanwhile: that message stands, this one is one too
        many.
        """
        ...

    async def retry(self, notice: NoticeId, due_at: int) -> None:
        """Try again at ``due_at``."""
        ...

    async def give_up(self, notice: NoticeId, reason: str) -> None:
        """Terminal: a first message is visible to the operator as ``dead``, one that is in Slack stays as it is."""
        ...

    async def backlog(self, now: int) -> tuple[int, int, int]:
        """Return (due and waiting, age of the oldest in seconds, dead)."""
        ...

    async def purge(self, before: int) -> int:
        """Delete what was told before the instant and has been read or answered, or given up; returns how many."""
        ...


class Cards(Protocol):
    """Cards of sessions."""

    async def want(self, session: SessionId, people: Mapping[PersonKey, int]) -> None:
        """Ask that these people's cards show the newest state; the value is when a first post may go out.

        One statement.
        """
        ...

    async def find(self, person: PersonKey, session: SessionId) -> Card | None:
        """Return where a person's card is."""
        ...

    async def claim_due(self, now: int, limit: int, lease_seconds: float) -> tuple[Card, ...]:
        """Claim cards that don't show the newest state; they come back after the lease if nobody finished."""
        ...

    async def drawn(self, card: Card, channel: str, ts: str) -> bool:
        """The card is in Slack and shows version ``card.wanted`` as claimed; a newer wish stays due.

        False when another process has posted it meanwhile: that message stands, this one is one too many.
        """
        ...

    async def retry(self, card: Card, due_at: int) -> None:
        """Try again at ``due_at``."""
        ...

    async def drop(self, card: Card, reason: str = "") -> None:
        """Stop drawing it until wanted again; a wish that came since it was claimed stays due.

        A ``reason`` says that it should have been drawn and couldn't be (no DM possible): the operator sees it.
        """
        ...

    async def dead(self) -> int:
        """Return how many were given up for a reason and have not been wanted since."""
        ...

    async def reach(self, person: PersonKey, session: SessionId, now: int) -> None:
        """The person is looking: a held-back first post goes out now."""
        ...

    async def purge(self, before: int) -> int:
        """Forget the cards of sessions that ended, and of meetings that were over, before the instant."""
        ...


class AuditTrail(Protocol):
    """The audit trail; numbered per person without gaps."""

    async def add(
        self,
        entries: Sequence[AuditEntry],
        homes: frozenset[PersonKey] = frozenset(),
        circles: frozenset[PersonKey] = frozenset(),
    ) -> None:
        """Append entries in the deciding transaction; ``homes`` are stale although nothing is appended for them.

        So are those of all who are connected with one of ``circles``.
        """
        ...

    async def of(self, person: PersonKey, *, limit: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        """Return a page, newest first; ``before`` is an entry's number."""
        ...

    async def home_opened(self, person: PersonKey, now: int) -> None:
        """Remember that App Home is about to show all there is by now. Raises NotFound for a person not stored."""
        ...

    async def stale_homes(self, since: int, limit: int) -> tuple[PersonKey, ...]:
        """Return whose App Home, opened at ``since`` or later, doesn't show the newest entries, in order of key."""
        ...

    async def claim_home(self, person: PersonKey) -> bool:
        """Take it over to draw the person's Home anew; False when somebody did so already."""
        ...


class Quotas(Protocol):
    """Fixed-window counters on the database's clock, shared by replicas."""

    async def hit(self, person: PersonKey, quotas: Sequence[Quota]) -> tuple[Quota, int] | None:
        """Count one act in all the quotas; returns the exceeded one and when it ends, None when all allow it."""
        ...

    async def purge(self, now: int) -> int:
        """Delete counters of past windows."""
        ...


class KeyState(StrEnum):
    """What became of a claimed idempotency key."""

    NEW = "new"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class KeyClaim:
    """``NEW``: run the work. ``DONE``: ``answer`` is what the first run said."""

    state: KeyState
    answer: str = ""


SCHEDULE = "schedule"
"""The scope of the keys under which meetings are asked for: ``Connections.footing`` reads it too."""


class IdempotencyKeys(Protocol):
    """Idempotency keys, kept for 30 days."""

    async def claim(self, scope: str, key: str, fingerprint: str, lease_seconds: float) -> KeyClaim:
        """Claim a key. Raises KeyReused (other fingerprint), StillWorking (live lease of another)."""
        ...

    async def finish(self, scope: str, key: str, answer: str) -> None:
        """Store the answer in the deciding transaction."""
        ...

    async def record(self, scope: str, key: str, fingerprint: str, answer: str) -> bool:
        """Store an answer that nobody claimed before, in the deciding transaction; False when there is one already."""
        ...

    async def purge(self, now: int) -> int:
        """Delete keys older than 30 days."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event of Slack's that waits to be worked: kind and the ids needed, never message text."""

    team: str
    event: str
    kind: str
    payload: Mapping[str, str]


class Inbox(Protocol):
    """Slack's events: a row first, then the ack, then the work."""

    async def receive(self, delivery: Delivery, lease_seconds: float) -> bool:
        """Store it; False when it was received before (and is done, or being worked)."""
        ...

    async def done(self, team: str, event: str) -> None:
        """It was worked off."""
        ...

    async def claim_stale(self, limit: int, lease_seconds: float) -> tuple[Delivery, ...]:
        """Claim those whose worker died."""
        ...

    async def purge(self, now: int) -> int:
        """Delete what was done more than 26 hours ago."""
        ...


class Leases(Protocol):
    """One process at a time does a periodic job."""

    async def due(self, job: str, every_seconds: float) -> bool:
        """Whether this caller does the job now; at most one caller per period gets True."""
        ...
