"""The list of open sessions and upcoming meetings; the same rows stand in App Home."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.sessions import SessionKind, SessionState
from core.usecases.views import SessionView
from handlers.ids import Action
from handlers.render.base import Block, Rendered, actions, message, section
from handlers.render.card_buttons import change_buttons, undo_button
from handlers.render.card_parts import title, title_plain
from handlers.render.cards_meeting import drift_words
from handlers.render.cards_settled import end_words
from handlers.render.elements import button, in_row, link_button
from handlers.render.names import who
from handlers.render.paging import page_of, pager
from handlers.render.text import counted, listed
from handlers.render.times import duration, instant, slot_words, wall_of

PAGE = 10


def sessions(views: Sequence[SessionView], at: int = 0) -> Rendered:
    """Return a page of what is open or upcoming; ``at`` is the number of its first item."""
    schedule = button("Schedule a meeting", Action.SCHEDULE_OPEN, style="primary")
    if not views:
        text = "Nothing is open and no meeting is coming up. Shall we find a time with somebody?"
        return message(text, [section(text), *actions(schedule)])
    page = page_of(views, at, PAGE)
    rows = [block for number, view in enumerate(page.items, page.first + 1) for block in row(view, number)]
    meetings = sum(view.session.is_meeting for view in views)
    parts = [
        f"{counted(meetings, 'meeting')} coming up" if meetings else "",
        counted(len(views) - meetings, "open session") if meetings < len(views) else "",
    ]
    text = f"You have {listed(filter(None, parts))}."
    return message(text, [section(f"*{text}*"), *rows, *pager(page, Action.SESSION_PAGE), *actions(schedule)])


def row(view: SessionView, number: int) -> list[Block]:
    """Return one session or meeting with its buttons; ``number`` tells equal buttons apart for screen readers."""
    with_whom = f" with {who(view.other)}" if view.session.title else ""
    return [section(f"*{title(view)}*{with_whom}\n{status(view)}"), *actions(*_buttons(view, number))]


def status(view: SessionView) -> str:
    """Say in one line where a session stands for this reader."""
    session = view.session
    if session.state is SessionState.CONFIRMED:
        return _meeting_status(view)
    if session.state is SessionState.BOOKING:
        return "Being moved at this moment" if session.replaces else "Being booked at this moment"
    if not session.is_open:
        return end_words(view)
    return _open_status(view)


def _meeting_status(view: SessionView) -> str:
    if view.drift is not None:
        return f"Changed in Google Calendar. {drift_words(view, view.drift)}"
    slot = view.session.booked_slot
    words = slot_words(slot, wall_of(view), view.other.time_zone) if slot else ""
    return f"Booked: {words}{'; a new time is being looked for' if view.replaced_by else ''}"


def _open_status(view: SessionView) -> str:
    session = view.session
    until = instant(session.expires_at, wall_of(view))
    moves = "New times to move it. " if session.replaces else ""
    if session.accepted_slot is not None:
        slot = slot_words(session.accepted_slot, wall_of(view), view.other.time_zone)
        if session.accepted_by == view.viewer:
            return f"{moves}You accepted {slot}; {who(view.other)} has to confirm it by {until}"
        return f"{moves}{who(view.other)} accepted {slot}; your answer is awaited until {until}"
    if not view.slots:
        return "Looking for other slots" if session.needs_slots else "No time suits you both so far"
    length = duration(session.length_minutes)
    if session.kind is SessionKind.PROPOSAL_ONLY:
        return f"{counted(len(view.slots), 'time')} for {length} to look at until {until}"
    return f"{moves}{counted(len(view.slots), 'slot')} for {length}, open until {until}"


def _buttons(view: SessionView, number: int) -> list[Block | None]:
    session = view.session
    show = button("Show card", Action.SESSION_SHOW, session.id)
    if not session.is_meeting:
        return in_row(f"session {number}: {title_plain(view)}", show)
    return in_row(
        f"meeting {number}: {title_plain(view)}",
        link_button("Join", Action.SESSION_JOIN, view.meeting_link, style="primary"),
        undo_button(view),
        *change_buttons(view, in_list=True),
        link_button("Open in calendar", Action.SESSION_OPEN_CALENDAR, view.link),
        show,
    )
