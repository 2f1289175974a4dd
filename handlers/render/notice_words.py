"""What each notice says, in one or two sentences, for its message, the inbox and App Home alike.

Every kind has words here (a test proves it); the reader's own zone and what they may know of the other are in the view.
"""

from __future__ import annotations

from collections.abc import Callable

from core.domain.notices import NoticeKind
from core.domain.scopes import Scope
from core.usecases.views import NoticeView
from handlers.render.agreements import together
from handlers.render.card_parts import title
from handlers.render.cards_settled import REASONS, UNKNOWN_REASON, end_words
from handlers.render.names import who
from handlers.render.rights import deed
from handlers.render.text import listed
from handlers.render.times import duration, instant, slot_words

Words = str | Callable[[NoticeView], str]


def other_of(view: NoticeView) -> str:
    """Call the person a notice is about, in mrkdwn."""
    return who(view.other)


def meeting_of(view: NoticeView) -> str:
    """Name the meeting a notice is about."""
    return title(view.session) if view.session else f"your meeting with {other_of(view)}"


def slot_of(view: NoticeView) -> str:
    """Say the slot a notice is about: the booked or the accepted one; "" when there is none."""
    if view.session is None:
        return ""
    slot = view.session.session.booked_slot or view.session.session.accepted_slot
    return slot_words(slot, view.person.time_zone, view.session.other.time_zone) if slot else ""


def _at(view: NoticeView) -> str:
    slot = slot_of(view)
    return f", {slot}" if slot else ""


def _scopes(view: NoticeView) -> list[Scope]:
    found = view.notice.facts.get("scopes")
    names = found if isinstance(found, tuple) else (view.notice.facts.get("scope"),)
    return [scope for scope in Scope if scope.value in names]


def _invited(view: NoticeView) -> str:
    words = f"{other_of(view)} would like to connect your Perins, so that they find times for you two."
    offered = [deed(scope, mine=False) for scope in _scopes(view)]
    return f"{words} Your Perin could then {listed(offered)}." if offered else words


def _asked(view: NoticeView) -> str:
    wanted = [deed(scope, mine=True) for scope in _scopes(view)]
    return f"{other_of(view)} asks whether their Perin may {listed(wanted) or 'do more with your calendar'}."


def _confirmation(view: NoticeView) -> str:
    accepted = f"{other_of(view)} accepted {slot_of(view) or 'a slot'} for {meeting_of(view)}."
    return f"{accepted} Book it, and it is in both calendars."


def _slots(view: NoticeView) -> str:
    length = f" for {duration(view.session.session.length_minutes)}" if view.session else ""
    return f"{other_of(view)} offers you slots{length}: {meeting_of(view)}."


def _booked(view: NoticeView) -> str:
    session = view.session.session if view.session else None
    by_itself = " Your Perins booked it by themselves." if session and session.booked_auto else ""
    return f"Booked with {other_of(view)}: {meeting_of(view)}{_at(view)}.{by_itself}"


def _failed(view: NoticeView) -> str:
    reason = view.notice.facts.get("reason")
    told = REASONS.get(reason, UNKNOWN_REASON) if isinstance(reason, str) else UNKNOWN_REASON
    is_clean = view.session is None or not view.session.needs_attention
    return f"{meeting_of(view)} couldn't be booked. {told}{' Both calendars are as they were.' if is_clean else ''}"


def _canceled(view: NoticeView) -> str:
    if view.session is None or view.session.session.is_open:
        return f"{meeting_of(view)} was canceled, so nothing is booked."
    return f"{meeting_of(view)}: {end_words(view.session)}"


def _reconnect(view: NoticeView) -> str:
    words = "Google no longer lets Perin into your calendar. Until you reconnect, nobody can find a time with you."
    if view.notice.facts.get("needs_attention") is True:
        return f"{words} One entry of ours is still in it and goes once you reconnect."
    return words


def _changed(view: NoticeView) -> str:
    if view.connection is None or view.connection.agreement is None:
        return f"{other_of(view)} changed what your Perin may do with their calendar."
    return f"{other_of(view)} changed what your Perin may do with their calendar. Now: {together(view.connection)}"


def _reminder(view: NoticeView) -> str:
    slot = view.session.session.booked_slot if view.session else None
    at = instant(slot.start, view.person.time_zone) if slot else "soon"
    return f"{meeting_of(view)} with {other_of(view)} begins {at}."


WORDS: dict[NoticeKind, Words] = {
    NoticeKind.INVITE_RECEIVED: _invited,
    NoticeKind.SCOPE_ASKED: _asked,
    NoticeKind.RECONNECT_NEEDED: _reconnect,
    NoticeKind.CALENDAR_CHANGED: lambda view: (
        f"{meeting_of(view)} was changed in a Google calendar{_at(view)}, so the two calendars may differ now."
    ),
    NoticeKind.CONFIRMATION_NEEDED: _confirmation,
    NoticeKind.SLOTS_FOR_YOU: _slots,
    NoticeKind.INVITE_ACCEPTED: lambda view: (
        f"{other_of(view)} accepted your invite. Your Perins are connected. "
        f"{together(view.connection) if view.connection else ''}".rstrip()
    ),
    NoticeKind.INVITE_DECLINED: lambda view: (
        f"{other_of(view)} declined your invite, so nothing is shared. They can invite you whenever they like."
    ),
    NoticeKind.BOOKED: _booked,
    NoticeKind.RESCHEDULED: lambda view: f"Moved with {other_of(view)}: {meeting_of(view)}{_at(view)}.",
    NoticeKind.MEETING_CANCELED: _canceled,
    NoticeKind.SESSION_CANCELED: _canceled,
    NoticeKind.BOOKING_FAILED: _failed,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.DIGEST: "Good morning. Your meetings of today and what waits for you are in the Home tab.",
    NoticeKind.INVITE_WITHDRAWN: lambda view: f"{other_of(view)} took their invite back. Nothing was shared.",
    NoticeKind.INVITE_EXPIRED: lambda view: (
        f"The invite between you and {other_of(view)} ran out before it was answered. Either of you can send a new one."
    ),
    NoticeKind.CONNECTION_REVOKED: lambda view: (
        f"{other_of(view)} ended your connection. Open sessions are canceled; booked meetings stay in both calendars."
    ),
    NoticeKind.GRANT_CHANGED: _changed,
    NoticeKind.ACCEPT_WITHDRAWN: lambda view: (
        f"{other_of(view)} took back the accept for {meeting_of(view)}. The slots are open again."
    ),
    NoticeKind.ACCEPT_VOIDED: lambda view: (
        f"Something changed after a slot was accepted for {meeting_of(view)}, so that accept no longer counts. "
        "Choose again on the card."
    ),
    NoticeKind.SLOT_TAKEN: lambda view: (
        f"The slot for {meeting_of(view)} was just taken in one of the calendars. Perin is looking for others."
    ),
    NoticeKind.NO_SLOTS: lambda view: f"No time suits both you and {other_of(view)} for {meeting_of(view)} so far.",
    NoticeKind.SESSION_EXPIRED: lambda view: (
        f"Nobody chose a slot for {meeting_of(view)} in time, so nothing was booked. You can look again at any time."
    ),
    NoticeKind.CALENDAR_LINKED: "Your Google calendar is linked. Perin now knows when you are free, and nothing else.",
    NoticeKind.CALENDAR_UNLINKED: "Your Google calendar is unlinked, and Perin has forgotten its access.",
    NoticeKind.PERSON_LEFT: lambda view: (
        f"{other_of(view)} left Slack, so your connection ended and open sessions with them are canceled."
    ),
}


def notice_words(view: NoticeView) -> str:
    """Say what a notice tells, in mrkdwn."""
    found = WORDS[view.notice.kind]
    words = found if isinstance(found, str) else found(view)
    return words[0].upper() + words[1:]


_SETTLED: dict[NoticeKind, str] = {
    NoticeKind.SCOPE_ASKED: "This has been dealt with.",
    NoticeKind.RECONNECT_NEEDED: "Your calendar is connected again.",
    NoticeKind.CALENDAR_CHANGED: "This has been dealt with.",
    NoticeKind.CONFIRMATION_NEEDED: "This no longer needs your answer.",
    NoticeKind.SLOTS_FOR_YOU: "This no longer needs your answer.",
}

_INVITE_ENDS: dict[str, str] = {
    "active": "You accepted: your Perins are connected.",
    "declined": "You declined.",
    "expired": "It ran out before it was answered.",
    "revoked": "It is no longer open.",
}


def settled_words(view: NoticeView) -> str:
    """Say what became of a notice that needed an answer and no longer does; "" while it still does."""
    if view.notice.resolved_at is None:
        return ""
    if view.notice.kind is NoticeKind.INVITE_RECEIVED:
        state = view.connection.connection.state.value if view.connection else ""
        return _INVITE_ENDS.get(state, "It is no longer open.")
    is_meeting = view.session is not None and view.session.session.is_meeting
    if is_meeting and view.notice.kind is NoticeKind.CONFIRMATION_NEEDED:
        return "It is booked."
    return _SETTLED.get(view.notice.kind, "")
