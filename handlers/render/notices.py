"""Notices as messages of their own and as rows of the inbox; their buttons are gone once they are answered."""

from __future__ import annotations

from collections.abc import Callable

from core.domain.notices import NoticeKind
from core.usecases.views import NoticeView
from handlers.ids import Action
from handlers.render.base import Block, Rendered, actions, context, message, section
from handlers.render.elements import button, link_button
from handlers.render.names import who_plain
from handlers.render.notice_words import notice_words, settled_words
from handlers.render.times import instant, slot_labels
from handlers.values import SlotValue


def notice_message(view: NoticeView, now: int) -> Rendered:
    """Return a notice's own message, as it is to be sent or redrawn at the instant ``now``."""
    words = notice_words(view)
    settled = settled_words(view)
    if settled:
        return message(f"{words} {settled}", [section(words), section(f"*{settled}*")])
    return message(words, [section(words), *actions(*notice_buttons(view)), *_until(view, now)])


def notice_line(view: NoticeView) -> str:
    """Return a notice as a line of the inbox."""
    settled = settled_words(view)
    return f"{notice_words(view)} _{settled}_" if settled else notice_words(view)


def _until(view: NoticeView, now: int) -> list[Block]:
    """Say until when an invite can be answered."""
    connection = view.connection.connection if view.connection else None
    if view.notice.kind is not NoticeKind.INVITE_RECEIVED or connection is None or connection.expires_at <= now:
        return []
    until = instant(connection.expires_at, view.person.time_zone)
    return [context(f"Open until {until}. You choose for yourself what their Perin may do.")]


def notice_buttons(view: NoticeView) -> list[Block | None]:
    """Return what can be pressed on a notice now; nothing once it is answered."""
    if view.notice.resolved_at is not None:
        return []
    make = _BUTTONS.get(view.notice.kind)
    return make(view) if make else []


def _permissions(view: NoticeView) -> list[Block | None]:
    if not view.notice.connection:
        return []
    label = f"Permissions for {who_plain(view.other)}"
    return [button(label, Action.GRANT_EDIT, view.notice.connection, style="primary")]


def _reconnect(view: NoticeView) -> list[Block | None]:
    del view  # The same for everybody, in a table of functions of a notice.
    return [button("Reconnect my calendar", Action.CALENDAR_OPEN, style="primary")]


def _join(view: NoticeView) -> list[Block | None]:
    if view.session is None:
        return []
    return [
        link_button("Join", Action.SESSION_JOIN, view.session.meeting_link, style="primary"),
        link_button("Open in calendar", Action.SESSION_OPEN_CALENDAR, view.session.link),
    ]


def _again(view: NoticeView) -> list[Block | None]:
    return [button("Look again", Action.SCHEDULE_OPEN, view.other.user)] if view.other else []


def _schedule(view: NoticeView) -> list[Block | None]:
    if view.other is None:
        return []
    label = f"Schedule with {who_plain(view.other)}"
    return [button(label, Action.SCHEDULE_OPEN, view.other.user, style="primary")]


def _invite(view: NoticeView) -> list[Block | None]:
    if not view.notice.connection:
        return []
    name = who_plain(view.other, "this person")
    return [
        button(
            "Accept",
            Action.INVITE_ACCEPT,
            view.notice.connection,
            style="primary",
            spoken=f"Accept the invite of {name}",
        ),
        button("Decline", Action.INVITE_DECLINE, view.notice.connection, spoken=f"Decline the invite of {name}"),
    ]


def _book(view: NoticeView) -> list[Block | None]:
    """Return the button that books the accepted slot, while it can be booked."""
    if view.session is None:
        return []
    ready = [one for one in view.session.slots if one.accepted_by is not None and one.press == "book"]
    labels = slot_labels([one.slot for one in ready], view.session.zone)
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


_BUTTONS: dict[NoticeKind, Callable[[NoticeView], list[Block | None]]] = {
    NoticeKind.INVITE_RECEIVED: _invite,
    NoticeKind.SCOPE_ASKED: _permissions,
    NoticeKind.RECONNECT_NEEDED: _reconnect,
    NoticeKind.CONFIRMATION_NEEDED: lambda view: [*_book(view), *_show(view)],
    NoticeKind.SLOTS_FOR_YOU: _show,
    NoticeKind.CALENDAR_CHANGED: _show,
    NoticeKind.ACCEPT_VOIDED: _show,
    NoticeKind.BOOKED: _join,
    NoticeKind.RESCHEDULED: _join,
    NoticeKind.REMINDER: _join,
    NoticeKind.SESSION_CANCELED: _again,
    NoticeKind.MEETING_CANCELED: _again,
    NoticeKind.BOOKING_FAILED: _again,
    NoticeKind.INVITE_ACCEPTED: _schedule,
}
"""What can be pressed, by kind; the others only tell."""
