"""What Perin did for a person: when, why, on whose authority."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.audit import FORMER_MEMBER, AuditEntry
from core.domain.digests import local_day
from core.domain.ids import PersonKey, split_person_key
from core.domain.quota import Act
from core.usecases.deps import Deps
from core.usecases.steps.listing import as_table
from core.usecases.steps.showing import other_of
from core.usecases.steps.spending import spend
from core.usecases.views import Other

_EXPORT_PAGE = 500
_EXPORT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One row and the other person as a mention; None when they are a former member or nobody else took part."""

    entry: AuditEntry
    other: Other | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page, newest first; ``more_before`` asks for the next one."""

    lines: tuple[AuditLine, ...]
    more_before: int | None


@dataclass(frozen=True, slots=True)
class Export:
    """The trail as a file: its name, its bytes (CSV, UTF-8) and how many entries it holds."""

    name: str
    content: bytes
    count: int


async def read_audit(deps: Deps, *, person: PersonKey, limit: int = 10, before: int | None = None) -> AuditPage:
    """Return a page of the person's trail; ``before`` is the number of an entry."""
    async with deps.reading() as uow:
        entries = await uow.audit.of(person, limit=limit + 1, before=before)
    lines = tuple(AuditLine(entry=entry, other=_other(entry)) for entry in entries[:limit])
    return AuditPage(lines=lines, more_before=entries[limit - 1].number if len(entries) > limit else None)


async def export_audit(deps: Deps, *, person: PersonKey) -> Export:
    """Return the person's trail as a file, newest first, at most the newest 20,000 entries. Raises RateLimited."""
    entries: list[AuditEntry] = []
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        await uow.commit()
    async with deps.reading() as uow:
        reader = await uow.people.get(person)
        pairs = await uow.connections.of(person)
        while len(entries) < _EXPORT_MOST:
            before = entries[-1].number if entries else None
            page = await uow.audit.of(person, limit=_EXPORT_PAGE, before=before)
            entries += page
            if len(page) < _EXPORT_PAGE:
                break
    others = [other_of(pair.other(person)) for pair in pairs]
    names = {other.key: other.name for other in others if other.name}
    day = local_day(deps.now(), reader.time_zone).isoformat()
    return Export(f"perin-audit-{day}.csv", as_table(entries, reader, names), len(entries))


def _other(entry: AuditEntry) -> Other | None:
    if entry.other is None or entry.other == FORMER_MEMBER:
        return None
    user = split_person_key(entry.other).user
    return Other(key=entry.other, user=user, name=None, time_zone=None)
