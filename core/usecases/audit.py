"""What Perin did for a person: when, why, on whose authority."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.audit import AuditEntry
from core.domain.ids import PersonKey, split_person_key
from core.usecases.deps import Deps
from core.usecases.views import Other


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


async def read_audit(deps: Deps, *, person: PersonKey, limit: int = 10, before: int | None = None) -> AuditPage:
    """Return a page of the person's trail; ``before`` is the number of an entry."""
    async with deps.reading() as uow:
        entries = await uow.audit.of(person, limit=limit + 1, before=before)
    lines = tuple(AuditLine(entry=entry, other=_other(entry)) for entry in entries[:limit])
    return AuditPage(lines=lines, more_before=entries[limit - 1].number if len(entries) > limit else None)


def _other(entry: AuditEntry) -> Other | None:
    if entry.other is None:
        return None
    user = split_person_key(entry.other).user
    return Other(key=entry.other, user=user, name=None, time_zone=None)
