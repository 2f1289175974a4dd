"""The plan of a booking, pure: deterministic event ids, the legs, and the event each calendar gets.

An event id is a keyed hash of session, person and generation, so that a resent insert finds its own first attempt and
nobody can read a Slack id or a time out of it (ids: Google's Calendar API reference, ``events.insert``: base32hex).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

from core.calendars.protocols import PLACES, Amendment, Event, EventDraft
from core.domain.accounts import CalendarAccount
from core.domain.bookings import Booking, DriftKind, Leg
from core.domain.ids import PersonKey, SessionId
from core.domain.people import Person
from core.domain.rights.negotiating import Side
from core.domain.scopes import Scope
from core.domain.sessions import Session
from core.scheduling.intervals import Interval

APP = "bk_app"
_WORDING = "bk_as"
_KEPT = "kept"
_UNNAMED = "someone you are connected with in Slack"


def event_id(secret: str, session: SessionId, person: PersonKey, generation: int) -> str:
    """Return the id of one leg's event: always the same for the same attempt, 66 characters of ``[a-v0-9]``."""
    text = f"{session}|{person}|{generation}"
    return "bk" + hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def plan_legs(
    secret: str, session: Session, accounts: tuple[CalendarAccount, ...], old: Booking | None = None
) -> tuple[Leg, ...]:
    """Return one planned leg per calendar account, for the session's present generation.

    ``old`` is the booking whose meeting is moved: its events stay the same ones, on the calendars they are on, and the
    fresh id is that of the hold. An event that was removed in Google can't move: that leg gets a new one.
    """
    legs = []
    for account in accounts:
        fresh = event_id(secret, session.id, account.person, session.generation)
        was = old.leg(account.person) if old is not None else None
        if was is None or is_gone(was):
            legs.append(
                Leg(person=account.person, account=account.account, calendar=account.write_calendar, event=fresh)
            )
        else:
            legs.append(
                Leg(
                    person=was.person,
                    account=was.account,
                    calendar=was.calendar,
                    event=was.event,
                    etag=was.etag,
                    link=was.link,
                    meeting_link=was.meeting_link,
                    hold=fresh,
                )
            )
    return tuple(legs)


def is_gone(leg: Leg) -> bool:
    """Whether the leg's owner removed its event in Google, as far as we know."""
    return leg.drift is not None and leg.drift.kind is DriftKind.REMOVED


def place(booking: Booking, leg: Leg) -> Interval:
    """Return where the leg's event lies as far as we know: the booking's slot, or where its owner moved it."""
    return leg.drift.slot if leg.drift is not None and leg.drift.slot is not None else booking.slot


def app_mark(secret: str) -> str:
    """Return the value of ``APP`` that all events of this installation carry: by it they are found in a calendar."""
    return hmac.new(secret.encode(), b"app", hashlib.sha256).hexdigest()[:32]


def signed(event: EventDraft, app: str) -> EventDraft:
    """Return the event with the installation's mark on it as well, and the digest of what it says."""
    return replace(event, marks={**event.marks, APP: app, _WORDING: event.wording})


def draft(booking: Booking, leg: Leg, session: Session, other: Side, owner: Person, *, tentative: bool) -> EventDraft:
    """Return the whole event of one leg; of one that moves a standing event, the hold.

    ``other`` is named only if they let the owner know their name.
    """
    name = other.person.name if other.grant.allows(Scope.PROFILE) else ""
    title = session.title or (f"{owner.name} and {name}" if name else f"{owner.name}: meeting")
    return EventDraft(
        id=leg.held_event,
        slot=booking.slot,
        title=f"Hold: {title}" if tentative else title,
        description=f"With {name or _UNNAMED}. Booked by Perin; change or cancel it from Slack.",
        marks=marks(booking, leg),
        tentative=tentative,
        location=PLACES[session.place] if session.place is not None else "",
    )


def poison(booking: Booking, leg: Leg) -> EventDraft:
    """Return an event that only takes the id, as free time, so that a late first insert finds it taken."""
    return EventDraft(
        id=leg.held_event,
        slot=booking.slot,
        title="Hold (being removed)",
        description="",
        marks=marks(booking, leg),
        tentative=True,
        blocks_time=False,
    )


def marks(booking: Booking, leg: Leg) -> dict[str, str]:
    """Return the private properties by which our own events are known, also without our database."""
    peer = next(item.event for item in booking.legs if item.person != leg.person)
    return {"bk_s": booking.session, "bk_gen": str(booking.generation), "bk_peer": peer}


def is_ours(event: Event, booking: Booking) -> bool:
    """Whether the event carries this booking's marks: nothing else is ever changed or deleted."""
    return event.marks.get("bk_s") == booking.session and event.marks.get("bk_gen") == str(booking.generation)


def is_as_written(event: Event, etag: str = "") -> bool:
    """Whether the event, as ``get`` read it, still says what we wrote; ``etag`` is the last that we know of it.

    Only of one that carries our marks, and until its booking has come to its end: a meeting's own words may change.
    """
    return event.etag == etag or event.marks.get(_WORDING, event.wording) == event.wording


def joining(link: str) -> Amendment:
    """Return the change that shows where the video meeting is, and tells our words from its owner's afterwards, too."""
    return Amendment(join=link, rewords=_WORDING)


def is_poison(event: Event, booking: Booking, leg: Leg) -> bool:
    """Whether it is what only takes the id: nobody's meeting, and ours to remove whatever became of it."""
    return event.marks.get(_WORDING) == poison(booking, leg).wording


def given_away(booking: Booking) -> Amendment:
    """Return the change that makes our event its owner's own: nothing of ours ever touches it again."""
    return Amendment(marks={APP: _KEPT, "bk_gen": f"{_KEPT} {booking.generation}"})


def is_given_away(event: Event, booking: Booking) -> bool:
    """Whether the booking's event was made its owner's own."""
    return event.is_live and event.marks.get("bk_gen") == f"{_KEPT} {booking.generation}"
