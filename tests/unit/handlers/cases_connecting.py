"""Every payload about connections, grants, calendars, settings, notices and help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from core.domain.accounts import AccountState
from core.domain.audit import SYSTEM, AuditEntry
from core.domain.connections import ConnectionState
from core.domain.grants import AUTO_CONSTRAINTS
from core.domain.notices import NEEDS_ANSWER, NoticeKind
from core.domain.people import Place, Settings
from core.domain.scopes import ASK_FIRST, BOOK_AUTOMATICALLY, BOOK_ON_CONFIRM, Preset, Scope
from core.domain.sessions import Session, SessionState
from core.scheduling.hours import WeeklyHours
from core.scheduling.windows import Window
from core.usecases.terms import Terms
from core.usecases.views import GrantPreview, NoticeView, Other
from handlers.parsing.commands import Unknown, Verb
from handlers.parsing.grants import GrantDraft, draft_of, preset_terms
from handlers.render import connecting, settings
from handlers.render.agreements import agreement_card
from handlers.render.audit import ACTIONS, audit, exported
from handlers.render.base import Rendered, as_modal, loading_modal
from handlers.render.calendar import calendar, calendar_modal, calendars_saved, unlinked
from handlers.render.connections import connections
from handlers.render.grants import accept_modal, invite_modal, permissions_modal
from handlers.render.help import greeting, help_message, unknown_command
from handlers.render.inbox import inbox, marked_read
from handlers.render.notices import notice_message
from handlers.render.preview import incomplete, preview
from handlers.render.times import Wall
from tests.unit.handlers.cases_meeting import Case
from tests.unit.handlers.worlds import (
    ALICE,
    BOB,
    NOW,
    PARIS,
    SLOTS,
    accepted,
    account,
    booked,
    connection,
    connection_view,
    ended,
    grant,
    notice,
    notice_view,
    other,
    person,
    session,
    slot,
)

LINK = "http://localhost:8080/google/connect?token=t"

EXACT = Terms(
    BOOK_AUTOMATICALLY,
    replace(
        AUTO_CONSTRAINTS,
        hours=WeeklyHours("Asia/Tokyo", ((Window(600, 960),),) * 5 + ((),) * 2),
        place=Place.PHONE,
        default_minutes=37,
    ),
    auto_scheduling=True,
)


@dataclass(frozen=True)
class FakeCalendar:
    """A calendar as Google lists it."""

    id: str
    title: str
    is_primary: bool = False
    can_write: bool = True


CALENDARS = (
    FakeCalendar("alice@example.com", "Alice", is_primary=True),
    FakeCalendar("team@example.com", "Team & <friends>", can_write=False),
    FakeCalendar("x" * 200, "Too long an id"),
)


@dataclass(frozen=True)
class FakeLine:
    """A line of the audit trail."""

    entry: AuditEntry
    other: Other | None


def _entry(action: str, number: int, actor: str = "alice") -> FakeLine:
    actors = {"alice": ALICE, "bob": BOB, "system": SYSTEM}
    row = AuditEntry(ALICE, actors[actor], action, "s1", NOW - number * 60, "click", BOB, {}, number)
    return FakeLine(row, other(known=False) if number % 3 else None)


AUDIT = tuple(
    _entry(action, number, ("alice", "bob", "system")[number % 3]) for number, action in enumerate(ACTIONS, 1)
)

_SESSIONS: dict[NoticeKind, Session] = {
    NoticeKind.CONFIRMATION_NEEDED: accepted(BOB),
    NoticeKind.BOOKED: booked(),
    NoticeKind.RESCHEDULED: booked(),
    NoticeKind.REMINDER: booked(),
    NoticeKind.CALENDAR_CHANGED: booked(),
    NoticeKind.MEETING_CANCELED: session(
        SessionState.CANCELED, booked_slot=SLOTS[0], ended_by=BOB, end_reason="canceled"
    ),
    NoticeKind.SESSION_CANCELED: ended(SessionState.CANCELED, "canceled", BOB),
    NoticeKind.BOOKING_FAILED: ended(SessionState.ERROR, "access_lost"),
    NoticeKind.SESSION_EXPIRED: ended(SessionState.EXPIRED, "expired"),
}
_FACTS: dict[NoticeKind, dict[str, object]] = {
    NoticeKind.INVITE_RECEIVED: {"scopes": tuple(sorted(ASK_FIRST))},
    NoticeKind.SCOPE_ASKED: {
        "scope": Scope.WRITE_CONFIRM.value,
        "adds": (Scope.WRITE_CONFIRM.value,),
        "grant_version": 1,
    },
    NoticeKind.BOOKING_FAILED: {"reason": "access_lost"},
    NoticeKind.RECONNECT_NEEDED: {"needs_attention": True},
}


def told(kind: NoticeKind, *, is_resolved: bool = False, known: bool = True) -> NoticeView:
    """Return a notice of a kind as Alice sees it, waiting or answered."""
    row = notice(kind, facts=_FACTS.get(kind, {}), resolved_at=NOW if is_resolved else None)
    state = (
        ConnectionState.PENDING if kind is NoticeKind.INVITE_RECEIVED and not is_resolved else ConnectionState.ACTIVE
    )
    link = connection(state, inviter=BOB)
    return notice_view(row, meeting=_SESSIONS.get(kind), link=link, known=known)


def _notices() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for kind in NoticeKind:
        found[f"notice: {kind.value}"] = partial(notice_message, told(kind), NOW)
        if kind in NEEDS_ANSWER:
            found[f"notice: {kind.value}, answered"] = partial(notice_message, told(kind, is_resolved=True), NOW)
    auto = notice(NoticeKind.SCOPE_ASKED, facts={"scope": Scope.WRITE_AUTO.value, "grant_version": 1})
    found["notice: asked to book by itself"] = lambda: notice_message(
        notice_view(auto, link=connection(ConnectionState.ACTIVE)), NOW
    )
    found["notice: scope_asked, allowed"] = lambda: notice_message(
        replace(told(NoticeKind.SCOPE_ASKED, is_resolved=True), connection=BOTH_BOOK), NOW
    )
    found["notice: invite of somebody unknown"] = lambda: notice_message(
        told(NoticeKind.INVITE_RECEIVED, known=False), NOW
    )
    return found


INBOX = (
    told(NoticeKind.INVITE_RECEIVED),
    told(NoticeKind.CONFIRMATION_NEEDED),
    told(NoticeKind.BOOKED),
    replace(told(NoticeKind.GRANT_CHANGED), notice=notice(NoticeKind.GRANT_CHANGED, read_at=NOW)),
)

BOTH_BOOK = connection_view(grant(ALICE, BOOK_ON_CONFIRM), grant(BOB, BOOK_ON_CONFIRM))
ALL_AUTO = connection_view(
    grant(ALICE, BOOK_AUTOMATICALLY, constraints=AUTO_CONSTRAINTS, auto_scheduling=True),
    grant(BOB, BOOK_AUTOMATICALLY, constraints=AUTO_CONSTRAINTS, auto_scheduling=True),
)
PENDING = connection_view(of=connection(ConnectionState.PENDING))
INVITED = connection_view(of=connection(ConnectionState.PENDING, inviter=BOB))
NOTHING = connection_view(grant(ALICE, frozenset()), grant(BOB, frozenset()), seen=other(known=False))

CONNECTIONS = (
    connection_view(),
    replace(BOTH_BOOK, other=other(name="Chiara Conti")),
    replace(ALL_AUTO, other=other(name="Dana Dee")),
    connection_view(grant(ALICE, BOOK_ON_CONFIRM), seen=other(name="Émile Ébert")),
    connection_view(theirs=grant(BOB, BOOK_ON_CONFIRM), seen=other(name="Faye & <Co>")),
    NOTHING,
    replace(PENDING, other=other(name="Gil")),
    replace(INVITED, other=other(name="Hana")),
    connection_view(other_linked=False, other_paused=True, seen=other(name="אילן")),
    connection_view(of=connection(ConnectionState.REVOKED)),
)


def _grant_cases() -> dict[str, Case]:
    found: dict[str, Case] = {
        f"invite: {preset.value}": partial(invite_modal, person(), "UBOB", GrantDraft(preset, preset_terms(preset)))
        for preset in Preset
    }
    edited = grant(ALICE, EXACT.scopes, constraints=EXACT.constraints, auto_scheduling=True, version=4)
    return found | {
        "invite: whom": lambda: invite_modal(person(), None),
        "accept: form": lambda: accept_modal(INVITED, person()),
        "permissions: preset": lambda: permissions_modal(BOTH_BOOK, person(), draft_of(grant(ALICE, BOOK_ON_CONFIRM))),
        "permissions: exactly": lambda: permissions_modal(connection_view(edited), person(), draft_of(edited)),
        "permissions: nobody known": lambda: permissions_modal(NOTHING, person(), draft_of(grant(ALICE, frozenset()))),
    }


def _asked() -> Rendered:
    return connecting.scope_asked(connection_view(), Scope.WRITE_CONFIRM)


_OWN = Settings(
    minimum_notice_minutes=90,
    default_minutes=37,
    weekly_cap=6,
    place=Place.IN_PERSON,
    digest=False,
    reminder_minutes=None,
    muted=frozenset({NoticeKind.INVITE_DECLINED.value}),
)

NEXT_WEEK = GrantPreview(
    zone=PARIS,
    days=((slot(-1, -6, 180), slot(-1, 0, 120)), (slot(0, -2, 45),), (), (), (slot(3, -6, 480),), (), ()),
    reads=True,
)

OTHER_CASES: dict[str, Case] = {
    **_notices(),
    **_grant_cases(),
    "connections: none": lambda: connections((), PARIS),
    "connections: every state": lambda: connections(CONNECTIONS, PARIS),
    "connections: last page of sixty": lambda: connections(CONNECTIONS * 6, PARIS, 50),
    "answer: invite sent": lambda: connecting.invite_sent(PENDING, PARIS),
    "answer: invite accepted": lambda: connecting.invite_accepted(BOTH_BOOK),
    "answer: invite declined": lambda: connecting.invite_declined(INVITED),
    "answer: invite withdrawn": lambda: connecting.invite_withdrawn(PENDING),
    "answer: grant saved": lambda: connecting.grant_saved(ALL_AUTO),
    "answer: scope asked": _asked,
    "answer: scope refused": lambda: connecting.scope_refused(connection_view()),
    "agreement: much is missing": lambda: agreement_card(NOTHING),
    "agreement: nothing is missing": lambda: agreement_card(ALL_AUTO),
    "agreement: one right is missing": lambda: agreement_card(BOTH_BOOK),
    "preview: next week": lambda: preview(NEXT_WEEK, Wall(PARIS)),
    "preview: next week, twelve hours": lambda: preview(NEXT_WEEK, Wall(PARIS, is_twelve=True)),
    "preview: nothing free": lambda: preview(replace(NEXT_WEEK, days=((),) * 7), Wall(PARIS)),
    "preview: nothing may be read": lambda: preview(replace(NEXT_WEEK, days=((),) * 7, reads=False), Wall(PARIS)),
    "preview: the form is incomplete": incomplete,
    "answer: blocked": lambda: connecting.blocked(other(known=False)),
    "answer: unblocked": lambda: connecting.unblocked(other(), was_blocked=True),
    "answer: wasn't blocked": lambda: connecting.unblocked(other(), was_blocked=False),
    "answer: kept": connecting.kept,
    "block: nobody yet": lambda: connecting.blocks_modal(()),
    "block: many": lambda: connecting.blocks_modal((other(known=False),) * 60),
    "question: block": lambda: connecting.confirm_block(other()),
    "question: unblock": lambda: connecting.confirm_unblock(other()),
    "question: which person": lambda: connecting.which_person("invite"),
    "question: one at a time": lambda: connecting.one_at_a_time("invite"),
    "question: an unresolved name": lambda: connecting.which_person("invite", "<b>bob</b>"),
    "calendar: not set up": lambda: calendar(None, google_ready=False),
    "calendar: not linked": lambda: calendar(None, google_ready=True, link_url=LINK),
    "calendar: linked": lambda: calendar(account(), google_ready=True, link_url=LINK),
    "calendar: broken": lambda: calendar(account(AccountState.BROKEN), google_ready=True, link_url=LINK),
    "calendar: choose": lambda: calendar_modal(account(), CALENDARS),
    "calendar: nothing to choose": lambda: calendar_modal(account(), ()),
    "calendar: saved": lambda: calendars_saved(account()),
    "calendar: unlinked": unlinked,
    "settings: as they come": lambda: settings.settings_modal(person()),
    "settings: changed": lambda: settings.settings_modal(person(settings=_OWN, time_zone_override="Europe/Berlin")),
    "settings: saved": lambda: settings.settings_saved(person()),
    "settings: paused": settings.paused,
    "settings: resumed": settings.resumed,
    "inbox: empty": lambda: inbox((), needs_you=0, unread=0, more_after=None),
    "inbox: nothing unread": lambda: inbox((), needs_you=0, unread=0, more_after=None, unread_only=True),
    "inbox: only unread": lambda: inbox(INBOX[:3], needs_you=2, unread=3, more_after=None, unread_only=True),
    "inbox: every group": lambda: inbox(INBOX, needs_you=2, unread=3, more_after=8),
    "inbox: marked read": lambda: marked_read(3),
    "help: nobody known": lambda: help_message(None),
    "help: greeting": greeting,
    "help: as a modal": lambda: as_modal("Perin", greeting()),
    "help: one moment": lambda: loading_modal("Perin"),
    "unknown: near": lambda: unknown_command(Unknown("shedule", Verb.SCHEDULE)),
    "unknown: far": lambda: unknown_command(Unknown("<!channel> *xyzzy*", None)),
    "audit: exported": lambda: exported(1204),
    "audit: none": lambda: audit((), zone=PARIS, more_before=None),
    "audit: every action": lambda: audit(AUDIT, zone=PARIS, more_before=7),
}
