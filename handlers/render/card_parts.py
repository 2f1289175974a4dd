"""What every card of a session is made of: its heading, who asks for what, its rows of slots, its buttons."""

from __future__ import annotations

from core.domain.sessions import SessionKind
from core.usecases.views import SessionView, SlotView
from handlers.ids import Action
from handlers.render.base import Block, actions, context, header, section
from handlers.render.elements import Option, button, confirm, link_button, overflow
from handlers.render.names import who, who_plain
from handlers.render.rights import PLACE_WORDS
from handlers.render.text import counted, escape, plain, said
from handlers.render.times import duration, instant, slot_labels, slot_words
from handlers.values import SHOW_EXCHANGE, Choice, SeenSession, SlotValue

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
    """Say who asks, for how long, where, and what was understood of when.

    The phrase names the asker's zone, so the other one reads it only where that may be known.
    """
    session = view.session
    length = duration(session.length_minutes)
    place = f", {PLACE_WORDS[session.place]}" if session.place else ""
    only = session.kind is SessionKind.PROPOSAL_ONLY
    if view.is_asker:
        deed = f"You are looking for times with *{who(view.other)}*" if only else f"You asked *{who(view.other)}*"
    else:
        deed = f"*{who(view.other)}* is looking for times with you" if only else f"*{who(view.other)}* asks you"
    lines = [f"{deed} for *{length}*{place}." if not only else f"{deed}: *{length}*{place}."]
    if session.phrase and session.is_open and (view.is_asker or view.other.time_zone is not None):
        label = "Understood as" if view.is_asker else "Asked for"
        lines.append(f"{label}: {escape(session.phrase[:PHRASE_MOST])}")
    return "\n".join(lines)


def slot_rows(view: SessionView) -> list[Block]:
    """Return one row per slot, ten at most, each with its own button where a press is possible."""
    shown = view.slots[:SLOTS_SHOWN]
    labels = slot_labels([one.slot for one in shown], view.zone)
    rows = [_row(view, one, label) for one, label in zip(shown, labels, strict=True)]
    left = len(view.slots) - len(shown)
    return [*rows, context(f"And {counted(left, 'more slot')}.")] if left else rows


def _row(view: SessionView, one: SlotView, label: str) -> Block:
    words = slot_words(one.slot, view.zone, view.other.time_zone)
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


def card_actions(view: SessionView, *, more: bool = False, cancel: bool = False, again: bool = False) -> list[Block]:
    """Return the row of buttons under a card; those that don't apply are not drawn at all."""
    session = view.session
    question = confirm(
        "Cancel this session?",
        "Nothing will be booked, and both cards will say that it was canceled.",
        "Cancel the session",
    )
    seen = SeenSession(session.id, session.version).encode()
    exchange = Choice(SHOW_EXCHANGE, session.id).encode()
    return actions(
        link_button("Join", Action.SESSION_JOIN, view.meeting_link, style="primary") if session.is_meeting else None,
        link_button("Open in calendar", Action.SESSION_OPEN_CALENDAR, view.link) if session.is_meeting else None,
        button("More times", Action.SESSION_MORE_TIMES, seen) if more and view.can_more else None,
        button("Look again", Action.SCHEDULE_OPEN, view.other.user) if again else None,
        button("Cancel", Action.SESSION_CANCEL, session.id, style="danger", confirm=question) if cancel else None,
        overflow(Action.SESSION_OVERFLOW, [Option(exchange, "Show exchange")]) if session.round else None,
    )


def ends(view: SessionView) -> Block:
    """Say what happens if nobody answers, and when."""
    at = instant(view.session.expires_at, view.zone)
    return context(f"If nobody chooses by {at}, this ends by itself and nothing is booked.")
