"""Rate limits: fixed windows counted in rows, on the database's clock, so that replicas share them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, update

from core.domain.ids import PersonKey
from core.domain.quota import Quota
from core.storage import tables
from core.storage.repositories.sql import count, insert, value
from core.storage.sql_time import NOW
from core.storage.transaction import Statements, Transaction

_T = tables.quotas
_LENGTH = count("window_seconds")
_STARTS = NOW // _LENGTH * _LENGTH
_HIT = (
    insert(_T)
    .values(starts=_STARTS, ends=_STARTS + _LENGTH, hits=1)
    .on_conflict_do_update(index_elements=list(_T.primary_key.columns), set_={"hits": _T.c.hits + 1})
    .returning(_T.c.starts, _T.c.ends, _T.c.hits)
)
_TAKE_BACK = (
    update(_T)
    .where(_T.c.person == value("whose"), _T.c.name == value("which"), _T.c.starts == count("since"))
    .values(hits=_T.c.hits - 1)
)
_PURGE = delete(_T).where(_T.c.ends <= count("now"))


class SqlQuotas:
    """See ``Quotas``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def hit(self, person: PersonKey, quotas: Sequence[Quota]) -> tuple[Quota, int] | None:
        """Count one act in all the quotas, or in none when one is exceeded: the one that ends last, and when."""
        return await self._transaction.run(lambda db: _hit(db, person, quotas))

    async def purge(self, now: int) -> int:
        """Delete counters of past windows."""
        return await self._transaction.change(_PURGE, {"now": now})


def _hit(db: Statements, person: PersonKey, wanted: Sequence[Quota]) -> tuple[Quota, int] | None:
    exceeded: list[tuple[Quota, int]] = []
    counted: list[dict[str, object]] = []
    for quota in sorted(wanted, key=lambda one: one.name):
        row = db.one(_HIT, {"person": person, "name": quota.name, "window_seconds": quota.seconds, **db.clock()})
        if row is None:
            continue
        counted.append({"whose": person, "which": quota.name, "since": row.starts})
        if row.hits > quota.most:
            exceeded.append((quota, int(row.ends)))
    if not exceeded:
        return None
    # A refused act isn't counted: knocking again doesn't lengthen the wait.
    db.change(_TAKE_BACK, counted)
    return max(exceeded, key=lambda found: found[1])
