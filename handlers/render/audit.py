"""What Perin did for a person: when, what, and by what right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from core.domain.audit import FORMER_MEMBER, SYSTEM, AuditEntry
from core.usecases.views import Other
from handlers.ids import Action
from handlers.render.base import Rendered, actions, context, message, note, section
from handlers.render.elements import button
from handlers.render.names import who
from handlers.render.text import counted
from handlers.render.times import Reads, stamp

TITLE = "What Perin did"

ACTIONS: dict[str, str] = {
    "connection.invited": "{who} sent an invite",
    "connection.accepted": "{who} accepted an invite",
    "connection.declined": "{who} declined an invite",
    "connection.withdrawn": "{who} took an invite back",
    "connection.expired": "An invite ran out",
    "connection.revoked": "{who} ended the connection",
    "grant.edited": "{who} changed permissions",
    "grant.asked": "{who} asked for a permission",
    "grant.refused": "{who} left a permission as it was",
    "exception.asked": "{who} asked for an exception, this once",
    "exception.allowed": "{who} allowed an exception, this once",
    "exception.refused": "{who} allowed no exception",
    "person.blocked": "{who} blocked somebody",
    "person.unblocked": "{who} lifted a block",
    "person.paused": "{who} paused Perin",
    "person.resumed": "{who} resumed Perin",
    "session.proposed": "{who} offered slots",
    "session.reoffered": "Perin offered other slots, because one was taken",
    "session.not_asked_for": "Two different requests came as one, and only the first counted",
    "session.found_nothing": "{who} looked for a time, and none suited both",
    "session.accepted": "{who} accepted a slot",
    "session.accept_withdrawn": "{who} took an accept back",
    "session.booking": "{who} pressed Book",
    "session.booked": "{who} booked a meeting in both calendars",
    "session.booking_failed": "A booking failed, and both calendars were cleaned",
    "session.rescheduled": "{who} moved a meeting in both calendars",
    "session.meeting_canceled": "{who} canceled a meeting",
    "session.undone": "{who} undid what was booked without a click",
    "session.change_undone": "A meeting changed in Google Calendar is as it was agreed again",
    "session.changed_outside": "A meeting was changed in Google Calendar",
    "session.not_removed": "A canceled meeting stayed in a calendar, because its owner had changed it there",
    "session.removed_anyway": "{who} had a changed event removed, too",
    "session.canceled": "{who} canceled a session",
    "session.expired": "A session expired unanswered",
    "calendar.linked": "{who} linked a calendar",
    "calendar.chosen": "{who} chose calendars",
    "calendar.unlinked": "{who} unlinked the calendar",
    "calendar.broken": "Google stopped letting Perin into the calendar",
    "settings.changed": "{who} changed the settings",
}
"""Each action in words; a test proves that every one that is recorded has some."""

_AUTHORITIES: dict[str, str] = {
    "click": "by a press",
    "accept": "on an accept and a press",
    "grant:write.confirm": "on the permission to book after one confirmation",
    "grant:write.auto": "on the permission to book by itself",
    "expiry": "because its time was over",
    "revoke": "because the connection ended",
    "slot_taken": "because the slot was taken",
    "meeting_gone": "because the meeting was gone",
    "superseded": "because something newer took its place",
    "forget": "because the other person left Perin",
    "google": "told by Google",
    "slack:deactivated": "told by Slack: the account was deactivated",
}


class Line(Protocol):
    """One entry of the trail and the other person, as far as known."""

    @property
    def entry(self) -> AuditEntry:
        """What happened."""

    @property
    def other(self) -> Other | None:
        """Who else took part; None for a former member or nobody."""


EXPORT_TITLE = "What Perin did for you"


def exported(count: int) -> Rendered:
    """Say that the file has come."""
    return note(f"The file is in your messages with Perin: {counted(count, 'entry', 'entries')}, newest first.", TITLE)


def audit(lines: Sequence[Line], *, zone: Reads, more_before: int | None) -> Rendered:
    """Return a page of the trail, newest first; ``more_before`` is where the next page begins, None on the last."""
    if not lines:
        text = "Perin hasn't done anything for you yet. From now on it is all listed here."
        return note(text, TITLE)
    text = f"What Perin did for you: {counted(len(lines), 'entry', 'entries')} on this page, newest first."
    rows = [section(_row(line, zone)) for line in lines[:40]]
    more = button("Earlier entries", Action.AUDIT_PAGE, str(more_before)) if more_before is not None else None
    export = button("Export all as a file", Action.AUDIT_EXPORT)
    kept = context("Kept: who did what, when, and by what right. Never titles, texts or appointments.")
    return message(text, [section(f"*{text}*"), *rows, *actions(more, export), kept], TITLE)


def _row(line: Line, zone: Reads) -> str:
    entry = line.entry
    is_mine = entry.actor == entry.person
    doer = (
        "You" if is_mine else "Perin" if entry.actor == SYSTEM else who(line.other) if line.other else "A former member"
    )
    words = ACTIONS.get(entry.action, "{who} did something").format(who=doer)
    partner = who(line.other) if line.other else "a former member" if entry.other == FORMER_MEMBER else ""
    other = f" · with {partner}" if partner and doer.lower() != partner.lower() else ""
    right = _AUTHORITIES.get(entry.authority, "")
    return f"*{words}*{other}\n{stamp(entry.at, zone)}{f' · {right}' if right else ''}"
