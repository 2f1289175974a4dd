"""The list of connections: state, agreement, buttons; the same rows stand in App Home."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.connections import ConnectionState
from core.usecases.views import ConnectionView
from handlers.ids import Action
from handlers.render.agreements import together
from handlers.render.base import Block, Rendered, actions, message, section
from handlers.render.elements import button, in_row
from handlers.render.names import who, who_plain
from handlers.render.paging import page_of, pager
from handlers.render.text import counted
from handlers.render.times import Reads, instant

PAGE = 10
TITLE = "Connections"

_ENDED = {
    ConnectionState.DECLINED: "the invite was declined",
    ConnectionState.EXPIRED: "the invite ran out",
    ConnectionState.REVOKED: "ended",
}


def connections(views: Sequence[ConnectionView], zone: Reads, at: int = 0) -> Rendered:
    """Return a page of the list; ``at`` is the number of its first item, ``zone`` the clock the reader reads."""
    invite = button("Invite somebody", Action.INVITE_OPEN, style="primary")
    if not views:
        text = "You have no connections yet. Invite somebody, and your Perins can find times for you two."
        return message(text, [section(text), *actions(invite)], TITLE)
    page = page_of(views, at, PAGE)
    rows = [block for number, view in enumerate(page.items, page.first + 1) for block in row(view, zone, number)]
    text = f"You have {counted(len(views), 'connection')}."
    blocks = [section(f"*{text}*"), *rows, *pager(page, Action.CONNECTION_PAGE), *actions(invite)]
    return message(text, blocks, TITLE)


def row(view: ConnectionView, zone: Reads, number: int) -> list[Block]:
    """Return one connection with its buttons; ``number`` tells equal buttons apart for screen readers."""
    return [section(f"*{who(view.other)}* · {_state(view, zone)}"), *actions(*_buttons(view, number))]


def _state(view: ConnectionView, zone: Reads) -> str:
    connection = view.connection
    if connection.state is ConnectionState.PENDING:
        until = instant(connection.expires_at, zone)
        if connection.inviter == view.viewer:
            return f"invited by you, open until {until}"
        return f"invites you to connect, open until {until}"
    if connection.state is not ConnectionState.ACTIVE:
        return _ENDED[connection.state]
    notes = [together(view)]
    if not view.other_linked:
        notes.append("They have no working calendar link at the moment.")
    if view.other_paused:
        notes.append("They paused Perin.")
    return f"connected\n{' '.join(notes)}"


def _buttons(view: ConnectionView, number: int) -> list[Block | None]:
    name = who_plain(view.other, "")
    return in_row(f"connection {number}: {name}" if name else f"connection {number}", *_offered(view))


def _offered(view: ConnectionView) -> list[Block]:
    connection = view.connection
    if connection.state is ConnectionState.PENDING:
        if connection.inviter == view.viewer:
            return [button("Withdraw", Action.INVITE_WITHDRAW, connection.id)]
        return [
            button("Accept", Action.INVITE_ACCEPT, connection.id, style="primary"),
            button("Decline", Action.INVITE_DECLINE, connection.id),
        ]
    if connection.state is not ConnectionState.ACTIVE:
        return []
    return [
        button("Schedule", Action.SCHEDULE_OPEN, view.other.user),
        button("Agreement", Action.CONNECTION_SHOW, connection.id),
        button("Permissions", Action.GRANT_EDIT, connection.id),
        button("Disconnect", Action.CONNECTION_REVOKE, connection.id),
    ]
