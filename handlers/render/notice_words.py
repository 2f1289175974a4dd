"""What each notice says, in one or two sentences, for its message, the inbox and App Home alike.

Those about sessions and meetings are in ``notice_meeting``.
Every kind has words here (a test proves it); the reader's own zone and what they may know of the other are in the view.
"""

from __future__ import annotations

from core.domain.notices import NoticeKind
from core.domain.scopes import Scope
from core.domain.sessions import SessionState
from core.usecases.views import NoticeView
from handlers.render import notice_meeting
from handlers.render.agreements import together
from handlers.render.cards_settled import end_words
from handlers.render.notice_meeting import Words, other_of
from handlers.render.rights import deed
from handlers.render.text import listed


def _scopes(view: NoticeView) -> list[Scope]:
    found = view.notice.facts.get("scopes", view.notice.facts.get("adds"))
    names = found if isinstance(found, tuple) else (view.notice.facts.get("scope"),)
    return [scope for scope in Scope if scope.value in names]


def _invited(view: NoticeView) -> str:
    words = f"{other_of(view)} would like to connect your Perins, so that they find times for you two."
    offered = [deed(scope, mine=False) for scope in _scopes(view)]
    return f"{words} Your Perin could then {listed(offered)}." if offered else words


def _asked(view: NoticeView) -> str:
    wanted = [deed(scope, mine=True) for scope in _scopes(view)]
    return f"{other_of(view)} asks whether their Perin may {listed(wanted) or 'do more with your calendar'}."


def _answered(view: NoticeView) -> str:
    """Say what became of a request: what the grant holds now tells it."""
    agreement = view.connection.agreement if view.connection else None
    if agreement is None:
        return "Your connection has ended."
    is_given = set(_scopes(view)) <= agreement.mine.scopes
    return "You allow it now." if is_given else "You left it as it was."


def _reconnect(view: NoticeView) -> str:
    words = "Google no longer lets Perin into your calendar. Until you reconnect, nobody can find a time with you."
    if view.notice.facts.get("needs_attention") is True:
        return f"{words} One entry of ours is still in it and goes once you reconnect."
    return words


def _changed(view: NoticeView) -> str:
    if view.connection is None or view.connection.agreement is None:
        return f"{other_of(view)} changed what your Perin may do with their calendar."
    return f"{other_of(view)} changed what your Perin may do with their calendar. Now: {together(view.connection)}"


WORDS: dict[NoticeKind, Words] = {
    **notice_meeting.WORDS,
    NoticeKind.INVITE_RECEIVED: _invited,
    NoticeKind.SCOPE_ASKED: _asked,
    NoticeKind.RECONNECT_NEEDED: _reconnect,
    NoticeKind.INVITE_ACCEPTED: lambda view: (
        f"{other_of(view)} accepted your invite. Your Perins are connected. "
        f"{together(view.connection) if view.connection else ''}".rstrip()
    ),
    NoticeKind.INVITE_DECLINED: lambda view: (
        f"{other_of(view)} declined your invite, so nothing is shared. They can invite you whenever they like."
    ),
    NoticeKind.DIGEST: "Good morning. Your meetings of today and what waits for you are in the Home tab.",
    NoticeKind.INVITE_WITHDRAWN: lambda view: f"{other_of(view)} took their invite back. Nothing was shared.",
    NoticeKind.INVITE_EXPIRED: lambda view: (
        f"The invite between you and {other_of(view)} ran out before it was answered. Either of you can send a new one."
    ),
    NoticeKind.CONNECTION_REVOKED: lambda view: (
        f"{other_of(view)} ended your connection. Open sessions are canceled; booked meetings stay in both calendars."
    ),
    NoticeKind.GRANT_CHANGED: _changed,
    NoticeKind.SCOPE_REFUSED: lambda view: (
        f"{other_of(view)} would rather leave it as it is: nothing changed in what your Perin may do."
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
    NoticeKind.RECONNECT_NEEDED: "Your calendar is connected again.",
    NoticeKind.CALENDAR_CHANGED: "This no longer needs your answer.",
    NoticeKind.EXCEPTION_ASKED: "You have answered this.",
    NoticeKind.NUDGE: "This no longer needs your answer.",
    NoticeKind.CONFIRMATION_NEEDED: "This no longer needs your answer.",
    NoticeKind.SLOTS_FOR_YOU: "This no longer needs your answer.",
}

_INVITE_ENDS: dict[str, str] = {
    "active": "You accepted: your Perins are connected.",
    "declined": "You declined.",
    "expired": "It ran out before it was answered.",
    "revoked": "It is no longer open.",
}


_OF_MEETING = frozenset({NoticeKind.BOOKED, NoticeKind.RESCHEDULED, NoticeKind.REMINDER})


def _meeting_over(view: NoticeView) -> str:
    """Say what became of the meeting that a notice told of; of one deleted with its person nothing more is known."""
    if view.session is None:
        return "This meeting was canceled or moved."
    return end_words(view.session) if view.session.session.state is SessionState.CANCELED else ""


def settled_words(view: NoticeView) -> str:
    """Say what became of a question that is answered, and of a meeting that isn't any more; "" while nothing did."""
    if view.notice.resolved_at is None:
        return ""
    if view.notice.kind is NoticeKind.INVITE_RECEIVED:
        state = view.connection.connection.state.value if view.connection else ""
        return _INVITE_ENDS.get(state, "It is no longer open.")
    if view.notice.kind is NoticeKind.SCOPE_ASKED:
        return _answered(view)
    if view.notice.kind in _OF_MEETING:
        return _meeting_over(view)
    is_meeting = view.session is not None and view.session.session.is_meeting
    if is_meeting and view.notice.kind is NoticeKind.CONFIRMATION_NEEDED:
        return "It is booked."
    return _SETTLED.get(view.notice.kind, "")
