"""What every card of a session is made of: its heading, who asks for what, its rows of slots."""

from __future__ import annotations

from core.domain.sessions import SessionKind
from core.usecases.views import SessionView, SlotView
from handlers.ids import Action
from handlers.render.base import Block, context, header, section
from handlers.render.elements import button
from handlers.render.names import who, who_plain
from handlers.render.rights import PLACE_WORDS
from handlers.render.text import counted, escape, plain, said
from handlers.render.times import duration, instant, phrase_words, slot_labels, slot_words, wall_of
from handlers.values import SlotValue

SLOTS_SHOWN = 10
PHRASE_MOST = 300
TITLE_MOST = 140


def title_plain(view: SessionView) -> str:
    """Name the meeting in plain text: the given title, else "Meeting with Bob"."""
    given = plain(view.session.title, TITLE_MOST)
    if given:
        return given
    name = who_plain(view.other, "")
    return f"Meeting with {name}" if name else "Meeting"


def title(view: SessionView) -> str:
    """Name the meeting in mrkdwn."""
    return said(view.session.title, TITLE_MOST) or f"Meeting with {who(view.other)}"


def heading(view: SessionView) -> list[Block]:
    """Return the card's heading and the line that says who asks whom for what."""
    return [header(title_plain(view)), section(asking(view))]


def asking(view: SessionView) -> str:
    """Say who asks, for how long, where, what it moves, and what was understood of when.

    The phrase names the asker's zone, so the other one reads it only where that may be known.
    """
    session = view.session
    lines = [_deed(view)]
    if view.old_slot is not None and session.is_open:
        lines.append(f"Now it is {slot_words(view.old_slot, wall_of(view), view.other.time_zone)}.")
    if session.phrase and session.is_open and (view.is_asker or view.other.time_zone is not None):
        label = "Understood as" if view.is_asker else "Asked for"
        lines.append(f"{label}: {escape(phrase_words(session.phrase[:PHRASE_MOST], wall_of(view)))}")
    return "\n".join(lines)


def _deed(view: SessionView) -> str:
    session, other = view.session, f"*{who(view.other)}*"
    what = f"*{duration(session.length_minutes)}*{f', {PLACE_WORDS[session.place]}' if session.place else ''}"
    if session.replaces is not None:
        return (
            f"You asked {other} to move this meeting: {what}."
            if view.is_asker
            else (f"{other} asks to move this meeting: {what}.")
        )
    if session.kind is SessionKind.PROPOSAL_ONLY:
        return (
            f"You are looking for times with {other}: {what}."
            if view.is_asker
            else (f"{other} is looking for times with you: {what}.")
        )
    return f"You asked {other} for {what}." if view.is_asker else f"{other} asks you for {what}."


def slot_rows(view: SessionView) -> list[Block]:
    """Return one row per slot, ten at most, each with its own button where a press is possible."""
    shown = view.slots[:SLOTS_SHOWN]
    labels = slot_labels([one.slot for one in shown], wall_of(view))
    rows = [_row(view, one, label) for one, label in zip(shown, labels, strict=True)]
    left = len(view.slots) - len(shown)
    return [*rows, context(f"And {counted(left, 'more slot')}.")] if left else rows


def _row(view: SessionView, one: SlotView, label: str) -> Block:
    words = slot_words(one.slot, wall_of(view), view.other.time_zone)
    value = SlotValue(view.session.id, one.slot, view.session.version).encode()
    if one.press == "waiting":
        spoken = f"Withdraw your accept of {label}"
        withdraw = button("Withdraw", Action.SESSION_WITHDRAW_ACCEPT, view.session.id, spoken=spoken)
        return section(f"*{words}*\nYou accepted this one.", withdraw)
    accepted = f"\n{who(view.other)} accepted this one." if one.accepted_by is not None else ""
    if one.press == "book":
        return section(f"*{words}*{accepted}", button(f"Book {label}", Action.SESSION_BOOK, value, style="primary"))
    if one.press == "accept":
        return section(f"*{words}*{accepted}", button(f"Accept {label}", Action.SESSION_ACCEPT, value, style="primary"))
    return section(f"*{words}*{accepted}")


def ends(view: SessionView) -> Block:
    """Say what happens if nobody answers, and when."""
    at = instant(view.session.expires_at, wall_of(view))
    if view.session.kind is SessionKind.PROPOSAL_ONLY:
        shown = "You both see these times" if view.slots else "This stays open"
        return context(f"{shown} until {at}. Nothing is booked from here.")
    stays = "the meeting stays as it is" if view.session.replaces is not None else "nothing is booked"
    return context(f"If nobody chooses by {at}, this ends by itself and {stays}.")


def is_asked(view: SessionView) -> bool:
    """Whether it is this reader's answer that is waited for."""
    session = view.session
    if session.accepted_by is not None:
        return session.accepted_by != view.viewer
    return bool(view.slots) and view.offered_by is not None and view.offered_by != view.viewer
