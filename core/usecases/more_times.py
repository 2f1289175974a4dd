"""Offer more times in an open session, from the presser's side and under the presser's own rights."""

from __future__ import annotations

from core.booking.writing import write
from core.domain.errors import NoMoreSlots, NotParticipant, StaleVersion
from core.domain.ids import PersonKey, SessionId
from core.domain.messages import offered_slots
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.rights.negotiating import check_propose
from core.domain.sessions import Session
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.holding import hold
from core.usecases.steps.offering import Found, Ground, look, offer, require_same_ground, survey, wanted_of
from core.usecases.steps.rounds import tell_round
from core.usecases.steps.showing import session_view
from core.usecases.steps.spending import spend
from core.usecases.views import SessionView

_ATTEMPTS = 3


async def more_times(deps: Deps, *, person: PersonKey, session: SessionId, version: int | None = None) -> SessionView:
    """Offer the next three slots from the presser's side; earlier ones retire and an accept is void.

    ``version`` is the session's as the presser saw it: a second press on the same card is no wish for a second round.
    Raises the refusals of proposing, NoMoreSlots when nothing new suits both, StaleVersion when the session has moved
    since, or kept moving.
    """
    for attempt in range(_ATTEMPTS):
        async with deps.uow() as uow:
            if attempt == 0:
                await spend(uow, person, Act.PROPOSAL)
            row, pair = await hold(uow, session)
            _check(row, pair, person, deps.now())
            if version is not None and row.version != version:
                raise StaleVersion(what="session")
            messages = await uow.messages.of(session)
            ground = await survey(uow, pair, person, deps.now(), session=row)
            await uow.commit()
        wanted = wanted_of(row, exclude=offered_slots(messages))
        found = await look(deps, ground, wanted, deps.now())
        try:
            view = await _store_more(deps, ground, row, found)
        except StaleVersion:
            continue
        deps.wake()
        return view
    raise StaleVersion(what="session")


def _check(row: Session, pair: Pair, person: PersonKey, now: int) -> None:
    if not row.has(person):
        raise NotParticipant
    check_propose(pair.connection, row, pair.side(person), pair.other(person), now)


async def _store_more(deps: Deps, ground: Ground, row: Session, found: Found) -> SessionView:
    now = deps.now()
    async with deps.uow() as uow:
        fresh, pair = await hold(uow, row.id)
        await require_same_ground(uow, ground, pair, now)
        if fresh.version != row.version:
            raise StaleVersion(what="session")
        _check(fresh, pair, ground.presser, now)
        if not found.slots:
            raise NoMoreSlots(session=row.id)
        ttl = deps.timing.session_time_to_live
        moved = await offer(uow, fresh, pair, ground.presser, found.slots, now=now, ttl=ttl)
        await uow.notices.resolve(now, kinds=(NoticeKind.SLOTS_FOR_YOU, NoticeKind.CONFIRMATION_NEEDED), session=row.id)
        presser = ground.presser
        await write(uow, tell_round(pair, fresh, moved, found.slots, sender=presser, actor=presser, now=now))
        view = session_view(moved, pair, await uow.messages.of(row.id), None, ground.presser, now=now)
        await uow.commit()
    return view
