"""What happens without anybody's press: expiry, recovery, new slots after a taken one, clean-up.

Safe on many replicas.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.booking.recover import recover
from core.booking.writing import write
from core.domain import sessions
from core.domain.audit import SYSTEM
from core.domain.notices import ABOUT_SESSION, NoticeKind
from core.domain.sessions import Session, SessionState
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps
from core.usecases.steps.ending import expire_invite
from core.usecases.steps.taken import offer_again

_BATCH = 50
_AT_ONCE = 20
"""How many bookings are recovered at the same time."""
_DAY = 86_400
_KEEP_TOLD = 90 * _DAY
_KEEP_CARDS = 30 * _DAY


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits in the outbox: due notices, the age of the oldest in seconds, and notices and cards given up."""

    due: int
    oldest_seconds: int
    dead: int


async def expire_sessions(deps: Deps) -> int:
    """Expire open sessions whose time is over; returns how many. One that is being booked is never touched."""
    now = deps.now()
    async with deps.uow() as uow:
        rows = await uow.sessions.expired(now, _BATCH)
        telling = Telling(now)
        for row in rows:
            await _expire_session(uow, row, telling)
        await write(uow, telling)
        await uow.commit()
    if rows:
        deps.wake()
    return len(rows)


async def _expire_session(uow: UnitOfWork, row: Session, telling: Telling) -> None:
    ended = sessions.end(row, SessionState.EXPIRED, by=None, reason="expired", now=telling.now)
    moved = await uow.sessions.save(ended)
    await uow.notices.resolve(telling.now, kinds=ABOUT_SESSION, session=row.id)
    people = await uow.people.find_many((row.asker, row.other))
    told = (row.asker, row.other) if row.round else (row.asker,)
    for key in told:
        if key in people:
            telling.card(people[key], moved)
            telling.notice(
                people[key],
                NoticeKind.SESSION_EXPIRED,
                about=row.id,
                other=row.counterpart(key),
                connection=row.connection,
                session=moved,
            )
    telling.record(told, "session.expired", row.id, actor=SYSTEM, authority="expiry")


async def expire_invites(deps: Deps) -> int:
    """Expire invites that nobody answered; returns how many."""
    now = deps.now()
    async with deps.uow() as uow:
        rows = await uow.connections.expired(now, _BATCH)
        telling = Telling(now)
        for row in rows:
            await expire_invite(uow, row, telling)
        await write(uow, telling)
        await uow.commit()
    if rows:
        deps.wake()
    return len(rows)


async def recover_bookings(deps: Deps) -> int:
    """Finish bookings another process left, and offer new slots where one was taken; returns how many were worked.

    Goes on while there are more than one batch; whoever waits for slots waits for one batch at most.
    """
    worked = 0
    while True:
        settled = await recover(deps.world(), limit=_AT_ONCE)
        offered = await _offer_where_taken(deps)
        worked += len(settled) + offered
        if settled or offered:
            deps.wake()
        if len(settled) < _AT_ONCE:
            return worked


async def _offer_where_taken(deps: Deps) -> int:
    async with deps.uow() as uow:
        waiting = await uow.sessions.needing_slots(_BATCH, deps.rests.resting(deps.now()))
        await uow.commit()
    for session in waiting:
        # First, so that one that can't even be tried doesn't keep the others waiting for ever.
        deps.rests.put_off(session.id, deps.now(), deps.chance())
        if await offer_again(deps, session):
            deps.rests.done(session.id)
    return len(waiting)


async def clean_up(deps: Deps) -> None:
    """Delete what has had its time, and seal old tokens with the newest key.

    Links, counters, keys and deliveries; questions about meetings that are over; what was told and read three months
    ago; where the cards of what is long over are; the time of past meetings; and the data of apps uninstalled 30 days
    ago.
    """
    now = deps.now()
    async with deps.uow() as uow:
        await uow.links.purge(now)
        await uow.quotas.purge(now)
        await uow.keys.purge(now)
        await uow.inbox.purge(now)
        await _void_outlived(uow, now)
        await uow.notices.purge(now - _KEEP_TOLD)
        await uow.cards.purge(now - _KEEP_CARDS)
        await uow.claims.purge(now - _DAY)
        await uow.accounts.rewrap(_BATCH)
        await uow.installations.rewrap(_BATCH)
        for key in await uow.installations.uninstalled_before(now - deps.timing.keep_uninstalled):
            await uow.installations.forget(key)
        await uow.commit()


async def _void_outlived(uow: UnitOfWork, now: int) -> None:
    """Of a meeting that is over, also where somebody moved it to, nobody is asked any more what shall become of it."""
    for asked in await uow.notices.outlived(now):
        moved_to = asked.facts.get("end")
        if not isinstance(moved_to, int) or moved_to <= now:
            await uow.notices.resolve(now, kinds=(asked.kind,), notice=asked.id)


async def backlog(deps: Deps) -> Backlog:
    """Return what waits in the outbox."""
    async with deps.reading() as uow:
        due, oldest, dead = await uow.notices.backlog(deps.now())
        dead_cards = await uow.cards.dead()
    return Backlog(due=due, oldest_seconds=oldest, dead=dead + dead_cards)


async def is_due(deps: Deps, *, job: str, every_seconds: float) -> bool:
    """Whether this process does the periodic job now; of all replicas one hears yes per period."""
    async with deps.uow() as uow:
        mine = await uow.leases.due(job, every_seconds)
        await uow.commit()
    return mine
