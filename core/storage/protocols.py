"""What Perin needs of its database: one unit of work and, inside it, one repository per noun.

``async with deps.uow() as uow:`` opens one transaction; it is rolled back unless ``await uow.commit()`` is reached.
``deps.reading()`` opens a read-only one. Repositories never commit. Races are settled by the database: the
loser gets a named error from the ``Conflict`` branch or the refusal the row documents. No unit of work may be
open during a call to a calendar or to Slack.
"""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from core.storage.protocols_meeting import Bookings, Claims, Messages, Reveals, Sessions
from core.storage.protocols_people import Accounts, Blocks, Connections, Grants, Installations, Links, People
from core.storage.protocols_work import AuditTrail, Cards, IdempotencyKeys, Inbox, Leases, Notices, Quotas

__all__ = [
    "Accounts",
    "AuditTrail",
    "Blocks",
    "Bookings",
    "Cards",
    "Claims",
    "Connections",
    "Grants",
    "IdempotencyKeys",
    "Inbox",
    "Installations",
    "Leases",
    "Links",
    "Messages",
    "Notices",
    "People",
    "Quotas",
    "Reveals",
    "Sessions",
    "Storage",
    "UnitOfWork",
]


class UnitOfWork(Protocol):
    """One transaction and its repositories."""

    @property
    def installations(self) -> Installations:
        """Slack installations and their tokens."""
        ...

    @property
    def people(self) -> People:
        """Persons and their settings."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Linked Google accounts and their tokens."""
        ...

    @property
    def links(self) -> Links:
        """One-time links of the calendar and of the Slack installation."""
        ...

    @property
    def connections(self) -> Connections:
        """Connections, and both sides of one."""
        ...

    @property
    def grants(self) -> Grants:
        """Grants, two per active connection."""
        ...

    @property
    def blocks(self) -> Blocks:
        """Who blocks whom."""
        ...

    @property
    def sessions(self) -> Sessions:
        """The negotiations of meetings."""
        ...

    @property
    def messages(self) -> Messages:
        """The agents' messages."""
        ...

    @property
    def reveals(self) -> Reveals:
        """The ledger of distinct slots revealed."""
        ...

    @property
    def bookings(self) -> Bookings:
        """Bookings and legs."""
        ...

    @property
    def claims(self) -> Claims:
        """Which account's time is taken by which booking."""
        ...

    @property
    def notices(self) -> Notices:
        """Inbox and outbox."""
        ...

    @property
    def cards(self) -> Cards:
        """Cards in Slack."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        ...

    @property
    def quotas(self) -> Quotas:
        """Rate limits."""
        ...

    @property
    def keys(self) -> IdempotencyKeys:
        """Idempotency keys with fingerprint and stored answer."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Slack deliveries."""
        ...

    @property
    def leases(self) -> Leases:
        """Who does a periodic job."""
        ...

    async def commit(self) -> None:
        """Make everything durable. Raises StorageBusy; a refused commit leaves nothing behind."""
        ...

    async def __aenter__(self) -> Self:
        """Begin the transaction."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back unless committed."""
        ...


class Storage(Protocol):
    """The database as a whole."""

    def uow(self) -> UnitOfWork:
        """Return a new unit of work that may write."""
        ...

    def reading(self) -> UnitOfWork:
        """Return a new read-only unit of work; on SQLite it doesn't wait for the writer."""
        ...

    async def check(self) -> None:
        """Raise SchemaBehind or StorageError unless the database answers and has this version's schema."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...
