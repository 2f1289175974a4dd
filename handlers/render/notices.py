"""Notices as messages of their own and as rows of the inbox; their buttons are gone once they are answered."""

from __future__ import annotations

from core.domain.notices import NoticeKind
from core.domain.scopes import Scope
from core.usecases.views import NoticeView
from handlers.ids import Action
from handlers.render import meeting_buttons
from handlers.render.base import Block, Rendered, actions, context, message, section
from handlers.render.digest import digest_message
from handlers.render.elements import button
from handlers.render.meeting_buttons import Buttons
from handlers.render.names import who_plain
from handlers.render.notice_meeting import reads_of
from handlers.render.notice_words import notice_words, settled_words
from handlers.render.times import instant


def notice_message(view: NoticeView, now: int) -> Rendered:
    """Return a notice's own message, as it is to be sent or redrawn at the instant ``now``."""
    if view.digest is not None:
        return digest_message(view.digest, view.person, [notice_words(one) for one in view.digest.waiting])
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
    until = instant(connection.expires_at, reads_of(view))
    return [context(f"Open until {until}. You choose for yourself what their Perin may do.")]


def notice_buttons(view: NoticeView) -> list[Block | None]:
    """Return what can be pressed on a notice now; nothing once it is answered."""
    if view.notice.resolved_at is not None:
        return []
    make = _BUTTONS.get(view.notice.kind)
    return make(view) if make else []


def _asked(view: NoticeView) -> list[Block | None]:
    """Return what answers a request with one press; booking by itself is only given together with its limits."""
    if not view.notice.connection:
        return []
    name = who_plain(view.other)
    if view.notice.facts.get("scope") == Scope.WRITE_AUTO.value:
        grant = button("Choose limits …", Action.GRANT_AUTOMATIC, view.notice.connection, style="primary")
    else:
        grant = button("Allow it", Action.GRANT_ALLOW, view.notice.id, style="primary", spoken=f"Allow it to {name}")
    return [
        grant,
        button("Leave it as it is", Action.GRANT_REFUSE, view.notice.id, spoken=f"Leave it as it is with {name}"),
        button(f"Permissions for {name}", Action.GRANT_EDIT, view.notice.connection),
    ]


def _permissions(view: NoticeView) -> list[Block | None]:
    """Return the way to one's own grant, for a request that another message holds."""
    if not view.notice.connection:
        return []
    return [button(f"Permissions for {who_plain(view.other)}", Action.GRANT_EDIT, view.notice.connection)]


def _reconnect(view: NoticeView) -> list[Block | None]:
    del view  # The same for everybody, in a table of functions of a notice.
    return [button("Reconnect my calendar", Action.CALENDAR_OPEN, style="primary")]


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


def _nudge(view: NoticeView) -> list[Block | None]:
    """Return the buttons of what was asked, once more."""
    about = view.notice.facts.get("about")
    if about == NoticeKind.INVITE_RECEIVED:
        return _invite(view)
    if about == NoticeKind.SCOPE_ASKED:
        return _permissions(view)
    return meeting_buttons.question_buttons(view)


_BUTTONS: dict[NoticeKind, Buttons] = {
    **meeting_buttons.BUTTONS,
    NoticeKind.NUDGE: _nudge,
    NoticeKind.INVITE_RECEIVED: _invite,
    NoticeKind.SCOPE_ASKED: _asked,
    NoticeKind.RECONNECT_NEEDED: _reconnect,
    NoticeKind.INVITE_ACCEPTED: _schedule,
}
"""What can be pressed, by kind; the others only tell."""
