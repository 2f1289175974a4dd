"""What notices about sessions and meetings say, in one or two sentences.

Apart from ``notice_words``, which has those about people, permissions and calendars, and picks between the two; what
can be pressed on them is in ``meeting_buttons``.
"""

from __future__ import annotations

from collections.abc import Callable

from core.domain.notices import NoticeKind
from core.domain.sessions import SessionKind
from core.scheduling.intervals import Interval
from core.usecases.views import NoticeView
from handlers.render.card_parts import title
from handlers.render.cards_meeting import booker, drift_words
from handlers.render.cards_settled import NOTE_MOST, REASONS, UNKNOWN_REASON, end_words
from handlers.render.names import who
from handlers.render.relaxations import asked_words
from handlers.render.text import said
from handlers.render.times import Wall, clock, duration, instant, slot_words, wall

FORMER = "a former member"
EDITED = "edited"
"""What a notice says of an event that its owner changed while it was to be removed."""

Words = str | Callable[[NoticeView], str]


def reads_of(view: NoticeView) -> Wall:
    """Return the clock of the person a notice is for."""
    return wall(view.person.time_zone, view.person.locale)


def other_of(view: NoticeView) -> str:
    """Call the person a notice is about, in mrkdwn; of whoever had their data deleted nothing is known any more."""
    return who(view.other) if view.other else FORMER


def meeting_of(view: NoticeView) -> str:
    """Name the meeting a notice is about."""
    return title(view.session) if view.session else f"your meeting with {other_of(view)}"


def _with_whom(view: NoticeView) -> str:
    """Name the meeting and the person; a meeting that has no title is named by the person already."""
    has_title = view.session is not None and bool(said(view.session.session.title))
    return f"{meeting_of(view)} with {other_of(view)}" if has_title else meeting_of(view)


def slot_of(view: NoticeView) -> str:
    """Say the slot a notice is about: the booked or the accepted one; "" when there is none."""
    if view.session is None:
        return ""
    slot = view.session.session.booked_slot or view.session.session.accepted_slot
    return slot_words(slot, reads_of(view), view.session.other.time_zone) if slot else ""


def _at(view: NoticeView) -> str:
    slot = slot_of(view)
    return f", {slot}" if slot else ""


def _confirmation(view: NoticeView) -> str:
    accepted = f"{other_of(view)} accepted {slot_of(view) or 'a slot'} for {meeting_of(view)}."
    return f"{accepted} Book it, and it is in both calendars."


def _slots(view: NoticeView) -> str:
    if view.session is None:
        return f"{other_of(view)} offers you slots for {meeting_of(view)}."
    if view.session.session.replaces is not None:
        return f"{other_of(view)} asks to move {meeting_of(view)} and offers new times."
    if view.session.is_suggestion:
        return f"{other_of(view)} suggests other times for {meeting_of(view)}."
    return f"{other_of(view)} offers you slots for {duration(view.session.session.length_minutes)}: {meeting_of(view)}."


def _times(view: NoticeView) -> str:
    length = f" for {duration(view.session.session.length_minutes)}" if view.session else ""
    return f"{other_of(view)} shows you times{length}: {meeting_of(view)}. Nothing is booked from there."


def _booked(view: NoticeView) -> str:
    found = view.session
    titled = found is not None and bool(said(found.session.title))
    words = f"Booked with {other_of(view)}: {meeting_of(view)}" if titled else f"Booked: {meeting_of(view)}"
    words = f"{words}{_at(view)}."
    if found is None or not found.session.booked_auto:
        return words
    undo = f" Undo works until {clock(found.undo_until, reads_of(view))}." if found.undo_until else ""
    return f"{words} {booker(found)}{undo}"


def _moved(view: NoticeView) -> str:
    old = view.session.old_slot if view.session else None
    was = f" It was {slot_words(old, reads_of(view), view.session.other.time_zone)}." if old and view.session else ""
    return f"Moved with {other_of(view)}: {meeting_of(view)}{_at(view)}.{was}"


def _failed(view: NoticeView) -> str:
    reason = view.notice.facts.get("reason")
    told = REASONS.get(reason, UNKNOWN_REASON) if isinstance(reason, str) else UNKNOWN_REASON
    found = view.session
    if found is not None and found.session.replaces is not None:
        return f"{meeting_of(view)} couldn't be moved. {told} The meeting stays as it was.{_kept(view)}"
    is_clean = (found is None or not found.needs_attention) and "kept" not in view.notice.facts
    clean = " Both calendars are as they were." if is_clean else ""
    return f"{meeting_of(view)} couldn't be booked. {told}{clean}{_kept(view)}"


def _kept(view: NoticeView) -> str:
    """Say that the reader's own event stays, since they edited it while it was being booked."""
    if view.notice.facts.get("kept") != view.person.key:
        return ""
    return " You changed your event meanwhile, so it stays in your calendar; delete it there if you don't need it."


def _canceled(view: NoticeView) -> str:
    if view.session is None or view.session.session.is_open:
        return f"{meeting_of(view)}{_told_slot(view)} was canceled, so nothing is booked."
    note = said(view.session.session.end_note, NOTE_MOST)
    wrote = f" They wrote: “{note}”" if note and view.session.session.ended_by != view.person.key else ""
    return f"{meeting_of(view)}: {end_words(view.session)}{wrote}"


def _told_slot(view: NoticeView) -> str:
    """Say the slot that the notice itself names, for when the meeting's own row is gone."""
    start, end = view.notice.facts.get("start"), view.notice.facts.get("end")
    if view.session is not None or type(start) is not int or type(end) is not int:
        return ""
    return f", {slot_words(Interval(start, end), reads_of(view))},"


def _changed(view: NoticeView) -> str:
    found = view.session
    if view.notice.facts.get("what") == EDITED and found is not None and not found.session.is_meeting:
        return (
            f"{meeting_of(view)} is canceled, but its event in your Google Calendar was changed in that very moment, "
            "so it is still there."
        )
    if found is None or found.drift is None:
        return f"{meeting_of(view)} was changed in a Google calendar{_at(view)}, so the two calendars may differ now."
    return f"{meeting_of(view)} was changed in Google Calendar. {drift_words(found, found.drift)}"


def _reminder(view: NoticeView) -> str:
    return f"Coming up: {_with_whom(view)}{_at(view)}."


_NUDGED: dict[str, Callable[[NoticeView], str]] = {
    NoticeKind.INVITE_RECEIVED: lambda view: f"{other_of(view)}'s invite to connect your Perins is still open.",
    NoticeKind.SCOPE_ASKED: lambda view: f"{other_of(view)}'s question about your permissions is still open.",
    NoticeKind.CONFIRMATION_NEEDED: lambda view: (
        f"{other_of(view)} accepted {slot_of(view) or 'a slot'} for {meeting_of(view)}. Shall I book it?"
    ),
    NoticeKind.SLOTS_FOR_YOU: lambda view: f"Shall we find a time for {_with_whom(view)}? The slots are still open.",
}


def _nudge(view: NoticeView) -> str:
    about = view.notice.facts.get("about")
    make = _NUDGED.get(about) if isinstance(about, str) else None
    words = make(view) if make else f"{_with_whom(view)} still waits for your answer."
    ends = view.notice.facts.get("expires_at")
    return f"{words} It stays open until {instant(ends, reads_of(view))}." if type(ends) is int else words


def _exception(view: NoticeView) -> str:
    found = asked_words(view.notice.facts)
    return f"{other_of(view)} asks whether you would allow {found} this once, for {meeting_of(view)}."


def _expired(view: NoticeView) -> str:
    if view.session is not None and view.session.session.kind is SessionKind.PROPOSAL_ONLY:
        words = f"{meeting_of(view)} only showed times, and its time is over; nothing was booked."
    else:
        words = f"Nobody chose a slot for {meeting_of(view)} in time, so nothing was booked."
    return f"{words} You can look again at any time."


WORDS: dict[NoticeKind, Words] = {
    NoticeKind.CALENDAR_CHANGED: _changed,
    NoticeKind.EXCEPTION_ASKED: _exception,
    NoticeKind.CONFIRMATION_NEEDED: _confirmation,
    NoticeKind.SLOTS_FOR_YOU: _slots,
    NoticeKind.TIMES_FOR_YOU: _times,
    NoticeKind.BOOKED: _booked,
    NoticeKind.RESCHEDULED: _moved,
    NoticeKind.MEETING_CANCELED: _canceled,
    NoticeKind.SESSION_CANCELED: _canceled,
    NoticeKind.BOOKING_FAILED: _failed,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.NUDGE: _nudge,
    NoticeKind.ACCEPT_WITHDRAWN: lambda view: (
        f"{other_of(view)} took back the accept for {meeting_of(view)}. The slots are open again."
    ),
    NoticeKind.ACCEPT_VOIDED: lambda view: (
        f"Something changed after a slot was accepted for {meeting_of(view)}, so that accept no longer counts. "
        "Choose again on the card."
    ),
    NoticeKind.SLOT_TAKEN: lambda view: (
        f"The slot for {meeting_of(view)} was just taken in one of the calendars. Perin is looking for others."
        f"{_kept(view)}"
    ),
    NoticeKind.NO_SLOTS: lambda view: f"No time suits both you and {other_of(view)} for {meeting_of(view)} so far.",
    NoticeKind.EXCEPTION_REFUSED: lambda view: (
        f"{other_of(view)} would rather keep to their limits, so no slot suits you both for {meeting_of(view)} so far."
    ),
    NoticeKind.SESSION_EXPIRED: _expired,
}
"""By kind, those about sessions and meetings."""
