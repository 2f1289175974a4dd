"""Verbs about oneself: help, calendar, notifications, settings, pause, resume, audit."""

from __future__ import annotations

from core.usecases.pause import pause, resume
from handlers.asker import Asker
from handlers.parsing.commands import Command, Verb
from handlers.render.leaving import only_me
from handlers.render.settings import paused, resumed, settings_modal
from handlers.showing import forget_form, show_audit, show_calendar, show_help, show_inbox


async def _help(asker: Asker, command: Command) -> None:
    del command
    await asker.answer(await show_help(asker))


async def _calendar(asker: Asker, command: Command) -> None:
    del command
    await asker.answer(await show_calendar(asker))


async def _notifications(asker: Asker, command: Command) -> None:
    await asker.answer(await show_inbox(asker, unread_only="unread" in command.rest.lower().split()))


async def _settings(asker: Asker, command: Command) -> None:
    del command
    await asker.open(settings_modal(asker.person))


async def _pause(asker: Asker, command: Command) -> None:
    del command
    await pause(asker.deps, person=asker.key)
    await asker.answer(paused())


async def _resume(asker: Asker, command: Command) -> None:
    del command
    await resume(asker.deps, person=asker.key)
    await asker.answer(resumed())


async def _audit(asker: Asker, command: Command) -> None:
    del command
    await asker.answer(await show_audit(asker))


async def _forget(asker: Asker, command: Command) -> None:
    """Show what would be deleted, and ask what of the meetings; only *forget me* says whom."""
    if command.users or command.handle or command.rest.lower().strip(" .!") not in {"", "me"}:
        await asker.answer(only_me())
        return
    await asker.open(await forget_form(asker))


VERBS = {
    Verb.HELP: _help,
    Verb.CALENDAR: _calendar,
    Verb.NOTIFICATIONS: _notifications,
    Verb.SETTINGS: _settings,
    Verb.PAUSE: _pause,
    Verb.RESUME: _resume,
    Verb.AUDIT: _audit,
    Verb.FORGET: _forget,
}
