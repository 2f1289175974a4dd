"""The audit trail, numbered per person without gaps: the number is drawn in the deciding transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import case, select, update

from core.domain.audit import AuditEntry
from core.domain.ids import PersonKey
from core.storage.repositories.connections import others_of
from core.storage.repositories.sql import count, insert, value
from core.storage.rows.telling import AUDIT, audit_from, audit_row
from core.storage.tables import audit, audit_counters
from core.storage.transaction import Statements, Transaction

_START = insert(audit_counters)
# Holds the person's counter until the transaction ends, so a number is never skipped nor given twice.
_DRAW = _START.on_conflict_do_update(
    index_elements=[audit_counters.c.person],
    set_={
        "last": audit_counters.c.last + _START.excluded.last,
        # Who draws no number has nothing new in their trail, but a Home that is out of date.
        "home_shown": case((_START.excluded.last == 0, audit_counters.c.last - 1), else_=audit_counters.c.home_shown),
    },
).returning(audit_counters.c.person, audit_counters.c.last)
_ADD = insert(audit).returning(audit.c.number)
_OPENED = _START.on_conflict_do_update(
    index_elements=[audit_counters.c.person],
    set_={"home_at": _START.excluded.home_at, "home_shown": audit_counters.c.last},
)
_IS_STALE = audit_counters.c.home_shown < audit_counters.c.last
_STALE = (
    select(audit_counters.c.person)
    .where(audit_counters.c.home_at >= count("since"), _IS_STALE)
    .order_by(audit_counters.c.person)
    .limit(count("most"))
)
_CLAIM = (
    update(audit_counters)
    .where(audit_counters.c.person == value("which"), _IS_STALE)
    .values(home_shown=audit_counters.c.last)
)
_NEWEST = select(*AUDIT).where(audit.c.person == value("person")).order_by(audit.c.number.desc()).limit(count("most"))
_OLDER = _NEWEST.where(audit.c.number < count("before"))


class SqlAuditTrail:
    """See ``AuditTrail``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.added: list[AuditEntry] = []
        """What this unit of work appends: logged once it is durable."""

    async def add(
        self,
        entries: Sequence[AuditEntry],
        homes: frozenset[PersonKey] = frozenset(),
        circles: frozenset[PersonKey] = frozenset(),
    ) -> None:
        """Append entries, numbered in the given order per person; let ``homes`` be drawn again, if they are open.

        And those of all who are connected with one of ``circles``. It is done with the next step, mostly the commit,
        which raises NotFound for a person not stored.
        """
        if entries or homes or circles:
            self._transaction.soon(
                lambda db: _append(db, entries, homes.union(*(others_of(db, one) for one in circles)))
            )
            self.added.extend(entries)

    async def of(self, person: PersonKey, *, limit: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        """Return a page, newest first."""
        parameters = {"person": person, "most": limit}
        if before is None:
            rows = await self._transaction.all(_NEWEST, parameters)
        else:
            rows = await self._transaction.all(_OLDER, {**parameters, "before": before})
        return tuple(map(audit_from, rows))

    async def home_opened(self, person: PersonKey, now: int) -> None:
        """Remember that App Home is about to show all there is by now. Raises NotFound for a person not stored."""
        await self._transaction.change(_OPENED, {"person": person, "last": 0, "home_at": now, "home_shown": 0})

    async def stale_homes(self, since: int, limit: int) -> tuple[PersonKey, ...]:
        """Return whose App Home, opened at ``since`` or later, doesn't show the newest entries, in order of key."""
        rows = await self._transaction.all(_STALE, {"since": since, "most": limit})
        return tuple(PersonKey(row[0]) for row in rows)

    async def claim_home(self, person: PersonKey) -> bool:
        """Take it over to draw the person's Home anew; False when somebody did so already."""
        return bool(await self._transaction.change(_CLAIM, {"which": person}))


def _append(db: Statements, entries: Sequence[AuditEntry], homes: frozenset[PersonKey]) -> None:
    more = Counter(entry.person for entry in entries)
    more.update(dict.fromkeys(homes, 0))
    # In the same order everywhere: two transactions about the same people never wait for each other in a circle.
    draws = [{"person": person, "last": more[person], "home_at": None, "home_shown": 0} for person in sorted(more)]
    numbers: dict[PersonKey, int] = {row.person: row.last - more[row.person] for row in db.all(_DRAW, draws)}
    rows = []
    for entry in entries:
        numbers[entry.person] += 1
        rows.append(audit_row(entry, numbers[entry.person]))
    if rows:
        db.all(_ADD, rows)
