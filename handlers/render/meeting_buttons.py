"""What can be pressed on notices about sessions and meetings; what they say is in ``notice_meeting``."""

from __future__ import annotations

from collections.abc import Callable

from core.domain.notices import NoticeKind
from core.usecases.views import NoticeView
from handlers.ids import Action
from handlers.render.base import Block
from handlers.render.card_buttons import can_take, undo_button
from handlers.render.cards_settled import stands
from handlers.render.elements import button, link_button
from handlers.render.notice_meeting import reads_of
from handlers.render.times import slot_labels
from handlers.values import SlotValue

Buttons = Callable[[NoticeView], list[Block | None]]


def _join(view: NoticeView) -> list[Block | None]:
    if view.session is None or not view.session.session.is_meeting:
        return []
    return [
        link_button("Join", Action.SESSION_JOIN, view.session.meeting_link, style="primary"),
        undo_button(view.session),
        link_button("Open in calendar", Action.SESSION_OPEN_CALENDAR, view.session.link),
    ]


def _again(view: NoticeView) -> list[Block | None]:
    if view.session is not None and stands(view.session):
        return _show(view)
    return [button("Look again", Action.SCHEDULE_OPEN, view.other.user)] if view.other else []


def _book(view: NoticeView) -> list[Block | None]:
    """Return the button that books the accepted slot, while it can be booked."""
    if view.session is None:
        return []
    ready = [one for one in view.session.slots if one.accepted_by is not None and one.press == "book"]
    labels = slot_labels([one.slot for one in ready], reads_of(view))
    session = view.session.session
    return [
        button(
            f"Book {label}",
            Action.SESSION_BOOK,
            SlotValue(session.id, one.slot, session.version).encode(),
            style="primary",
        )
        for one, label in zip(ready, labels, strict=True)
    ]


def _show(view: NoticeView) -> list[Block | None]:
    if view.notice.session is None:
        return []
    return [button("Show card", Action.SESSION_SHOW, view.notice.session)]


def question_buttons(view: NoticeView) -> list[Block | None]:
    """Return what answers a question about slots: book what the other accepted, or look at the card."""
    return [*_book(view), *_show(view)]


def _allow(view: NoticeView) -> list[Block | None]:
    return [
        button("Allow once", Action.EXCEPTION_ALLOW, view.notice.id, style="primary"),
        button("No, keep my limit", Action.EXCEPTION_REFUSE, view.notice.id),
        *_show(view),
    ]


def _decide(view: NoticeView) -> list[Block | None]:
    """Return what can be decided about a meeting that was changed in Google."""
    found = view.session
    if found is None:
        return _show(view)
    session = found.session.id
    if not found.session.is_meeting:
        return [button("Take it out", Action.SESSION_CANCEL_BOTH, session, style="danger"), *_show(view)]
    return [
        button("Take new time", Action.SESSION_TAKE_NEW_TIME, session, style="primary")
        if can_take(found.drift)
        else None,
        button("Propose another", Action.SESSION_RESCHEDULE, session),
        button("Cancel both", Action.SESSION_CANCEL_BOTH, session, style="danger"),
    ]


BUTTONS: dict[NoticeKind, Buttons] = {
    NoticeKind.CONFIRMATION_NEEDED: question_buttons,
    NoticeKind.SLOTS_FOR_YOU: _show,
    NoticeKind.TIMES_FOR_YOU: _show,
    NoticeKind.CALENDAR_CHANGED: _decide,
    NoticeKind.EXCEPTION_ASKED: _allow,
    NoticeKind.EXCEPTION_REFUSED: _show,
    NoticeKind.ACCEPT_VOIDED: _show,
    NoticeKind.BOOKED: _join,
    NoticeKind.RESCHEDULED: _join,
    NoticeKind.REMINDER: _join,
    NoticeKind.SESSION_CANCELED: _again,
    NoticeKind.MEETING_CANCELED: _again,
    NoticeKind.BOOKING_FAILED: _again,
}
"""What can be pressed, by kind; the others only tell."""
