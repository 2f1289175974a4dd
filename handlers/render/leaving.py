"""Leaving: what ending a connection or being forgotten would do, asked in a form, and what was done."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.domain.ids import SessionId
from core.domain.sessions import SessionState
from core.usecases.views import EndPreview, ForgetPreview, Forgotten, Revoked, SessionView
from handlers.ids import Callback, Field
from handlers.parsing.leaving import CANCEL, KEEP
from handlers.render.base import Block, Rendered, View, context, message, modal, note, section
from handlers.render.card_parts import title, title_plain
from handlers.render.elements import Option, checkboxes, field, multi_select, radio
from handlers.render.names import who
from handlers.render.text import counted, listed
from handlers.render.times import instant_words, slot_words, wall_of
from handlers.values import GrantMeta

_BOXES = 10
_NAMED = 5
_END = "End the connection"
_TAKEN_BACK = "taken back, and the time held is free again. A meeting that is booked by then stays."
_FORGET = "Forget me"


def end_modal(found: EndPreview) -> View:
    """Return the form that ends a connection: what stops, who is told what, which meetings should go, too."""
    other = who(found.connection.other)
    flying = [view for view in found.open if view.session.state is SessionState.BOOKING]
    waiting = [view for view in found.open if view not in flying]
    lines = [
        f"*End the connection with {other}?*",
        "• Neither Perin may look at the other's calendar any more.",
        *([f"• {_sessions(waiting, 'open session')} canceled at once."] if waiting else []),
        *([f"• {_sessions(flying, 'booking under way', 'bookings under way')} {_TAKEN_BACK}"] if flying else []),
        f"• {other} finds it in their inbox; no message is sent for it.",
    ]
    blocks = [section("\n".join(lines)), *_meetings(found.meetings, other)]
    meta = GrantMeta(connection=found.connection.connection.id).encode()
    return modal(Callback.CONNECTION_END, _END, blocks, submit="End it", meta=meta)


def _sessions(views: Sequence[SessionView], one: str, many: str = "") -> str:
    named = listed(title(view) for view in views[:_NAMED])
    return f"{counted(len(views), one, many)} ({named}) {_are(len(views))}"


def _meetings(views: Sequence[SessionView], other: str) -> list[Block]:
    if not views:
        return [context("You two have no meeting ahead, so nothing in the calendars changes.")]
    if len(views) <= _BOXES:
        boxes = checkboxes([Option(view.session.id, f"{_at(view)} · {title(view)}") for view in views])
    else:
        options = [Option(view.session.id, f"{_at(view)} · {title_plain(view)}") for view in views]
        boxes = multi_select(options, placeholder="Choose meetings")
    return [
        field(
            Field.CONNECTION_CANCEL,
            "Which meetings should be canceled, too?",
            boxes,
            hint="Those you leave unticked stay in both calendars.",
            optional=True,
        ),
        context(f"{other} gets a message for each meeting you cancel."),
    ]


def _at(view: SessionView) -> str:
    slot = view.session.booked_slot
    return instant_words(slot.start, wall_of(view)) if slot else "Soon"


def revoked(done: Revoked, chosen: Collection[SessionId] = ()) -> Rendered:
    """Say what ended and which meetings stand; ``chosen`` are those that were to be canceled."""
    text = f"You and {who(done.view.other)} are no longer connected, and what was open between you is canceled."
    stuck = [view for view in done.kept if view.session.id in chosen]
    left = [view for view in done.kept if view.session.id not in chosen]
    gone = len(chosen) - len(stuck)
    parts = [
        f"{counted(gone, 'meeting')} {_are(gone)} canceled." if gone else "",
        _kept("These stay in both calendars:", left),
        _kept("These couldn't be canceled unasked, because they were changed in Google or are being moved:", stuck),
        "" if done.kept or gone else "No meeting was ahead.",
    ]
    spoken = " ".join(filter(None, (text, parts[0], parts[3])))
    return message(spoken, [section("\n".join(filter(None, (text, *parts))))])


def _kept(words: str, views: Sequence[SessionView]) -> str:
    """List meetings that stand, with their times."""
    if not views:
        return ""
    rows = [
        f"• {title(view)}, {slot_words(slot, wall_of(view), view.other.time_zone)}"
        for view in views
        if (slot := view.session.booked_slot) is not None
    ]
    more = [f"• and {len(rows) - _BOXES} more"] if len(rows) > _BOXES else []
    return "\n".join([words, *rows[:_BOXES], *more])


def forget_modal(found: ForgetPreview) -> View:
    """Return the form in which a person says that everything of theirs goes, and what of their meetings."""
    lines = [
        "*This deletes everything Perin knows of you, and can't be undone.*",
        *_losses(found),
        "• Your settings, inbox and history are deleted.",
        "• In what others see, you become “a former member”.",
    ]
    blocks = [section("\n".join(lines))]
    if found.meetings:
        options = [
            Option(KEEP, "Keep in both calendars", "As ordinary appointments."),
            Option(CANCEL, "Cancel", "Out of both calendars; the others are told."),
        ]
        ahead = counted(len(found.meetings), "meeting")
        question = f"You have {ahead} ahead. What should become of {'it' if len(found.meetings) == 1 else 'them'}?"
        blocks.append(field(Field.FORGET_MEETINGS, question, radio(options, KEEP)))
    return modal(Callback.FORGET_SUBMIT, _FORGET, blocks, submit="Delete everything")


def only_me() -> Rendered:
    """Answer who seems to want somebody else forgotten."""
    return note(
        "Perin can only forget you yourself: `/perin forget me`. To end a connection, type `/perin revoke @person`."
    )


def _losses(found: ForgetPreview) -> list[str]:
    return [
        *([f"• You lose {counted(found.connections, 'connection')}; they are told."] if found.connections else []),
        *([f"• {counted(found.open, 'open session')} {_are(found.open)} canceled."] if found.open else []),
        *(["• Perin's access to your Google calendar is given back."] if found.has_calendar else []),
    ]


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def forgotten(gone: Forgotten) -> Rendered:
    """Say what was deleted and what became of the meetings."""
    ended = f"{counted(gone.connections, 'connection')} ended" if gone.connections else "You had no connections"
    calendar = ", Google access is given back" if gone.had_calendar else ""
    meetings = [
        f"{counted(gone.canceled_meetings, 'meeting')} canceled." if gone.canceled_meetings else "",
        f"{counted(gone.kept_meetings, 'meeting')} left in the calendars." if gone.kept_meetings else "",
    ]
    text = " ".join(
        filter(
            None,
            (
                f"Done. {ended}{calendar}, and your settings, sessions, inbox and history are deleted.",
                *meetings,
                "If you ever come back, `/perin` begins anew.",
            ),
        )
    )
    return note(text, _FORGET)
