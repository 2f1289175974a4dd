"""Every payload of App Home, in each state, and of leaving: ending a connection, being forgotten."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from core.domain.accounts import AccountState
from core.domain.ids import SessionId
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.views import CardLeft, DigestView, EndPreview, ForgetPreview, Forgotten, Revoked, SessionView
from handlers.render.base import Rendered
from handlers.render.cards_settled import card_left
from handlers.render.help import greeting, help_message
from handlers.render.home import home_view, unknown_home
from handlers.render.leaving import end_modal, forget_modal, forgotten, only_me, revoked
from handlers.render.notices import notice_message
from handlers.values import HomeArea
from tests.unit.handlers.cases_connecting import CONNECTIONS, INBOX, PENDING, told
from tests.unit.handlers.cases_meeting import CARDS, Case
from tests.unit.handlers.worlds import (
    NOW,
    account,
    booked,
    connection_view,
    home,
    person,
    session,
    session_view,
    slot,
)


def meeting(number: int, title: str = "Pricing review") -> SessionView:
    """Return a meeting of its own, so many days after Tuesday."""
    row = replace(booked(), id=SessionId(f"m{number}"), title=title, booked_slot=slot(number))
    return session_view(row)


def by_itself(number: int, title: str = "Stand-up") -> SessionView:
    """Return a meeting that the Perins booked today."""
    row = replace(booked(booked_by=None, booked_auto=True), id=SessionId(f"a{number}"), title=title)
    return session_view(row, undo_until=NOW + 600 if number == 1 else None)


MEETINGS = tuple(meeting(number, f"Meeting <{number}>") for number in range(1, 13))

HOMES = {
    "nothing linked": home(),
    "google not set up": home(google_ready=False),
    "calendar broken": home(account=account(AccountState.BROKEN)),
    "calendar broken while paused": home(
        person=person(paused_at=NOW), account=account(AccountState.BROKEN), connections=CONNECTIONS[:1]
    ),
    "twelve hours": home(
        person=person(locale="en-US"),
        account=account(),
        connections=(PENDING,),
        meetings=(replace(meeting(1), locale="en-US"),),
    ),
    "no connections": home(account=account()),
    "invite out": home(account=account(), connections=(PENDING,)),
    "normal": home(
        account=account(),
        needs_you=INBOX[:2],
        unread=3,
        meetings=(CARDS["booked by the other"],),
        sessions=(CARDS["asker offered, books"], CARDS["receiver accepted, asker's card"]),
        connections=CONNECTIONS[:3],
        done=(by_itself(1), by_itself(2, "")),
    ),
    "paused": home(person=person(paused_at=NOW), account=account(), connections=CONNECTIONS[:1]),
    "very long": home(
        account=account(),
        needs_you=INBOX[:2] * 10,
        unread=99,
        meetings=(CARDS["booked by the other"],) * 20,
        sessions=(CARDS["asker offered, books"],) * 20,
        connections=CONNECTIONS * 6,
        needs_you_count=40,
        done=tuple(by_itself(number) for number in range(1, 9)),
    ),
}

ENDING = EndPreview(connection_view(), (session_view(session()),), MEETINGS[:2])

LEFT = CardLeft(person(), "D1", "1.2", "Pricing <review>", None, stands=False)

DIGESTS = {
    "full": DigestView(MEETINGS[:2], INBOX[:2], 5, (by_itself(1), by_itself(2, ""))),
    "only meetings": DigestView((replace(MEETINGS[0], meeting_link=""),), (), 0, ()),
    "only questions": DigestView((), INBOX[:1], 1, ()),
    "only what was booked": DigestView((), (), 0, (by_itself(1),)),
    "very long": DigestView(MEETINGS, INBOX[:2] * 5, 40, MEETINGS),
}


def _digest(found: DigestView, **changes: Any) -> Rendered:  # noqa: ANN401 - any field of a person
    view = replace(told(NoticeKind.DIGEST), digest=found, person=person(**changes))
    return notice_message(view, NOW)


HOME_CASES: dict[str, Case] = {
    **{f"home: {name}": partial(home_view, view, NOW) for name, view in HOMES.items()},
    "home: later pages": lambda: home_view(
        HOMES["very long"], NOW, {HomeArea.CONNECTIONS: 55, HomeArea.SESSIONS: 5, HomeArea.MEETINGS: 999}
    ),
    **{f"digest: {name}": partial(_digest, found) for name, found in DIGESTS.items()},
    "digest: twelve hours": lambda: _digest(DIGESTS["full"], locale="en-US"),
    "help: greeting of somebody known": lambda: greeting(HOMES["normal"].standing),
    "home: nobody known": unknown_home,
    **{f"help: {name}": partial(help_message, view.standing) for name, view in HOMES.items()},
    "end: with meetings": lambda: end_modal(ENDING),
    "end: one is being booked": lambda: end_modal(
        replace(ENDING, open=(*ENDING.open, session_view(session(SessionState.BOOKING, title="Stand-up"))))
    ),
    "end: nothing ahead": lambda: end_modal(replace(ENDING, open=(), meetings=())),
    "end: many meetings": lambda: end_modal(replace(ENDING, open=ENDING.open * 7, meetings=MEETINGS)),
    "answer: revoked, nothing ahead": lambda: revoked(Revoked(connection_view(), ())),
    "answer: revoked, meetings stand": lambda: revoked(Revoked(connection_view(), MEETINGS[:2])),
    "answer: revoked, one canceled, one stuck": lambda: revoked(
        Revoked(connection_view(), MEETINGS[1:3]), (SessionId("m1"), SessionId("m2"))
    ),
    "answer: revoked, many stand": lambda: revoked(Revoked(connection_view(), MEETINGS)),
    "card left: nothing was booked": lambda: card_left(LEFT),
    "card left: the meeting stands": lambda: card_left(replace(LEFT, slot=slot(), stands=True)),
    "card left: the meeting was canceled, no title": lambda: card_left(replace(LEFT, title="", slot=slot())),
    "forget: with everything": lambda: forget_modal(ForgetPreview(2, 1, MEETINGS[:1], has_calendar=True)),
    "forget: with many meetings": lambda: forget_modal(ForgetPreview(1, 0, MEETINGS, has_calendar=True)),
    "forget: nothing to lose": lambda: forget_modal(ForgetPreview(0, 0, (), has_calendar=False)),
    "answer: only oneself is forgotten": only_me,
    "answer: forgotten": lambda: forgotten(Forgotten(2, had_calendar=True, canceled_meetings=1, kept_meetings=2)),
    "answer: forgotten, who had nothing": lambda: forgotten(Forgotten(0, had_calendar=False)),
}
