"""Read the inbox and mark notices as read; read is not resolved."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.ids import NoticeId, PersonKey
from core.domain.quota import Act
from core.usecases.deps import Deps
from core.usecases.steps.noticing import notice_views
from core.usecases.steps.spending import spend
from core.usecases.views import NoticeView


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of a person's notices.

    ``needs_you`` and ``unread`` count all of them; ``more_after`` is how many rows the next page skips.
    """

    notices: tuple[NoticeView, ...]
    needs_you: int
    unread: int
    more_after: int | None


async def list_notices(
    deps: Deps, *, person: PersonKey, unread_only: bool = False, limit: int = 10, skip: int = 0
) -> InboxPage:
    """Return a page: what needs an answer, then unread, then the rest, newest first within each."""
    async with deps.reading() as uow:
        rows = await uow.notices.of(person, unread_only=unread_only, limit=limit + 1, skip=skip)
        views = await notice_views(uow, rows[:limit], deps.now())
        needs_you, unread = await uow.notices.count(person)
    more = skip + limit if len(rows) > limit else None
    return InboxPage(notices=views, needs_you=needs_you, unread=unread, more_after=more)


async def mark_read(deps: Deps, *, person: PersonKey, notices: tuple[NoticeId, ...] | None) -> int:
    """Mark these (None: all) of one's own notices as read; returns how many changed. Raises RateLimited."""
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        changed = await uow.notices.mark_read(person, notices, deps.now())
        await uow.commit()
    deps.wake()
    return changed
