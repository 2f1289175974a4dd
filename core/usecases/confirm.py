"""Book a slot: the presser's click, the other side's grant or accept, and both calendars or neither."""

from __future__ import annotations

from core.booking.checks import check_claim
from core.booking.writing import write
from core.domain.bookings import Booking
from core.domain.errors import SlotTaken
from core.domain.ids import PersonKey, SessionId
from core.domain.quota import Act
from core.domain.telling import Telling
from core.scheduling.intervals import Interval
from core.usecases.deps import Deps
from core.usecases.steps.claiming import claim, see_through, show
from core.usecases.steps.holding import hold
from core.usecases.steps.spending import spend
from core.usecases.steps.taken import offer_again
from core.usecases.views import SessionView


async def confirm_slot(deps: Deps, *, person: PersonKey, session: SessionId, slot: Interval) -> SessionView:
    """Write the meeting to both calendars, or to neither; returns the session as it stands afterwards.

    Raises the refusals of confirming a slot before anything is written, SlotTaken when somebody else has that time now
    and the card brings other slots (when there are none, or one was booked at once, the returned session says so). A
    failure on the way shows in the returned session's state.
    """
    booking = await _claim(deps, person, session, slot)
    await see_through(deps, booking)
    view = await show(deps, person, session)
    if view.session.needs_slots:
        await offer_again(deps, view.session)
        deps.wake()
        view = await show(deps, person, session)
        if view.session.is_open:
            raise SlotTaken(session=session)
    return view


async def _claim(deps: Deps, person: PersonKey, session: SessionId, slot: Interval) -> Booking:
    """Check the press and begin the booking, in one transaction."""
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.ACCEPT_OR_CONFIRM)
        row, pair = await hold(uow, session)
        messages = await uow.messages.of(session)
        check_claim(pair, row, messages, slot=slot, by=person, now=now)
        claimed, booking = await claim(deps, uow, row, pair, slot, by=person)
        telling = Telling(now)
        for side in (pair.one, pair.two):
            telling.card(side.person, claimed, actor=person)
        telling.record((row.asker, row.other), "session.booking", session, actor=person, authority="click")
        await write(uow, telling)
        await uow.commit()
    return booking
