"""What people are told about sessions and meetings, in the states that make a difference to the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.domain.errors import (
    AlreadyConnected,
    AlreadyInvited,
    CalendarBroken,
    CalendarNotLinked,
    CrossingInvite,
    PerinError,
)
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.views import DriftView, SessionView
from handlers.render.base import Rendered, without_buttons
from handlers.render.cards import session_card
from handlers.render.errors import refusal
from handlers.render.inbox import inbox
from handlers.render.notices import notice_message
from tests.unit.handlers.cases_meeting import AUTO, CARDS, MOVING, OLD, gone
from tests.unit.handlers.worlds import (
    ALICE,
    BOB,
    DAY,
    NOW,
    PARIS,
    accepted,
    booked,
    ended,
    notice,
    notice_view,
    other,
    session_view,
    slot,
)

Case = Callable[[], Rendered | dict[str, Any]]


VOID = NOW
"""When a notice was answered or became void."""


def _told(kind: NoticeKind, view: SessionView, resolved_at: int | None = None, **facts: Any) -> Case:  # noqa: ANN401 - facts of a notice
    row = notice(kind, facts=facts, resolved_at=resolved_at)
    return lambda: notice_message(replace(notice_view(row), session=view), NOW)


def _line(kind: NoticeKind, view: SessionView) -> Case:
    shown = (replace(notice_view(notice(kind)), session=view),)
    return lambda: inbox(shown, needs_you=1, unread=0, more_after=None)


ENDS = {"expires_at": NOW + DAY}
TOLD: dict[str, Case] = {
    "booked by the Perins": _told(NoticeKind.BOOKED, session_view(booked(**AUTO), undo_until=NOW + 600)),
    "booked, canceled since": _told(NoticeKind.BOOKED, session_view(gone("canceled")), VOID),
    "booked, moved since": _told(NoticeKind.BOOKED, session_view(gone("replaced"), new_slot=slot(2)), VOID),
    "reminder, deleted with its person since": lambda: notice_message(
        replace(notice_view(notice(NoticeKind.REMINDER, resolved_at=NOW)), session=None), NOW
    ),
    "booked without a title": _told(NoticeKind.BOOKED, session_view(booked(title=""))),
    "moved": _told(NoticeKind.RESCHEDULED, session_view(booked(replaces=SessionId("s0")), old_slot=OLD)),
    "move failed": _told(
        NoticeKind.BOOKING_FAILED,
        session_view(replace(MOVING, state=SessionState.ERROR), old_slot=OLD, slots=()),
        reason="calendar_unreadable",
    ),
    "booking failed, the reader's event stays": _told(
        NoticeKind.BOOKING_FAILED, session_view(ended(SessionState.ERROR)), reason="outcome_unknown", kept=ALICE
    ),
    "booking failed, the other's event stays": _told(
        NoticeKind.BOOKING_FAILED, session_view(ended(SessionState.ERROR)), reason="outcome_unknown", kept=BOB
    ),
    "slot taken, the reader's event stays": _told(
        NoticeKind.SLOT_TAKEN, session_view(), reason="event_changed", kept=ALICE
    ),
    "asked to move": _line(NoticeKind.SLOTS_FOR_YOU, session_view(MOVING, old_slot=OLD)),
    "times only, expired": _told(NoticeKind.SESSION_EXPIRED, CARDS["times only, expired"]),
    "suggested": _line(NoticeKind.SLOTS_FOR_YOU, session_view(offered_by=BOB, is_suggestion=True)),
    "canceled with a note": _told(
        NoticeKind.MEETING_CANCELED, session_view(gone("canceled", end_note="Sorry, <!here> *flu*"))
    ),
    "canceled after a move": _told(
        NoticeKind.MEETING_CANCELED, session_view(gone("canceled", replaces=SessionId("s0")), old_slot=OLD)
    ),
    "undone": _told(NoticeKind.MEETING_CANCELED, session_view(gone("undone"))),
    "changed by the other": _told(NoticeKind.CALENDAR_CHANGED, session_view(booked(), drift=DriftView(BOB, slot(1)))),
    "changed by the reader, to be asked for": _told(
        NoticeKind.CALENDAR_CHANGED, session_view(booked(), drift=DriftView(ALICE, slot(1), can_take=False))
    ),
    "removed by the reader": _told(NoticeKind.CALENDAR_CHANGED, session_view(booked(), drift=DriftView(ALICE, None))),
    "changed while it was canceled": _told(
        NoticeKind.CALENDAR_CHANGED, session_view(gone("canceled"), needs_attention=True), what="edited"
    ),
    "reminder": _told(NoticeKind.REMINDER, session_view(booked())),
    "reminder without a title": _told(NoticeKind.REMINDER, session_view(booked(title=""), meeting_link="")),
    "exception in full": _told(NoticeKind.EXCEPTION_ASKED, session_view(), rule="minimum_notice", value=7200),
    "exception by category": _told(NoticeKind.EXCEPTION_ASKED, session_view(), category="hours"),
    "nudge about slots": _told(NoticeKind.NUDGE, session_view(), about="slots_for_you", **ENDS),
    "nudge about an accept": _told(NoticeKind.NUDGE, session_view(accepted(BOB)), about="confirmation_needed", **ENDS),
    "nudge about an invite": _told(NoticeKind.NUDGE, session_view(), about="invite_received", **ENDS),
    "nudge about a right": _told(NoticeKind.NUDGE, session_view(), about="scope_asked"),
    "nudge about something new": _told(NoticeKind.NUDGE, session_view()),
}


def _refused(error: PerinError) -> Case:
    return lambda: refusal(error, PARIS, {BOB: other()}, reader=ALICE)


def _pressed(name: str) -> Case:
    """Return a card as it is while the press on it is being worked on."""
    shown = session_card(CARDS[name])
    return lambda: without_buttons(shown.text, shown.blocks)


ANSWERED: dict[str, Case] = {
    "refused: their invite is there already": _refused(CrossingInvite(connection="c1")),
    "refused: connected already": _refused(AlreadyConnected(connection="c1")),
    "refused: invited already": _refused(AlreadyInvited(connection="c1", expires_at=NOW + DAY)),
    "refused: no calendar of mine": _refused(CalendarNotLinked(whose=ALICE)),
    "refused: no calendar of theirs": _refused(CalendarNotLinked(whose=BOB)),
    "refused: my calendar is disconnected": _refused(CalendarBroken(whose=ALICE)),
    "pressed: slots": _pressed("receiver offered, books"),
    "pressed: a meeting": _pressed("booked by the other"),
}
"""What a press gets that is refused, or that takes its time."""

TOLD_CASES = {f"told: {name}": case for name, case in TOLD.items()} | ANSWERED
