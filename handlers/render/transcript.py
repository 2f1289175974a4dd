"""*Show exchange*: what the two Perins said to each other, in plain words, for both participants."""

from __future__ import annotations

from core.domain.messages import SUGGESTED, Message, MessageKind, accept_withdrawal
from core.domain.sessions import CANCELED, REPLACED, UNDONE
from core.usecases.views import TranscriptView
from handlers.render.base import Rendered, context, message, section
from handlers.render.cards_settled import REASONS, UNKNOWN_REASON
from handlers.render.names import who
from handlers.render.text import counted, listed, said
from handlers.render.times import slot_words, stamp, wall_of

LINES_MOST = 40
_SLOTS_MOST = 10


def transcript(view: TranscriptView) -> Rendered:
    """Return the exchange, oldest first; of a very long one the newest part."""
    other = who(view.other)
    given = said(view.session.title, 140)
    name = f"“{given}” with {other}" if given else f"your meeting with {other}"
    if not view.messages:
        text = f"The Perins haven't exchanged anything about {name} yet."
        return message(text, [section(text)])
    shown = view.messages[-LINES_MOST:]
    text = f"What the two Perins said about {name}: {counted(len(view.messages), 'message')}."
    left = len(view.messages) - len(shown)
    earlier = [context(f"{counted(left, 'earlier message')} not shown.")] if left else []
    lines = [section(f"{_line(view, one)}\n{stamp(one.sent_at, wall_of(view))}") for one in shown]
    note = context("Only times, answers and reasons are exchanged. Nobody's appointments are.")
    return message(text, [section(f"*{text}*"), *earlier, *lines, note])


def _line(view: TranscriptView, one: Message) -> str:
    mine = one.sender == view.viewer
    whose = "Your Perin" if mine else f"{who(view.other)}'s Perin"
    to = who(view.other) if mine else "you"
    slots = _slots(view, one)
    if one.kind is MessageKind.PROPOSAL:
        return f"{whose} {_offered(view, one)} {to}: {slots}"
    if one.kind is MessageKind.ACCEPT:
        return f"{whose} accepted {slots}"
    if one.kind is MessageKind.CONFIRM:
        return _booked(view, one, whose, slots)
    if one.kind is MessageKind.CANCEL:
        was_booked = view.session.booked_slot is not None and not view.session.is_meeting
        return f"{whose} {_cancel(one, was_booked=was_booked)}"
    reason = REASONS.get(one.reason, "The slot had just been taken." if _taken(one) else UNKNOWN_REASON)
    return f"{whose} couldn't book {slots or 'it'}. {reason}"


def _offered(view: TranscriptView, one: Message) -> str:
    """Say what kind of proposal it is: picked by hand, the first, or more of the same."""
    if one.reason == SUGGESTED:
        return "suggested other times to"
    earlier = [sent for sent in view.messages if sent.kind is MessageKind.PROPOSAL and sent.number < one.number]
    return "offered more times to" if earlier else "offered"


def _booked(view: TranscriptView, one: Message, whose: str, slots: str) -> str:
    done = "moved the meeting to" if view.session.replaces is not None else "booked"
    if one.reason == "auto":
        return f"{whose} {done} {slots} in both calendars by itself, as you both allow"
    return f"{whose} {done} {slots} in both calendars"


def _taken(one: Message) -> bool:
    return one.reason in {"slot_taken", "event_changed"}


def _cancel(one: Message, *, was_booked: bool) -> str:
    if one.reason == "accept_voided":
        return "took the accept back, because the permissions changed"
    if accept_withdrawal(one):
        return "took the accept back"
    if one.reason == "revoked":
        return "ended the session, because the connection was ended"
    return _MEETING_ENDS.get(one.reason, "canceled the session") if was_booked else "canceled the session"


_MEETING_ENDS: dict[str, str] = {
    CANCELED: "canceled the meeting",
    UNDONE: "took the meeting out of both calendars again: it was undone",
    REPLACED: "moved the meeting to another time",
}
"""How a meeting came to its end, by the reason of its last message."""


def _slots(view: TranscriptView, one: Message) -> str:
    words = [slot_words(slot, wall_of(view), view.other.time_zone) for slot in one.slots[:_SLOTS_MOST]]
    return listed(words, "or" if one.kind is MessageKind.PROPOSAL else "and")
