"""Two people and everything between them, as values to draw: Alice in Paris, Bob in New York.

It is Wednesday 18 November 2026, 10:00 in Paris, unless a test says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.domain.accounts import AccountState, CalendarAccount
from core.domain.connections import Connection, ConnectionState
from core.domain.grants import Agreement, Grant, limits_of
from core.domain.ids import AccountId, ConnectionId, InstallationKey, NoticeId, PersonKey, SessionId
from core.domain.notices import Notice, NoticeKind
from core.domain.people import Person
from core.domain.scopes import ASK_FIRST, Scope
from core.domain.sessions import Session, SessionKind, SessionState
from core.scheduling.intervals import Interval
from core.usecases.views import ConnectionView, HomeView, NoticeView, Other, SessionView, SlotView

NOW = 1_794_992_400
HOUR = 3600
DAY = 24 * HOUR
PARIS, NEW_YORK = "Europe/Paris", "America/New_York"

ALICE = PersonKey("slack:T1:UALICE")
BOB = PersonKey("slack:T1:UBOB")
HOME = InstallationKey("-:T1")

TUESDAY = NOW + 6 * DAY + 5 * HOUR
"""Tuesday 24 November, 15:00 in Paris, 09:00 in New York."""


def slot(day: int = 0, hour: int = 0, minutes: int = 45) -> Interval:
    """Return a slot so many days and hours after Tuesday 15:00."""
    start = TUESDAY + day * DAY + hour * HOUR
    return Interval(start, start + minutes * 60)


SLOTS = (slot(), slot(1), slot(2, 1))


def person(key: PersonKey = ALICE, **changes: Any) -> Person:  # noqa: ANN401 - any field of a person
    """Return Alice, or Bob."""
    is_alice = key == ALICE
    row = Person(
        key=key,
        installation=HOME,
        user=key.rsplit(":", 1)[-1],
        name="Alice Moreau" if is_alice else "Bob Stone",
        slack_time_zone=PARIS if is_alice else NEW_YORK,
        locale="fr-FR" if is_alice else "en-US",
    )
    return replace(row, **changes)


def other(key: PersonKey = BOB, *, known: bool = True, name: str | None = None) -> Other:
    """Return the other person as a reader sees them; not ``known``: a mention without a zone."""
    row = person(key)
    return Other(key, row.user, (name or row.name) if known else None, row.time_zone if known else None)


def account(state: AccountState = AccountState.LINKED, person_key: PersonKey = ALICE) -> CalendarAccount:
    """Return a linked Google account with two busy calendars."""
    return CalendarAccount(
        person=person_key,
        account=AccountId("g-alice"),
        email="alice@example.com",
        state=state,
        write_calendar="alice@example.com",
        busy_calendars=("alice@example.com", "team@example.com"),
        linked_at=NOW,
    )


def connection(state: ConnectionState = ConnectionState.ACTIVE, inviter: PersonKey = ALICE) -> Connection:
    """Return the connection of the two."""
    return Connection(
        id=ConnectionId("c1"),
        inviter=inviter,
        invited=BOB if inviter == ALICE else ALICE,
        state=state,
        created_at=NOW - DAY,
        expires_at=NOW + 6 * DAY,
    )


def grant(grantor: PersonKey, scopes: frozenset[Scope] = ASK_FIRST, **changes: Any) -> Grant:  # noqa: ANN401 - any field
    """Return what one of the two grants the other."""
    row = Grant(ConnectionId("c1"), grantor, BOB if grantor == ALICE else ALICE, scopes)
    return replace(row, **changes)


def connection_view(
    mine: Grant | None = None,
    theirs: Grant | None = None,
    *,
    of: Connection | None = None,
    seen: Other | None = None,
    **changes: Any,  # noqa: ANN401 - any field of the view
) -> ConnectionView:
    """Return the connection as Alice sees it."""
    mine, theirs = mine or grant(ALICE), theirs or grant(BOB)
    row = of or connection()
    view = ConnectionView(
        connection=row,
        viewer=ALICE,
        other=seen or other(),
        agreement=Agreement(ALICE, mine, theirs) if row.state is ConnectionState.ACTIVE else None,
        mine=limits_of(person(ALICE), mine),
        theirs=limits_of(person(BOB), theirs),
        other_linked=True,
        other_paused=False,
    )
    return replace(view, **changes)


def session(state: SessionState = SessionState.NEGOTIATING, **changes: Any) -> Session:  # noqa: ANN401 - any field
    """Return Alice's session with Bob, its first three slots out."""
    row = Session(
        id=SessionId("s1"),
        connection=ConnectionId("c1"),
        asker=ALICE,
        other=BOB,
        kind=SessionKind.SCHEDULE_MEETING,
        state=state,
        title="Pricing review",
        place=None,
        length_minutes=45,
        window=(),
        phrase="Mon 23 Nov – Sun 29 Nov (Paris)",
        fingerprint="f",
        created_at=NOW,
        expires_at=NOW + DAY,
        round=1,
        version=7,
    )
    return replace(row, **changes)


def session_view(
    of: Session | None = None,
    *,
    viewer: PersonKey = ALICE,
    press: str = "book",
    slots: tuple[Interval, ...] | None = None,
    known: bool = True,
    **changes: Any,  # noqa: ANN401 - any field of the view
) -> SessionView:
    """Return the session as one of the two sees it; the slots are there while it is open."""
    row = of or session()
    shown = (SLOTS if row.is_open and row.round else ()) if slots is None else slots
    view = SessionView(
        session=row,
        viewer=viewer,
        other=other(row.counterpart(viewer), known=known),
        zone=person(viewer).time_zone,
        locale=person(viewer).locale,
        offered_by=row.asker if shown else None,
        slots=tuple(_slot_view(row, one, viewer, press) for one in shown),
        can_more=row.is_open,
        can_counter=row.is_open and viewer != row.asker,
        can_change=row.is_meeting,
        link="https://calendar.example.com/event?eid=1" if row.is_meeting else "",
        meeting_link="https://meet.example.com/abc" if row.is_meeting else "",
    )
    return replace(view, **changes)


def _slot_view(row: Session, one: Interval, viewer: PersonKey, press: str) -> SlotView:
    if row.accepted_slot == one:
        return SlotView(one, row.accepted_by, "waiting" if row.accepted_by == viewer else "book")
    return SlotView(one, None, press if row.accepted_slot is None or press == "book" else "none")


def accepted(by: PersonKey) -> Session:
    """Return the session after one side accepted the first slot."""
    return session(SessionState.AWAITING_CONFIRMATION, accepted_slot=SLOTS[0], accepted_by=by)


def booked(**changes: Any) -> Session:  # noqa: ANN401 - any field of a session
    """Return the session as a meeting that Bob booked."""
    settled = {"booked_slot": SLOTS[0], "booked_at": NOW, "booked_by": BOB}
    return session(SessionState.CONFIRMED, **(settled | changes))


def ended(state: SessionState, reason: str = "", by: PersonKey | None = None) -> Session:
    """Return the session after its end."""
    return session(state, ended_at=NOW, ended_by=by, end_reason=reason)


def notice(kind: NoticeKind, **changes: Any) -> Notice:  # noqa: ANN401 - any field of a notice
    """Return a notice to Alice about Bob."""
    row = Notice(
        id=NoticeId("n1"),
        key=f"k:{kind.value}",
        person=ALICE,
        kind=kind,
        created_at=NOW,
        due_at=NOW,
        other=BOB,
        connection=ConnectionId("c1"),
        session=SessionId("s1"),
    )
    return replace(row, **changes)


def notice_view(
    of: Notice, *, meeting: Session | None = None, link: Connection | None = None, known: bool = True
) -> NoticeView:
    """Return a notice with the session and connection as they stand."""
    return NoticeView(
        notice=of,
        person=person(ALICE),
        other=other(known=known),
        connection=connection_view(of=link, seen=other(known=known)),
        session=session_view(meeting, known=known),
    )


def home(**changes: Any) -> HomeView:  # noqa: ANN401 - any field of the view
    """Return the home of somebody who has linked nothing yet."""
    view = HomeView(
        person=person(),
        account=None,
        google_ready=True,
        needs_you=(),
        unread=0,
        meetings=(),
        sessions=(),
        connections=(),
    )
    return replace(view, **changes)
