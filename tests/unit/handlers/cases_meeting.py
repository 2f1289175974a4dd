"""Every payload about sessions, in every state and for both sides: what the snapshots and the limits are taken of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.domain.ids import SessionId
from core.domain.messages import Message, MessageKind
from core.domain.people import Place
from core.domain.sessions import Session, SessionKind, SessionState
from core.scheduling.explain import Relaxation
from core.usecases.views import DriftView, SessionView, TranscriptView
from handlers.parsing.schedule import read_schedule_words
from handlers.render.base import Rendered
from handlers.render.cards import session_card
from handlers.render.changing import cancel_modal, edited_words, meeting_canceled, move_begun, reschedule_modal
from handlers.render.counter import counter_modal, suggested
from handlers.render.relaxations import allowed, refused
from handlers.render.schedule import ScheduleDraft, draft_from, in_the_past, schedule_modal, slots_sent
from handlers.render.sessions import sessions
from handlers.render.transcript import transcript
from tests.unit.handlers.worlds import (
    ALICE,
    BOB,
    HOUR,
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
    Relaxation(None, "minimum_notice", "notice", 14_400, 2700, (), 1),
)

SECOND_WEEK = (slot(), slot(7), slot(14))
"""Three Tuesdays at 15:00: one weekday and time, so that buttons need the date."""


OLD = slot(-1)
"""When the meeting is that is about to be moved."""

MOVING = session(replaces=SessionId("s0"), phrase="Tue 24 Nov, 09:00–18:00 (Paris)")
TIMES_ONLY = session(kind=SessionKind.PROPOSAL_ONLY)
ACCEPTED: dict[str, Any] = {"state": SessionState.AWAITING_CONFIRMATION, "accepted_slot": SLOTS[0], "accepted_by": BOB}
AUTO: dict[str, Any] = {"booked_by": None, "booked_auto": True}


def gone(reason: str, **changes: Any) -> Session:  # noqa: ANN401 - any field of a session
    """Return a meeting after Bob ended it."""
    settled: dict[str, Any] = {"booked_slot": SLOTS[0], "ended_by": BOB, "end_reason": reason}
    return session(SessionState.CANCELED, **(settled | changes))


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
    "times only, asker": session_view(TIMES_ONLY, press="none"),
    "times only, receiver": session_view(TIMES_ONLY, viewer=BOB, press="none"),
    "times only, suggested by the other": session_view(TIMES_ONLY, press="none", offered_by=BOB, is_suggestion=True),
    "times only, suggested by the reader": session_view(
        TIMES_ONLY, viewer=BOB, press="none", offered_by=BOB, is_suggestion=True
    ),
    "times only, none left": session_view(TIMES_ONLY, slots=(), relaxations=RELAXATIONS[:1]),
    "times only, expired": session_view(
        replace(TIMES_ONLY, state=SessionState.EXPIRED, ended_at=NOW, end_reason="expired"), slots=()
    ),
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
    "meeting canceled": session_view(gone("canceled")),
    "meeting canceled with a note": session_view(gone("canceled", end_note="Sorry, *flu* & <!channel>")),
    "meeting canceled by the reader with a note": session_view(gone("canceled", end_note="Sorry"), viewer=BOB),
    "meeting canceled, one entry left": session_view(gone("canceled"), needs_attention=True),
    "meeting canceled, the reader had changed it": session_view(
        gone("canceled"), needs_attention=True, drift=DriftView(ALICE, slot(1))
    ),
    "meeting canceled, the other had changed it": session_view(
        gone("canceled"), needs_attention=True, drift=DriftView(BOB, slot(1))
    ),
    "moving, receiver books": session_view(MOVING, viewer=BOB, old_slot=OLD),
    "undone by the other": session_view(gone("undone")),
    "undone by the reader": session_view(gone("undone"), viewer=BOB),
    "suggested by the other": session_view(offered_by=BOB, is_suggestion=True, can_counter=True),
    "suggested by the reader": session_view(viewer=BOB, offered_by=BOB, is_suggestion=True, can_counter=False),
    "put off": session_view(viewer=BOB, snoozed_until=NOW + HOUR),
    "no slots, the other was asked": session_view(
        session(SessionState.INITIATED, round=0, relaxations=RELAXATIONS),
        relaxations=RELAXATIONS,
        asked=frozenset({"hours", "notice"}),
    ),
    "no slots after a round": session_view(session(needs_slots=False), slots=(), relaxations=RELAXATIONS[:1]),
    "moving, asker": session_view(MOVING, old_slot=OLD),
    "moving, receiver": session_view(MOVING, viewer=BOB, old_slot=OLD, press="accept"),
    "moving, accepted": session_view(replace(MOVING, **ACCEPTED), old_slot=OLD),
    "moving now": session_view(replace(MOVING, state=SessionState.BOOKING), old_slot=OLD, slots=()),
    "moving expired": session_view(replace(MOVING, state=SessionState.EXPIRED), old_slot=OLD, slots=()),
    "moving failed": session_view(
        replace(MOVING, state=SessionState.ERROR, end_reason="calendar_unreadable"), old_slot=OLD, slots=()
    ),
    "moving canceled": session_view(
        replace(MOVING, state=SessionState.CANCELED, ended_by=BOB, end_reason="canceled"), old_slot=OLD, slots=()
    ),
    "moving, meeting gone": session_view(
        replace(MOVING, state=SessionState.CANCELED, ended_by=BOB, end_reason="meeting_gone"), slots=()
    ),
    "moved, then canceled": session_view(gone("canceled", replaces=SessionId("s0")), old_slot=OLD),
    "moved, new card": session_view(booked(replaces=SessionId("s0")), old_slot=OLD),
    "moved, old card": session_view(gone("replaced"), replaced_by=SessionId("s2"), new_slot=slot(2)),
    "moved, old card, new slot unknown": session_view(gone("replaced"), replaced_by=SessionId("s2")),
    "about to be moved": session_view(booked(), replaced_by=SessionId("s2")),
    "booked by the Perins, undo": session_view(booked(**AUTO), undo_until=NOW + 600),
    "booked by the Perins, undo, other side": session_view(booked(**AUTO), viewer=BOB, undo_until=NOW + 600),
    "changed by the other": session_view(booked(), drift=DriftView(BOB, slot(0, 2))),
    "changed by the reader": session_view(booked(), viewer=BOB, drift=DriftView(BOB, slot(0, 2))),
    "changed by the reader, to be asked for": session_view(
        booked(), viewer=BOB, drift=DriftView(BOB, slot(0, 2), can_take=False)
    ),
    "removed by the other": session_view(booked(), drift=DriftView(BOB, None)),
    "removed by the reader": session_view(booked(), viewer=BOB, drift=DriftView(BOB, None)),
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
    _said(13, MessageKind.PROPOSAL, "bob", slots=SLOTS[1:], reason="suggested"),
    _said(14, MessageKind.CANCEL, "bob", reason="undone"),
    _said(15, MessageKind.CANCEL, "bob", reason="replaced"),
)


def _transcript(messages: tuple[Message, ...], of: Session | None = None, *, known: bool = True) -> Case:
    return lambda: transcript(TranscriptView(of or session(), ALICE, other(known=known), PARIS, messages, "fr-FR"))


MANY = tuple(slot(day, hour) for day in range(3) for hour in range(4))
"""A page of times that suit both."""


def _counter(**given: Any) -> Case:  # noqa: ANN401 - arguments of the form
    view = session_view(viewer=given.pop("viewer", ALICE), known=given.pop("known", True))
    shown = given.pop("shown", MANY)
    return lambda: counter_modal(view, shown, **({"more_after": None, "left": 40} | given))


def _typed(text: str) -> Payload:
    words = read_schedule_words(text, now=NOW, zone=PARIS, default_minutes=30)
    return schedule_modal(draft_from(words, "UBOB"), zone=PARIS, default_minutes=30)


MEETING_CASES: dict[str, Case] = {
    **{f"card: {name}": _card(view) for name, view in CARDS.items()},
    "sessions: none": lambda: sessions(()),
    "sessions: every state": lambda: sessions(tuple(CARDS.values())[:10]),
    "sessions: times only": lambda: sessions((CARDS["times only, asker"],)),
    "sessions: second page of many": lambda: sessions(tuple(CARDS.values()), 12),
    "transcript: every message": _transcript(EXCHANGE),
    "transcript: with somebody unknown": _transcript(EXCHANGE[:2], known=False),
    "transcript: a meeting that was moved": _transcript(EXCHANGE[-1:], gone("replaced")),
    "transcript: a meeting that was undone": _transcript(EXCHANGE[-2:-1], gone("undone")),
    "transcript: a move": _transcript((EXCHANGE[0], EXCHANGE[8]), MOVING),
    "other times: one page": _counter(),
    "other times: many pages": _counter(more_after=12),
    "other times: twelve hours": _counter(viewer=BOB, more_after=12, left=9, picked=(str(MANY[1].start),)),
    "other times: the last of the week": _counter(left=0),
    "other times: with somebody unknown": _counter(known=False, shown=MANY[:1]),
    "other times: sent": lambda: suggested(session_view()),
    "other times: sent, only to look at": lambda: suggested(session_view(TIMES_ONLY)),
    "reschedule: form": lambda: reschedule_modal(session_view(booked())),
    "reschedule: sent": lambda: move_begun(session_view(MOVING)),
    "reschedule: nothing found": lambda: move_begun(session_view(MOVING, slots=())),
    "cancel meeting: form": lambda: cancel_modal(session_view(booked())),
    "cancel meeting: edited by the other": lambda: cancel_modal(
        session_view(booked()),
        anyway=True,
        told=edited_words(session_view(booked()), BOB, slot(0, 2)),
        note_text="Sorry",
    ),
    "cancel meeting: edited by the reader": lambda: cancel_modal(
        session_view(booked()), anyway=True, told=edited_words(session_view(booked()), ALICE, None)
    ),
    "cancel meeting: an entry is left": lambda: cancel_modal(session_view(gone("canceled")), anyway=True),
    "cancel meeting: done": lambda: meeting_canceled(session_view(gone("canceled"))),
    "exception: allowed": lambda: allowed(session_view()),
    "exception: allowed, not enough": lambda: allowed(session_view(session(SessionState.INITIATED, round=0))),
    "exception: refused": refused,
    "transcript: nothing said": _transcript(()),
    "transcript: very long": _transcript(EXCHANGE * 9),
    "schedule: empty form": lambda: schedule_modal(ScheduleDraft(), zone=PARIS, default_minutes=30),
    "schedule: filled from what was typed": lambda: _typed("45m nxt week about pricing"),
    "schedule: the subject ends in a time": lambda: _typed("about pricing 45m tomorrow"),
    "schedule: times only": lambda: schedule_modal(
        ScheduleDraft("UBOB", 37, "tomorrow", "Chat", Place.PHONE, SessionKind.PROPOSAL_ONLY),
        zone=PARIS,
        default_minutes=30,
    ),
    "schedule: booked at once": lambda: slots_sent(session_view(booked(**AUTO))),
    "schedule: sent": lambda: slots_sent(session_view()),
    "schedule: nothing found": lambda: slots_sent(session_view(session(SessionState.INITIATED, round=0))),
    "schedule: in the past": lambda: in_the_past("Wed 18 Nov, at 09:00 (Paris)"),
}
