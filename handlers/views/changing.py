"""The forms that change a meeting: move it, cancel it."""

from __future__ import annotations

from core.domain.errors import MeetingEdited
from core.domain.ids import PersonKey
from core.scheduling.intervals import Interval
from core.usecases.cancel_meeting import cancel_meeting
from core.usecases.read_session import read_session
from core.usecases.reschedule import reschedule_meeting
from core.usecases.terms import MeetingChange
from handlers.asker import Asker
from handlers.forms import Form, expect, fields_of, meta_of
from handlers.ids import Callback
from handlers.parsing.changing import read_move, read_note
from handlers.parsing.problems import Problems
from handlers.render.base import Rendered, View
from handlers.render.changing import cancel_modal, edited_words, meeting_canceled, move_begun
from handlers.render.errors import field_errors
from handlers.values_meeting import MeetingMeta


def _read_move(asker: Asker) -> MeetingChange | Problems:
    meta = MeetingMeta.decode(meta_of(asker))
    return read_move(fields_of(asker), now=asker.deps.now(), zone=asker.zone, length_minutes=meta.minutes)


def _check_move(asker: Asker) -> dict[str, str]:
    found = _read_move(asker)
    return {} if isinstance(found, MeetingChange) else field_errors(found)


async def _move(asker: Asker) -> Rendered:
    """Look for other times and offer them; the meeting stands until one is booked."""
    meta = MeetingMeta.decode(meta_of(asker))
    view = await reschedule_meeting(
        asker.deps,
        person=asker.key,
        session=meta.session,
        request=expect(_read_move(asker), MeetingChange),
        key=str(asker.body["view"]["id"]),
    )
    return move_begun(view)


def _check_note(asker: Asker) -> dict[str, str]:
    found = read_note(fields_of(asker))
    return {} if isinstance(found, str) else field_errors(found)


async def _cancel(asker: Asker) -> Rendered | View:
    """Take the meeting out of both calendars; what somebody edited there only when the presser knows of it."""
    meta = MeetingMeta.decode(meta_of(asker))
    note = expect(read_note(fields_of(asker)), str)
    try:
        view = await cancel_meeting(asker.deps, person=asker.key, session=meta.session, note=note, anyway=meta.anyway)
    except MeetingEdited as edited:
        return await _ask_again(asker, meta, note, edited)
    return meeting_canceled(view)


async def _ask_again(asker: Asker, meta: MeetingMeta, note: str, edited: MeetingEdited) -> View:
    """Ask once more, with what was changed."""
    view = await read_session(asker.deps, viewer=asker.key, session=meta.session)
    start, end = edited.number("start"), edited.number("end")
    slot = Interval(start, end) if 0 < start < end else None
    whose = edited.text("whose")
    told = edited_words(view, PersonKey(whose) if whose else None, slot)
    return cancel_modal(view, anyway=True, told=told, note_text=note)


FORMS = {
    Callback.RESCHEDULE_SUBMIT: Form(_check_move, _move),
    Callback.CANCEL_SUBMIT: Form(_check_note, _cancel),
}
