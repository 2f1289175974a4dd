"""Every payload about sessions, in every state and for both sides: what the snapshots and the limits are taken of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.domain.messages import Message, MessageKind
from core.domain.people import Place
from core.domain.sessions import SessionKind, SessionState
from core.scheduling.explain import Relaxation
from core.usecases.views import SessionView, TranscriptView
from handlers.parsing.schedule import read_schedule_words
from handlers.render.base import Rendered
from handlers.render.cards import session_card
from handlers.render.schedule import ScheduleDraft, draft_from, in_the_past, schedule_modal, slots_sent
from handlers.render.sessions import sessions
from handlers.render.transcript import transcript
from tests.unit.handlers.worlds import (
    ALICE,
    BOB,
    NOW,
    PARIS,
    SLOTS,
    accepted,
    booked,
    ended,
    other,
    session,
    session_view,
    slot,
)

Payload = Rendered | dict[str, Any]
Case = Callable[[], Payload]

RELAXATIONS = (
    Relaxation(None, "length", "length", 2700, 1500, (slot(0, 0, 25),), 3),
    Relaxation(ALICE, "minimum_notice", "notice", 86_400, 14_400, (slot(), slot(1)), 2),
    Relaxation(ALICE, "hours", "hours", 0, 60, (slot(0, 3),), 1),
    Relaxation(ALICE, "days_off", "hours", 0, 1, (slot(4),), 4),
    Relaxation(BOB, None, "hours", None, None, (), 2),
    Relaxation(None, None, "notice", None, None, (), 1),
)

SECOND_WEEK = (slot(), slot(7), slot(14))
"""Three Tuesdays at 15:00: one weekday and time, so that buttons need the date."""


def _card(view: SessionView) -> Case:
    return lambda: session_card(view)


CARDS: dict[str, SessionView] = {
    "asker offered, books": session_view(),
    "asker offered, accepts": session_view(press="accept"),
    "receiver offered, books": session_view(viewer=BOB),
    "receiver offered, accepts": session_view(viewer=BOB, press="accept"),
    "receiver of an unknown asker": session_view(viewer=BOB, press="accept", known=False),
    "no rounds left": session_view(can_more=False),
    "with a place and no title": session_view(session(title="", place=Place.VIDEO, phrase="")),
    "three weeks alike": session_view(slots=SECOND_WEEK),
    "hundred slots": session_view(slots=tuple(slot(0, hour) for hour in range(100))),
    "times only, asker": session_view(session(kind=SessionKind.PROPOSAL_ONLY), press="none"),
    "times only, receiver": session_view(session(kind=SessionKind.PROPOSAL_ONLY), viewer=BOB, press="none"),
    "asker accepted, asker's card": session_view(accepted(ALICE)),
    "asker accepted, receiver's card": session_view(accepted(ALICE), viewer=BOB),
    "receiver accepted, asker's card": session_view(accepted(BOB), press="accept"),
    "receiver accepted, receiver's card": session_view(accepted(BOB), viewer=BOB),
    "no slots, with what would help": session_view(
        session(SessionState.INITIATED, round=0, relaxations=RELAXATIONS), relaxations=RELAXATIONS
    ),
    "no slots, nothing would help": session_view(session(SessionState.INITIATED, round=0)),
    "no slots, seen by the receiver": session_view(session(SessionState.INITIATED, round=0), viewer=BOB),
    "slot taken, looking again": session_view(session(needs_slots=True), slots=()),
    "booking": session_view(session(SessionState.BOOKING)),
    "booked by the other": session_view(booked()),
    "booked by the reader": session_view(booked(), viewer=BOB),
    "booked by the Perins": session_view(booked(booked_by=None, booked_auto=True)),
    "booked without links": session_view(booked(), link="", meeting_link=""),
    "canceled by the reader": session_view(ended(SessionState.CANCELED, "canceled", ALICE)),
    "canceled by the other": session_view(ended(SessionState.CANCELED, "canceled", BOB)),
    "canceled by nobody": session_view(ended(SessionState.CANCELED, "expired")),
    "ended with the connection": session_view(ended(SessionState.CANCELED, "revoked", BOB)),
    "ended while booking": session_view(ended(SessionState.CANCELED, "connection_ended")),
    "meeting canceled": session_view(
        session(SessionState.CANCELED, booked_slot=SLOTS[0], ended_by=BOB, end_reason="canceled")
    ),
    "expired": session_view(ended(SessionState.EXPIRED, "expired")),
    "failed, access lost": session_view(ended(SessionState.ERROR, "access_lost"), needs_attention=True),
    "failed, no slots left": session_view(ended(SessionState.ERROR, "no_slots_left"), viewer=BOB),
    "failed, reason unknown": session_view(ended(SessionState.ERROR, "something_new")),
}


def _said(number: int, kind: MessageKind, sender: str, **rest: object) -> Message:
    given: dict[str, Any] = {"slots": (), "reason": ""} | rest
    sender_key = ALICE if sender == "alice" else BOB
    return Message(session().id, number, kind, sender_key, NOW + number * 60, f"k{number}", **given)


EXCHANGE = (
    _said(1, MessageKind.PROPOSAL, "alice", slots=SLOTS),
    _said(2, MessageKind.ACCEPT, "bob", slots=SLOTS[:1]),
    _said(3, MessageKind.CANCEL, "bob", reason="accept_withdrawn"),
    _said(4, MessageKind.ACCEPT, "alice", slots=SLOTS[:1]),
    _said(5, MessageKind.CANCEL, "alice", reason="accept_voided"),
    _said(6, MessageKind.PROPOSAL, "bob", slots=SLOTS[1:]),
    _said(7, MessageKind.ERROR, "alice", slots=SLOTS[1:2], reason="slot_taken"),
    _said(8, MessageKind.ERROR, "alice", slots=SLOTS[1:2], reason="access_lost"),
    _said(9, MessageKind.CONFIRM, "bob", slots=SLOTS[2:]),
    _said(10, MessageKind.CONFIRM, "alice", slots=SLOTS[2:], reason="auto"),
    _said(11, MessageKind.CANCEL, "alice", reason="revoked"),
    _said(12, MessageKind.CANCEL, "bob", reason="canceled"),
)


def _transcript(messages: tuple[Message, ...], *, known: bool = True) -> Case:
    return lambda: transcript(TranscriptView(session(), ALICE, other(known=known), PARIS, messages))


def _typed() -> Payload:
    words = read_schedule_words("45m nxt week about pricing", now=NOW, zone=PARIS, default_minutes=30)
    return schedule_modal(draft_from(words, "UBOB"), zone=PARIS, default_minutes=30)


MEETING_CASES: dict[str, Case] = {
    **{f"card: {name}": _card(view) for name, view in CARDS.items()},
    "sessions: none": lambda: sessions(()),
    "sessions: every state": lambda: sessions(tuple(CARDS.values())[:10]),
    "sessions: second page of many": lambda: sessions(tuple(CARDS.values()), 12),
    "transcript: every message": _transcript(EXCHANGE),
    "transcript: with somebody unknown": _transcript(EXCHANGE[:2], known=False),
    "transcript: nothing said": _transcript(()),
    "transcript: very long": _transcript(EXCHANGE * 9),
    "schedule: empty form": lambda: schedule_modal(ScheduleDraft(), zone=PARIS, default_minutes=30),
    "schedule: filled from what was typed": _typed,
    "schedule: times only": lambda: schedule_modal(
        ScheduleDraft("UBOB", 37, "tomorrow", "Chat", Place.PHONE, SessionKind.PROPOSAL_ONLY),
        zone=PARIS,
        default_minutes=30,
    ),
    "schedule: sent": lambda: slots_sent(other(), 3),
    "schedule: nothing found": lambda: slots_sent(other(), 0),
    "schedule: in the past": lambda: in_the_past("Wed 18 Nov, at 09:00 (Paris)"),
}
