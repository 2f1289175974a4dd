"""The forms that change a meeting: move it to another time, or cancel it; and the answers to both."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.scheduling.intervals import Interval
from core.usecases.views import SessionView
from handlers.ids import Callback, Field
from handlers.parsing.when import PHRASE_MOST
from handlers.render.base import Rendered, View, modal, note, section
from handlers.render.card_parts import title
from handlers.render.cards_settled import NOTE_MOST
from handlers.render.choices import LENGTHS, number_options
from handlers.render.elements import Option, field, select, text_input
from handlers.render.names import who
from handlers.render.text import tidy
from handlers.render.times import duration, slot_words, wall_of, zone_label
from handlers.values import INHERIT
from handlers.values_meeting import MeetingMeta


def _when(view: SessionView) -> str:
    slot = view.session.booked_slot
    return slot_words(slot, wall_of(view), view.other.time_zone) if slot else "at its present time"


def reschedule_modal(view: SessionView, *, when: str = "") -> View:
    """Return the form that asks where a meeting should move; ``when`` is what was typed before."""
    other, minutes = who(view.other), view.session.length_minutes
    intro = (
        f"*{title(view)}* with {other} is {_when(view)}.\n"
        "It stays there until a new time is booked, and if none is found."
    )
    same = Option(INHERIT, f"As it is ({duration(minutes)})")
    lengths = [one for one in number_options(LENGTHS, duration) if one.value != str(minutes)]
    line = text_input(tidy(when), placeholder="tomorrow afternoon, or next week", most=PHRASE_MOST)
    hint = f"Read in your time zone, {zone_label(view.zone)}. Empty: as soon as it suits you both."
    blocks = [
        section(intro),
        field(Field.RESCHEDULE_WHEN, "When would suit you?", line, hint=hint, optional=True),
        field(Field.RESCHEDULE_LENGTH, "How long?", select([same, *lengths], INHERIT)),
    ]
    meta = MeetingMeta(view.session.id, minutes).encode()
    return modal(Callback.RESCHEDULE_SUBMIT, "Reschedule", blocks, submit="Find new times", meta=meta)


def cancel_modal(view: SessionView, *, anyway: bool = False, told: str = "", note_text: str = "") -> View:
    """Return the form that asks before a meeting is canceled.

    ``told`` says what somebody changed in its event, ``anyway`` that this is known and it shall go all the same.
    """
    meta = MeetingMeta(view.session.id, view.session.length_minutes, anyway).encode()
    if not view.session.is_meeting:
        left = f"*{title(view)}* is canceled. Its entry is still in a calendar, because it was changed there."
        return modal(Callback.CANCEL_SUBMIT, "Cancel meeting", [section(left)], submit="Take it out", meta=meta)
    other = who(view.other)
    what = f"*{title(view)}* with {other}, {_when(view)}."
    then = f"It goes from both calendars, and {other} is told once."
    intro = [section(told)] if told else []
    line = text_input(tidy(note_text), placeholder="Something came up, sorry", most=NOTE_MOST, multiline=True)
    blocks = [
        *intro,
        section(f"{what}\n{then}"),
        field(Field.CANCEL_NOTE, "A word to them", line, hint="They read it in Slack, nowhere else.", optional=True),
    ]
    label = "Cancel it anyway" if told else "Cancel meeting"
    found = modal(Callback.CANCEL_SUBMIT, "Cancel meeting", blocks, submit=label, meta=meta)
    return found | {"close": {"type": "plain_text", "text": "Keep it", "emoji": True}}


def edited_words(view: SessionView, whose: PersonKey | None, slot: Interval | None) -> str:
    """Say what was changed in a meeting's event, before it is taken away all the same."""
    if whose is None:
        doer, own = "Somebody", "a"
    elif whose == view.viewer:
        doer, own = "You", "your"
    else:
        doer, own = who(view.other), "their"
    where = f" It lies {slot_words(slot, wall_of(view), view.other.time_zone)} there now." if slot else ""
    return f"*{doer} changed this event in {own} Google Calendar.*{where} Canceling removes it with the change."


def move_begun(view: SessionView) -> Rendered:
    """Answer a reschedule: new times are out, or none suits both."""
    other = who(view.other)
    if not view.slots:
        return note(f"No other time suits you and {other} as things stand. The card in your messages says what helps.")
    return note(f"New times are out, and {other} has them too. The meeting stays where it is until one is booked.")


def meeting_canceled(view: SessionView) -> Rendered:
    """Answer a cancellation."""
    return note(f"Canceled. {title(view)} goes from both calendars, and {who(view.other)} is told.")
