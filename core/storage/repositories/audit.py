"""The audit trail, numbered per person without gaps: the number is drawn in the deciding transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from core.domain.audit import AuditEntry
from core.domain.errors import StaleVersion
from core.domain.ids import PersonKey
from core.storage.repositories.sql import count, insert, value
from core.storage.rows.telling import AUDIT, audit_from, audit_row
from core.storage.tables import audit, audit_counters
from core.storage.transaction import Statements, Transaction

_START = insert(audit_counters)
# Holds the person's counter until the transaction ends, so a number is never skipped nor given twice.
_DRAW = _START.on_conflict_do_update(
    index_elements=[audit_counters.c.person],
    set_={"last": audit_counters.c.last + _START.excluded.last},
).returning(audit_counters.c.last)
_ADD = insert(audit)
_NEWEST = select(*AUDIT).where(audit.c.person == value("person")).order_by(audit.c.number.desc()).limit(count("most"))
_OLDER = _NEWEST.where(audit.c.number < count("before"))


class SqlAuditTrail:
    """See ``AuditTrail``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.added: list[AuditEntry] = []
        """What this unit of work appends: logged once it is durable."""

    async def add(self, entries: Sequence[AuditEntry]) -> None:
        """Append entries, numbered in the given order per person. Raises NotFound for a person not stored."""
        if entries:
            await self._transaction.run(lambda db: _append(db, entries))
            self.added.extend(entries)

    async def of(self, person: PersonKey, *, limit: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        """Return a page, newest first."""
        parameters = {"person": person, "most": limit}
        if before is None:
            rows = await self._transaction.all(_NEWEST, parameters)
        else:
            rows = await self._transaction.all(_OLDER, {**parameters, "before": before})
        return tuple(map(audit_from, rows))


def _append(db: Statements, entries: Sequence[AuditEntry]) -> None:
    numbers: dict[PersonKey, int] = {}
    # In the same order everywhere: two transactions about the same people never wait for each other in a circle.
    for person, more in sorted(Counter(entry.person for entry in entries).items()):
        last = db.one(_DRAW, {"person": person, "last": more})
        if last is None:
            raise StaleVersion
        numbers[person] = int(last[0]) - more
    rows = []
    for entry in entries:
        numbers[entry.person] += 1
        rows.append(audit_row(entry, numbers[entry.person]))
    db.change(_ADD, rows)
