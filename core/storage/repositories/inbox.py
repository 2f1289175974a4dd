"""Slack's deliveries, and the leases by which one process at a time does a periodic job."""

from __future__ import annotations

from sqlalchemy import and_, delete, or_, select, tuple_, update

from core.storage.codecs import dump, strings_in
from core.storage.protocols_work import Delivery
from core.storage.repositories.sql import count, insert, value
from core.storage.sql_time import LEASE_END, NOW, NOW_MS
from core.storage.tables import inbox, leases
from core.storage.transaction import Transaction

KEPT_SECONDS = 26 * 3600
"""Longer than Slack goes on delivering again."""

ATTEMPTS_MOST = 5
"""A delivery that ended its worker so often is left alone until it is purged."""

_ADD = insert(inbox).values(received_at=NOW, attempt=1, lease_ms=LEASE_END, done_at=None)
_ABANDONED = and_(inbox.c.done_at.is_(None), inbox.c.lease_ms <= NOW_MS, inbox.c.attempt < ATTEMPTS_MOST)
_RECEIVE = _ADD.on_conflict_do_update(
    index_elements=[inbox.c.team, inbox.c.event],
    set_={"lease_ms": LEASE_END, "attempt": inbox.c.attempt + 1},
    where=_ABANDONED,
).returning(inbox.c.event)
_DONE = update(inbox).where(inbox.c.team == value("of_team"), inbox.c.event == value("which")).values(done_at=NOW)
_STALE = (
    select(inbox.c.team, inbox.c.event)
    .where(_ABANDONED)
    .order_by(inbox.c.lease_ms)
    .limit(count("most"))
    .with_for_update(skip_locked=True)
    .cte("stale")
)
_CLAIM = (
    update(inbox)
    .where(tuple_(inbox.c.team, inbox.c.event).in_(select(_STALE.c.team, _STALE.c.event)))
    .values(lease_ms=LEASE_END, attempt=inbox.c.attempt + 1)
    .returning(inbox.c.team, inbox.c.event, inbox.c.kind, inbox.c.payload)
)
_PURGE = delete(inbox).where(
    or_(
        inbox.c.done_at < count("before"),
        and_(inbox.c.received_at < count("before"), inbox.c.attempt >= ATTEMPTS_MOST),
    )
)

_TURN = insert(leases).values(next_ms=LEASE_END)
_DUE = _TURN.on_conflict_do_update(
    index_elements=[leases.c.job], set_={"next_ms": LEASE_END}, where=leases.c.next_ms <= NOW_MS
).returning(leases.c.job)


class SqlInbox:
    """See ``Inbox``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def receive(self, delivery: Delivery, lease_seconds: float) -> bool:
        """Store it; False when it is done or being worked, True again when its worker died."""
        parameters = {
            "team": delivery.team,
            "event": delivery.event,
            "kind": delivery.kind,
            "payload": dump(dict(delivery.payload)),
        }
        row = await self._transaction.run(lambda db: db.one(_RECEIVE, {**parameters, **db.lease(lease_seconds)}))
        return row is not None

    async def done(self, team: str, event: str) -> None:
        """It was worked off."""
        parameters = {"of_team": team, "which": event}
        await self._transaction.run(lambda db: db.change(_DONE, {**parameters, **db.clock()}))

    async def claim_stale(self, limit: int, lease_seconds: float) -> tuple[Delivery, ...]:
        """Claim those whose worker died."""
        rows = await self._transaction.run(lambda db: db.all(_CLAIM, {"most": limit, **db.lease(lease_seconds)}))
        return tuple(Delivery(row.team, row.event, row.kind, strings_in(row.payload)) for row in rows)

    async def purge(self, now: int) -> int:
        """Delete what was done more than 26 hours ago, or given up."""
        return await self._transaction.change(_PURGE, {"before": now - KEPT_SECONDS})


class SqlLeases:
    """See ``Leases``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def due(self, job: str, every_seconds: float) -> bool:
        """Whether this caller does the job now."""
        row = await self._transaction.run(lambda db: db.one(_DUE, {"job": job, **db.lease(every_seconds)}))
        return row is not None
