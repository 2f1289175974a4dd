"""Idempotency keys: the first run's answer is given again, the same key with other content is refused."""

from __future__ import annotations

from sqlalchemy import and_, delete, select, update

from core.domain.errors import KeyReused, StillWorking
from core.storage.protocols_work import KeyClaim, KeyState
from core.storage.repositories.sql import count, insert, value
from core.storage.sql_time import LEASE_END, NOW, NOW_MS
from core.storage.tables import keys
from core.storage.transaction import Statements, Transaction

KEPT_SECONDS = 30 * 86_400
_WORKING, _DONE = "in_progress", "done"

_WHICH = and_(keys.c.scope == value("of_scope"), keys.c.key == value("which"))
_ADD = insert(keys)
_CLAIM = (
    _ADD.values(state=_WORKING, lease_ms=LEASE_END, answer="", created_at=NOW)
    .on_conflict_do_update(
        index_elements=[keys.c.scope, keys.c.key],
        set_={"lease_ms": LEASE_END},
        where=and_(
            keys.c.state == _WORKING,
            keys.c.fingerprint == _ADD.excluded.fingerprint,
            keys.c.lease_ms <= NOW_MS,
        ),
    )
    .returning(keys.c.key)
)
_GET = select(keys.c.fingerprint, keys.c.state, keys.c.answer).where(_WHICH)
_FINISH = update(keys).where(_WHICH).values(state=_DONE)
_RECORD = insert(keys).values(state=_DONE, lease_ms=0, created_at=NOW).on_conflict_do_nothing().returning(keys.c.key)
_PURGE = delete(keys).where(keys.c.created_at <= count("before"))


class SqlIdempotencyKeys:
    """See ``IdempotencyKeys``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def claim(self, scope: str, key: str, fingerprint: str, lease_seconds: float) -> KeyClaim:
        """Claim a key. Raises KeyReused, StillWorking."""

        def claim_or_read(db: Statements) -> KeyClaim:
            parameters = {"scope": scope, "key": key, "fingerprint": fingerprint, **db.lease(lease_seconds)}
            if db.one(_CLAIM, parameters) is not None:
                return KeyClaim(KeyState.NEW)
            row = db.one(_GET, {"of_scope": scope, "which": key})
            if row is not None and row.fingerprint != fingerprint:
                raise KeyReused
            if row is None or row.state != _DONE:
                raise StillWorking
            return KeyClaim(KeyState.DONE, row.answer)

        return await self._transaction.run(claim_or_read)

    async def finish(self, scope: str, key: str, answer: str) -> None:
        """Store the answer in the deciding transaction."""
        await self._transaction.change(_FINISH, {"of_scope": scope, "which": key, "answer": answer})

    async def record(self, scope: str, key: str, fingerprint: str, answer: str) -> bool:
        """Store an answer in the deciding transaction; False when there is one already."""
        given = {"scope": scope, "key": key, "fingerprint": fingerprint, "answer": answer}
        row = await self._transaction.run(lambda db: db.one(_RECORD, {**given, **db.clock()}))
        return row is not None

    async def purge(self, now: int) -> int:
        """Delete keys older than 30 days."""
        return await self._transaction.change(_PURGE, {"before": now - KEPT_SECONDS})
