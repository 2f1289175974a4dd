"""Buttons about oneself: calendar, schedule, settings, pause, inbox, audit, help, App Home's pages."""

from __future__ import annotations

from core.domain.errors import BadInput, CalendarNotLinked
from core.domain.ids import NoticeId
from core.usecases.audit import export_audit
from core.usecases.calendars import list_calendars, unlink
from core.usecases.inbox import mark_read
from core.usecases.pause import pause, resume
from handlers.asker import Asker
from handlers.ids import Action
from handlers.pressing import only_acknowledged, value_of, value_or_nothing
from handlers.render.audit import EXPORT_TITLE, exported
from handlers.render.calendar import calendar_modal, unlinked
from handlers.render.schedule import ScheduleDraft
from handlers.render.settings import paused, resumed, settings_modal
from handlers.showing import (
    draw_home,
    forget_form,
    publish_home,
    schedule_form,
    show_audit,
    show_calendar,
    show_help,
    show_inbox,
)
from handlers.values import PAUSE, Choice, HomeArea, InboxValue, number


async def _calendar_open(asker: Asker) -> None:
    await asker.answer(await show_calendar(asker))


async def _calendar_choose(asker: Asker) -> None:
    choices = await list_calendars(asker.deps, person=asker.key)
    if choices.account is None:
        raise CalendarNotLinked(whose=asker.key)
    await asker.open(calendar_modal(choices.account, choices.calendars))


async def _calendar_unlink(asker: Asker) -> None:
    await unlink(asker.deps, person=asker.key)
    await asker.answer(unlinked(), replace=True)


async def _schedule_open(asker: Asker) -> None:
    await asker.open(schedule_form(asker, ScheduleDraft(user=value_or_nothing(asker) or None)))


async def _settings_open(asker: Asker) -> None:
    await asker.open(settings_modal(asker.person))


async def _pause_toggle(asker: Asker) -> None:
    if value_of(asker) == PAUSE:
        await pause(asker.deps, person=asker.key)
        shown = paused()
    else:
        await resume(asker.deps, person=asker.key)
        shown = resumed()
    if not asker.is_from_home:  # Home itself shows it.
        await asker.answer(shown, replace=True)


async def _mark_read(asker: Asker) -> None:
    await mark_read(asker.deps, person=asker.key, notices=(NoticeId(value_of(asker)),))
    await _inbox_again(asker)


async def _mark_all_read(asker: Asker) -> None:
    await mark_read(asker.deps, person=asker.key, notices=None)
    await _inbox_again(asker)


async def _inbox_again(asker: Asker) -> None:
    """Show what is left, in the place of the inbox that was pressed in.

    Home is drawn again by itself; behind an inbox that was opened over it, here: reading leaves no trace elsewhere.
    """
    if asker.is_from_home:
        return
    await asker.answer(await show_inbox(asker), replace=True)
    if asker.is_in_modal:
        await draw_home(asker.deps, asker.client, asker.person)


async def _inbox_open(asker: Asker) -> None:
    await asker.answer(await show_inbox(asker))


async def _inbox_page(asker: Asker) -> None:
    page = InboxValue.decode(value_of(asker))
    await asker.answer(await show_inbox(asker, unread_only=page.unread_only, skip=page.skip), replace=True)


async def _audit_open(asker: Asker) -> None:
    await asker.answer(await show_audit(asker))


async def _audit_page(asker: Asker) -> None:
    await asker.answer(await show_audit(asker, before=number(value_of(asker))), replace=True)


async def _audit_export(asker: Asker) -> None:
    """Send the whole trail as a file into the person's DM with Perin."""
    await asker.wait()
    found = await export_audit(asker.deps, person=asker.key)
    await asker.send_file(found.name, found.content, EXPORT_TITLE)
    await asker.answer(exported(found.count))


async def _help_open(asker: Asker) -> None:
    await asker.answer(await show_help(asker))


async def _forget_open(asker: Asker) -> None:
    await asker.open(await forget_form(asker))


async def _home_page(asker: Asker) -> None:
    choice = Choice.decode(value_of(asker))
    try:
        area = HomeArea(choice.verb)
    except ValueError as error:
        raise BadInput(field="value", reason="malformed") from error
    await publish_home(asker.deps, asker.client, asker.person, asker.home_pages | {area: number(choice.subject)})


ACTIONS = {
    Action.CALENDAR_OPEN: _calendar_open,
    Action.CALENDAR_LINK: only_acknowledged,
    Action.CALENDAR_CHOOSE: _calendar_choose,
    Action.CALENDAR_UNLINK: _calendar_unlink,
    Action.SCHEDULE_OPEN: _schedule_open,
    Action.SETTINGS_OPEN: _settings_open,
    Action.PAUSE_TOGGLE: _pause_toggle,
    Action.NOTICE_MARK_READ: _mark_read,
    Action.NOTICE_MARK_ALL_READ: _mark_all_read,
    Action.INBOX_OPEN: _inbox_open,
    Action.INBOX_PAGE: _inbox_page,
    Action.AUDIT_OPEN: _audit_open,
    Action.AUDIT_PAGE: _audit_page,
    Action.AUDIT_EXPORT: _audit_export,
    Action.HELP_OPEN: _help_open,
    Action.FORGET_OPEN: _forget_open,
    Action.HOME_PAGE: _home_page,
}
