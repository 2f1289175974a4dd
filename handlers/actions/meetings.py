"""Buttons of a meeting that stands: undo, reschedule, cancel, and what to do when it was changed in Google."""

from __future__ import annotations

from core.domain.ids import SessionId
from core.usecases.changed import take_new_time
from core.usecases.read_meeting import read_meeting
from core.usecases.undo import undo_booking
from handlers.asker import Asker
from handlers.hushing import hushed
from handlers.ids import Action
from handlers.pressing import value_of
from handlers.render.cards import session_card
from handlers.render.changing import cancel_modal, reschedule_modal


async def _undo(asker: Asker) -> None:
    """Take what nobody clicked for out of both calendars again."""
    session = SessionId(value_of(asker))
    await asker.wait()
    async with hushed(asker, session):
        view = await undo_booking(asker.deps, person=asker.key, session=session)
    await asker.settle(session_card(view))


async def _reschedule(asker: Asker) -> None:
    """Ask where the meeting should move."""
    session = SessionId(value_of(asker))
    await asker.open(reschedule_modal(await read_meeting(asker.deps, viewer=asker.key, session=session)))


async def _cancel_meeting(asker: Asker) -> None:
    """Ask once more, and for a word to the other one."""
    session = SessionId(value_of(asker))
    await asker.open(cancel_modal(await read_meeting(asker.deps, viewer=asker.key, session=session)))


async def _cancel_both(asker: Asker) -> None:
    """Ask the same, of a meeting whose event was changed in Google."""
    session = SessionId(value_of(asker))
    view = await read_meeting(asker.deps, viewer=asker.key, session=session)
    await asker.open(cancel_modal(view, anyway=True))


async def _take_new_time(asker: Asker) -> None:
    """Let both calendars show the time that one of the two chose in Google."""
    session = SessionId(value_of(asker))
    await asker.wait()
    async with hushed(asker, session):
        view = await take_new_time(asker.deps, person=asker.key, session=session)
    await asker.settle(session_card(view))


ACTIONS = {
    Action.SESSION_UNDO: _undo,
    Action.SESSION_RESCHEDULE: _reschedule,
    Action.SESSION_CANCEL_MEETING: _cancel_meeting,
    Action.SESSION_CANCEL_BOTH: _cancel_both,
    Action.SESSION_TAKE_NEW_TIME: _take_new_time,
}
