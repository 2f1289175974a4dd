"""What the protocol is given, and one booking with everything its steps need, read in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.booking.plan import app_mark
from core.calendars.protocols import Calendars
from core.domain.accounts import Access
from core.domain.bookings import Booking, Leg
from core.domain.errors import CalendarBroken, CalendarNotLinked, LeaseLost
from core.domain.grants import limits_of
from core.domain.ids import PersonKey
from core.domain.people import Person
from core.domain.sessions import Session
from core.scheduling.intervals import Interval
from core.storage.protocols import Storage, UnitOfWork
from core.storage.protocols_people import Pair


@dataclass(frozen=True, slots=True)
class World:
    """``now`` in epoch seconds; ``event_secret`` keys the event ids and our mark.

    ``lease`` is in seconds on the database's clock, ``quiesce`` how long a late write may still arrive. ``chance``
    returns a number from 0 up to 1, by which waiting times are spread.
    """

    storage: Storage
    calendars: Calendars
    now: Callable[[], int]
    event_secret: str
    lease: float
    quiesce: float
    chance: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Case:
    """One booking at work: the rows as read at its start, and a calendar access per person.

    The access is None when the token can't be used, or the person has linked another account since. ``old`` is the
    booking of the meeting that this one moves, None when it moves none; ``app`` the installation's mark.
    """

    booking: Booking
    session: Session
    pair: Pair
    access: dict[PersonKey, Access | None]
    old: Booking | None = None
    app: str = ""

    def person(self, key: PersonKey) -> Person:
        """Return one of the two persons."""
        return self.pair.side(key).person

    def access_of(self, leg: Leg) -> Access:
        """Return the leg owner's access. Raises CalendarBroken."""
        access = self.access[leg.person]
        if access is None:
            raise CalendarBroken(whose=leg.person)
        return access

    def standing(self, leg: Leg) -> tuple[Booking, Leg]:
        """Return the booking of the meeting that the leg moves, and that booking's own leg."""
        if self.old is None:
            raise LeaseLost
        return self.old, self.old.leg(leg.person)

    def busy_calendars(self, leg: Leg) -> tuple[str, ...]:
        """Return the calendars whose events count for the leg's owner, the written one always among them."""
        account = self.pair.side(leg.person).account
        chosen = account.busy_calendars if account is not None else ()
        return tuple(dict.fromkeys((*chosen, leg.calendar)))

    def with_buffers(self, leg: Leg) -> Interval:
        """Return the slot with what the leg's owner keeps free before and after a meeting."""
        side = self.pair.side(leg.person)
        limits, slot = limits_of(side.person, side.grant), self.booking.slot
        return Interval(slot.start - limits.buffer_before_minutes * 60, slot.end + limits.buffer_after_minutes * 60)

    def having(self, booking: Booking) -> Case:
        """Return the same case with the booking as it stands now."""
        return replace(self, booking=booking)


async def open_case(world: World, booking: Booking) -> Case:
    """Read what the booking needs, in one read-only unit of work."""
    async with world.storage.reading() as uow:
        session = await uow.sessions.get(booking.session)
        old = await standing_booking(uow, session)
        pair = await uow.connections.pair(session.connection)
        access: dict[PersonKey, Access | None] = {}
        for leg in booking.legs:
            try:
                found = await uow.accounts.access(leg.person)
            except (CalendarBroken, CalendarNotLinked):
                access[leg.person] = None
            else:
                access[leg.person] = found if found.account == leg.account else None
    return Case(booking=booking, session=session, pair=pair, access=access, old=old, app=app_mark(world.event_secret))


async def standing_booking(uow: UnitOfWork, session: Session) -> Booking | None:
    """Return the booking of the meeting that the session moves, None when it moves none."""
    return None if session.replaces is None else await uow.bookings.of_session(session.replaces)
