"""Forget a person: connections end, Google access is given back, every row of theirs is deleted."""

from __future__ import annotations

from contextlib import suppress

from core.booking.writing import write
from core.domain import connections
from core.domain.accounts import Access
from core.domain.errors import CalendarBroken, CalendarError, LeaseLost, StillWorking
from core.domain.ids import PersonKey, SessionId
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.ending import end_connection
from core.usecases.steps.quiet import require_quiet
from core.usecases.steps.reading import views_of, visible
from core.usecases.steps.removing import (
    MEETINGS_MOST,
    Removal,
    decide_removals,
    look_at_all,
    meetings_of,
    take_all_away,
)
from core.usecases.steps.spending import spend
from core.usecases.views import CardLeft, ForgetPreview, Forgotten


async def preview_forget(deps: Deps, *, person: PersonKey) -> ForgetPreview:
    """Show what would become of everything. Raises NotFound."""
    now = deps.now()
    async with deps.reading() as uow:
        await uow.people.get(person)
        pairs = {pair.connection.id: pair for pair in await uow.connections.of(person)}
        rows = visible(await uow.sessions.of(person, now, MEETINGS_MOST), person)
        meetings = [(row, viewer) for row, viewer in rows if row.is_meeting]
        return ForgetPreview(
            connections=len(pairs),
            open=len(rows) - len(meetings),
            meetings=await views_of(uow, meetings, now, pairs=pairs, family=(), is_told=True),
            has_calendar=await uow.accounts.find(person) is not None,
        )


async def forget_person(deps: Deps, *, person: PersonKey, cancel_meetings: bool = False) -> Forgotten:
    """Delete the person. Meetings that aren't over stay on both calendars, unless they are to be canceled first.

    One that was edited in Google stays all the same. The other side's audit keeps "a former member". Raises
    StillWorking while a booking of theirs is in flight, or an event couldn't be removed yet (what was canceled stays
    canceled: try again), RateLimited, NotFound.
    """
    now = deps.now()
    shown = await _shown(deps, person, now)
    canceled = await _cancel_meetings(deps, person) if cancel_meetings else 0
    async with deps.uow() as uow:
        if not cancel_meetings:
            await spend(uow, person, Act.PERMISSION)
        await uow.people.get(person)
        await require_quiet(uow, person)
        pairs = await uow.connections.of(person)
        kept = len(await meetings_of(uow, person, now))
        access = await _access(uow, person)
        telling = Telling(now)
        for pair in pairs:
            await _end(uow, pair, person, telling)
        await write(uow, telling)
        cards = await _cards_left(uow, person, shown)
        await uow.people.delete(person)
        await uow.commit()
    deps.wake()
    if access is not None:
        with suppress(CalendarError):
            await deps.calendars.revoke(access)
    return Forgotten(
        len(pairs), had_calendar=access is not None, canceled_meetings=canceled, kept_meetings=kept, cards=cards
    )


async def _shown(deps: Deps, person: PersonKey, now: int) -> tuple[SessionId, ...]:
    """Return the sessions and meetings whose cards can be pressed now."""
    async with deps.reading() as uow:
        opened = [
            row for pair in await uow.connections.of(person) for row in await uow.sessions.open_on(pair.connection.id)
        ]
        return tuple(dict.fromkeys(row.id for row in (*opened, *await meetings_of(uow, person, now))))


async def _cards_left(uow: UnitOfWork, person: PersonKey, shown: tuple[SessionId, ...]) -> tuple[CardLeft, ...]:
    """Return where the others' cards are, and what became of what they show, before it is deleted."""
    rows = await uow.sessions.find_many(shown)
    people = await uow.people.find_many(tuple({row.counterpart(person) for row in rows.values()}))
    left = []
    for row in rows.values():
        other = people.get(row.counterpart(person))
        card = None if other is None else await uow.cards.find(other.key, row.id)
        if other is not None and card is not None and card.channel is not None and card.ts is not None:
            left.append(CardLeft(other, card.channel, card.ts, row.title, row.booked_slot, row.is_meeting))
    return tuple(left)


async def _cancel_meetings(deps: Deps, person: PersonKey) -> int:
    """Take the person's meetings off both calendars while there are tokens to do it with; returns how many."""
    now = deps.now()
    async with deps.reading() as uow:
        await uow.people.get(person)
        rows = await meetings_of(uow, person, now)
    seen = await look_at_all(deps, rows)
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        await require_quiet(uow, person)
        try:
            going = await decide_removals(uow, deps, rows, seen, Removal(by=person, authority="forget"))
        except LeaseLost as error:
            raise StillWorking from error
        await uow.commit()
    await take_all_away(deps, going)
    return len(going)


async def _access(uow: UnitOfWork, person: PersonKey) -> Access | None:
    if await uow.accounts.find(person) is None:
        return None
    try:
        return await uow.accounts.access(person)
    except CalendarBroken:
        return None


async def _end(uow: UnitOfWork, pair: Pair, person: PersonKey, telling: Telling) -> None:
    """End one connection and tell the other side, without naming anything that is about to be deleted."""
    ended = await uow.connections.save(connections.revoke(pair.connection, person, telling.now))
    await end_connection(uow, pair, ended, actor=person, telling=telling)
    other = pair.other(person)
    telling.notice(other.person, NoticeKind.CONNECTION_REVOKED, about=ended.id, other=person)
    telling.record((other.key,), "connection.revoked", ended.id, actor=person, authority="forget")
