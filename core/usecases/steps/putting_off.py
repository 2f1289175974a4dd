"""What a reader put off, or asked the other for, in the sessions that are shown."""

from __future__ import annotations

from dataclasses import replace

from core.domain.notices import NoticeKind
from core.storage.protocols import UnitOfWork
from core.usecases.views import SessionView


async def with_waits(uow: UnitOfWork, views: tuple[SessionView, ...]) -> tuple[SessionView, ...]:
    """Return the views with ``snoozed_until`` and ``asked``: one statement for all the open ones, none without."""
    rows = await uow.notices.put_off([view.session.id for view in views if view.session.is_open])
    if not rows:
        return views
    snoozed = {(row.person, row.session): row.snoozed_until for row in rows if row.snoozed_until is not None}
    asked = [(row.session, row.facts.get("category")) for row in rows if row.kind is NoticeKind.EXCEPTION_ASKED]
    return tuple(
        replace(
            view,
            snoozed_until=snoozed.get((view.viewer, view.session.id)),
            asked=frozenset(str(category) for session, category in asked if session == view.session.id),
        )
        for view in views
    )


async def with_wait(uow: UnitOfWork, view: SessionView) -> SessionView:
    """Return one view with the same."""
    (found,) = await with_waits(uow, (view,))
    return found
