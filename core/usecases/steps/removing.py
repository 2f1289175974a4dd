"""Take a meeting away: look at both events first, decide in one transaction, then delete what was looked at.

Shared by who cancels, undoes, revokes or leaves. Nothing that an owner edited in Google is deleted unasked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.booking.carry_out import carry_out
from core.booking.plan import is_ours
from core.booking.remove import removing
from core.booking.world import Case, open_case
from core.booking.writing import write
from core.calendars.protocols import Event
from core.domain import sessions
from core.domain.bookings import Booking, BookingState, Leg, LegState
from core.domain.errors import CalendarError, LeaseLost, MeetingEdited, NotBooked, SessionBooking
from core.domain.ids import PersonKey
from core.domain.notices import ABOUT_MEETING, NEEDS_ANSWER, NoticeKind
from core.domain.sessions import CANCELED, MEETING_GONE, UNDONE, Session, SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.ending import cancel_message, end_session

_FAR = 2**40
MEETINGS_MOST = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """A meeting's events as just read: their etags by id, and the first that its owner edited, if any was."""

    etags: Mapping[str, str] = field(default_factory=dict)
    edited: MeetingEdited | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """Why a meeting goes: who presses, the reason's code, their words to the other, what was seen of the events.

    ``is_quiet``: the other side's message about another meeting of the same act stands for this one too.
    """

    by: PersonKey
    reason: str = CANCELED
    note: str = ""
    seen: Seen = field(default_factory=Seen)
    authority: str = "click"
    is_quiet: bool = False


async def look_at_events(deps: Deps, booking: Booking) -> Seen:
    """Read both events, at the same time. One that can't be read keeps the etag that we know. No transaction is open.

    Edited means: it stands, carries our marks, and is no longer as we wrote it last, whatever was changed of it.
    """
    case = await open_case(deps.world(), booking)
    legs = [leg for leg in booking.legs if leg.state is not LegState.ABSENT]
    events = await asyncio.gather(*(_read(deps, case, leg) for leg in legs))
    seen = [
        (leg, event)
        for leg, event in zip(legs, events, strict=True)
        if event is not None and event.is_live and is_ours(event, booking)
    ]
    edited = next((pair for pair in seen if pair[0].etag != pair[1].etag), None)
    return Seen({leg.event: event.etag for leg, event in seen}, None if edited is None else _edited(*edited))


async def _read(deps: Deps, case: Case, leg: Leg) -> Event | None:
    access = case.access[leg.person]
    if access is None:
        return None
    try:
        return await deps.calendars.get(access, leg.calendar, leg.event)
    except CalendarError:
        return None


def _edited(leg: Leg, event: Event) -> MeetingEdited:
    slot = event.slot
    return MeetingEdited(
        whose=leg.person, start=slot.start if slot is not None else None, end=slot.end if slot is not None else None
    )


async def decide_removal(
    uow: UnitOfWork, deps: Deps, row: Session, pair: Pair, removal: Removal
) -> tuple[Booking, Telling]:
    """End the meeting and leave its events to be deleted.

    Returns the booking, for ``take_away`` under the fence of this very decision, and what is to be told.

    The session's connection must be held. Raises NotBooked, SessionBooking while the meeting is being moved, LeaseLost.
    """
    telling = Telling(deps.now())
    booking = await uow.bookings.of_session(row.id)
    if booking is None or booking.state is not BookingState.CONFIRMED:
        raise NotBooked(session=row.id)
    await _require_still(uow, row)
    taken = await uow.bookings.take(booking.id, deps.timing.lease)
    await _end_moves(uow, row, pair, removal.by, telling)
    going = await uow.bookings.save(removing(taken, removal.seen.etags, removal.reason), deps.timing.lease)
    ended = await uow.sessions.save(
        sessions.remove(row, by=removal.by, reason=removal.reason, note=removal.note, now=telling.now)
    )
    await uow.messages.add(cancel_message(ended, removal.by, removal.reason, telling.now))
    await uow.notices.resolve(telling.now, kinds=ABOUT_MEETING, session=row.id)
    _tell(ended, booking, pair, removal, telling)
    return going, telling


async def _require_still(uow: UnitOfWork, row: Session) -> None:
    """Raise SessionBooking when the meeting is being moved at this moment."""
    for later in await uow.sessions.replacing(row.connection, row.id):
        if later.state is SessionState.BOOKING:
            raise SessionBooking(session=later.id)


async def _end_moves(uow: UnitOfWork, row: Session, pair: Pair, by: PersonKey, telling: Telling) -> None:
    """End what was to move the meeting."""
    for later in await uow.sessions.replacing(row.connection, row.id):
        if later.is_open:
            await end_session(uow, pair, later, actor=by, reason=MEETING_GONE, telling=telling)
            await uow.notices.resolve(telling.now, kinds=tuple(NEEDS_ANSWER), session=later.id)
            telling.record((later.asker, later.other), "session.canceled", later.id, actor=by, authority="meeting_gone")


def _tell(ended: Session, booking: Booking, pair: Pair, removal: Removal, telling: Telling) -> None:
    for side in (pair.one, pair.two):
        telling.card(side.person, ended, actor=removal.by)
    slot = ended.booked_slot or booking.slot
    telling.notice(
        pair.other(removal.by).person,
        NoticeKind.MEETING_CANCELED,
        about=f"{ended.id}:{booking.generation}",
        other=removal.by,
        connection=ended.connection,
        session=ended,
        facts={"reason": removal.reason, "start": slot.start, "end": slot.end},
        own_dm=False if removal.is_quiet else None,
    )
    action = "session.undone" if removal.reason == UNDONE else "session.meeting_canceled"
    telling.record((ended.asker, ended.other), action, ended.id, actor=removal.by, authority=removal.authority)


async def take_away(deps: Deps, booking: Booking) -> None:
    """Delete a meeting's events as decided, as far as it goes now; what is left is the next process's."""
    try:
        await carry_out(deps.world(), booking)
    except LeaseLost:
        return


async def meetings_on(uow: UnitOfWork, pair: Pair, now: int) -> tuple[Session, ...]:
    """Return the connection's meetings that aren't over, soonest first."""
    return await uow.sessions.meetings_between(pair.connection.id, now, _FAR)


async def meetings_of(uow: UnitOfWork, person: PersonKey, now: int) -> tuple[Session, ...]:
    """Return the person's meetings that aren't over, on any connection, soonest first."""
    return tuple(row for row in await uow.sessions.of(person, now, MEETINGS_MOST) if row.is_meeting)


async def look_at_all(deps: Deps, rows: Sequence[Session]) -> dict[str, Seen]:
    """Read the events of several meetings, at the same time; by session."""
    async with deps.reading() as uow:
        bookings = [(row.id, await uow.bookings.of_session(row.id)) for row in rows]
    found = [(session, booking) for session, booking in bookings if booking is not None]
    seen = await asyncio.gather(*(look_at_events(deps, booking) for _, booking in found))
    return {session: one for (session, _), one in zip(found, seen, strict=True)}


async def decide_removals(
    uow: UnitOfWork,
    deps: Deps,
    meetings: Sequence[Session],
    seen: Mapping[str, Seen],
    removal: Removal,
    *,
    keeps_leased: bool = False,
) -> tuple[Booking, ...]:
    """End those of the meetings whose events were looked at, but for those edited or being moved; tells it.

    Each other person gets one message for all of them. Returns the bookings whose events are to go. Raises
    LeaseLost for one that another process is at, unless ``keeps_leased``.
    """
    going: list[Booking] = []
    told: set[PersonKey] = set()
    for row in sorted(meetings, key=lambda one: (one.connection, one.booked_at or 0, one.id)):
        look = seen.get(row.id)
        if look is None or look.edited is not None:
            continue
        pair = await uow.connections.pair(row.connection)
        fresh = await uow.sessions.get(row.id)
        if not fresh.is_meeting:
            continue
        other = fresh.counterpart(removal.by)
        try:
            one = replace(removal, seen=look, is_quiet=other in told)
            decided, telling = await decide_removal(uow, deps, fresh, pair, one)
            await write(uow, telling)
        except SessionBooking:
            continue
        except LeaseLost:
            if not keeps_leased:
                raise
            continue
        told.add(other)
        going.append(decided)
    return tuple(going)


async def take_all_away(deps: Deps, going: Sequence[Booking]) -> None:
    """Delete the events of several meetings as decided, at the same time."""
    await asyncio.gather(*(take_away(deps, booking) for booking in going))
    if going:
        deps.wake()
