"""The inbox: what needs an answer, what is unread, and the rest. Read is not resolved."""

from __future__ import annotations

from collections.abc import Sequence

from core.usecases.views import NoticeView
from handlers.ids import Action
from handlers.render.base import Block, Rendered, actions, context, message, section
from handlers.render.card_parts import title_plain
from handlers.render.elements import button, in_row
from handlers.render.names import who_plain
from handlers.render.notice_meeting import reads_of
from handlers.render.notices import notice_buttons, notice_line
from handlers.render.text import counted
from handlers.render.times import stamp
from handlers.values import InboxValue

TITLE = "Inbox"
PAGE = 10
"""Notices on one page: each takes up to three blocks of a message's fifty."""


def inbox(
    notices: Sequence[NoticeView], *, needs_you: int, unread: int, more_after: int | None, unread_only: bool = False
) -> Rendered:
    """Return a page of the inbox, in the order given: needs you, unread, read.

    ``needs_you`` and ``unread`` count all of them; ``more_after`` is where the next page begins, None on the last.
    """
    if not notices:
        text = "Nothing is unread." if unread_only else "Your inbox is empty. What concerns you will be kept here."
        return message(text, [section(text), *(_other_view(unread_only=True) if unread_only else [])], TITLE)
    counts = [f"{counted(needs_you, 'thing')} {'needs' if needs_you == 1 else 'need'} you"] if needs_you else []
    text = ", ".join([*counts, f"{unread} unread"]) + "."
    shown = notices[:PAGE]
    rows = [block for number, view in enumerate(shown, 1) for block in _with_heading(shown, number, view)]
    mark_all = button("Mark all as read", Action.NOTICE_MARK_ALL_READ) if unread else None
    more = None
    if more_after is not None:
        more = button("Earlier notices", Action.INBOX_PAGE, InboxValue(more_after, unread_only).encode())
    has_read = more_after is not None or any(view.notice.read_at is not None for view in shown)
    other = _other_view(unread_only=unread_only) if unread_only or (unread and has_read) else []
    return message(text, [section(f"*{text}*"), *rows, *actions(more, mark_all), *other], TITLE)


def _other_view(*, unread_only: bool) -> list[Block]:
    """Return the way from all notices to the unread ones, or back."""
    label = "Show all" if unread_only else "Only unread"
    return actions(button(label, Action.INBOX_PAGE, InboxValue(0, not unread_only).encode()))


def _with_heading(shown: Sequence[NoticeView], number: int, view: NoticeView) -> list[Block]:
    """Put a heading before the first notice of each group."""
    before = _group(shown[number - 2]) if number > 1 else ""
    group = _group(view)
    heading = [context(f"*{group}*")] if group != before else []
    return [*heading, *row(view, number)]


def _group(view: NoticeView) -> str:
    if view.notice.needs_answer:
        return "Needs you"
    return "Unread" if view.notice.read_at is None else "Read"


def row(view: NoticeView, number: int) -> list[Block]:
    """Return one notice: its line, when it came, and its buttons; ``number`` tells these apart for screen readers."""
    at = stamp(view.notice.created_at, reads_of(view))
    mark = None
    if view.notice.read_at is None and not view.notice.needs_answer:
        mark = button("Mark as read", Action.NOTICE_MARK_READ, view.notice.id)
    about = title_plain(view.session) if view.session is not None else who_plain(view.other, "")
    mark, *answers = in_row(f"notice {number}: {about}" if about else f"notice {number}", mark, *notice_buttons(view))
    return [section(f"{notice_line(view)}\n{at}", mark), *actions(*answers)]


def marked_read(count: int) -> Rendered:
    """Answer what was marked as read."""
    text = f"{counted(count, 'notice')} marked as read. What needs your answer stays until it is answered."
    return message(text, [section(text)])
