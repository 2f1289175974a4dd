"""Shortcuts: schedule from anywhere, and with the person who wrote a message."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.asker import Asker
from handlers.guard import Work
from handlers.ids import Shortcut
from handlers.render.schedule import ScheduleDraft
from handlers.showing import schedule_form


async def _schedule(asker: Asker) -> None:
    await _open(asker, None)


async def _schedule_with_author(asker: Asker) -> None:
    """Open the form for whoever wrote the message; a bot's message, or one's own, names nobody."""
    written = asker.body.get("message")
    author = written.get("user") if isinstance(written, Mapping) and not written.get("bot_id") else None
    await _open(asker, str(author) if author and author != asker.person.user else None)


async def _open(asker: Asker, user: str | None) -> None:
    await asker.open(schedule_form(asker, ScheduleDraft(user=user)))


SHORTCUTS: dict[Shortcut, Work] = {
    Shortcut.SCHEDULE: _schedule,
    Shortcut.SCHEDULE_WITH_AUTHOR: _schedule_with_author,
}
