"""The morning digest: today's meetings, what waits, what Perin did by itself. Short, and read from top to bottom."""

from __future__ import annotations

from core.domain.people import Person
from core.usecases.views import DigestView, SessionView
from handlers.ids import Action
from handlers.render.base import Block, Rendered, actions, context, message, section
from handlers.render.card_parts import title, title_plain
from handlers.render.elements import button, in_row, link_button
from handlers.render.names import who
from handlers.render.text import counted, listed
from handlers.render.times import Wall, slot_words, span, wall

MOST = 10


def digest_message(found: DigestView, person: Person, lines: list[str]) -> Rendered:
    """Return the digest of one person; ``lines`` are the questions of ``found.waiting`` in words."""
    reads = wall(person.time_zone, person.locale)
    text = f"Good morning. {_summary(found)}"
    blocks = [
        section(f"*{text}*"),
        *(_row(view, number, reads) for number, view in enumerate(found.meetings[:MOST], 1)),
        *_more(len(found.meetings), "meeting"),
        *_waiting(found, lines),
        *_done(found),
    ]
    return message(text, blocks)


def _summary(found: DigestView) -> str:
    parts = [
        f"{counted(len(found.meetings), 'meeting')} today" if found.meetings else "",
        f"{counted(found.waiting_count, 'thing')} for you to answer" if found.waiting_count else "",
        f"{counted(len(found.done), 'meeting')} booked by itself since yesterday" if found.done else "",
    ]
    return f"{listed(filter(None, parts))}." if any(parts) else "Nothing is waiting for you."


def _row(view: SessionView, number: int, reads: Wall) -> Block:
    slot = view.session.booked_slot
    at = f"{span(slot, reads)} · " if slot else ""
    other = f" with {who(view.other)}" if view.session.title else ""
    join = link_button("Join", Action.SESSION_JOIN, view.meeting_link)
    (join,) = in_row(f"meeting {number}: {title_plain(view)}", join)
    return section(f"{at}*{title(view)}*{other}", join)


def _more(count: int, what: str) -> list[Block]:
    return [context(f"And {counted(count - MOST, f'more {what}')}.")] if count > MOST else []


def _waiting(found: DigestView, lines: list[str]) -> list[Block]:
    """Name what waits; it is answered where it was asked, or in the inbox."""
    if not found.waiting_count:
        return []
    left = found.waiting_count - len(lines)
    rows = [f"• {line}" for line in lines] + ([f"• and {left} more"] if left > 0 else [])
    return [section("\n".join(["*For you to answer*", *rows])), *actions(button("Open my inbox", Action.INBOX_OPEN))]


def _done(found: DigestView) -> list[Block]:
    if not found.done:
        return []
    rows = [
        f"• {title(view)}, {slot_words(slot, wall(view.zone, view.locale), view.other.time_zone)}"
        for view in found.done[:MOST]
        if (slot := view.session.booked_slot) is not None
    ]
    return [section("\n".join(["*Booked by itself, as you both allow*", *rows]))]
