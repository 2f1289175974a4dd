"""Revoke a connection, block and unblock a person."""

from __future__ import annotations

from core.booking.writing import write
from core.domain import connections
from core.domain.errors import NotConnected, NotParticipant, TargetIsSelf
from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.ending import end_connection
from core.usecases.steps.reading import views_of
from core.usecases.steps.removing import Removal, decide_removals, look_at_all, meetings_on, take_all_away
from core.usecases.steps.showing import connection_view
from core.usecases.steps.spending import spend
from core.usecases.views import EndPreview, Revoked


async def preview_end(deps: Deps, *, person: PersonKey, connection: ConnectionId) -> EndPreview:
    """Show what would become of sessions and meetings. Raises NotParticipant, NotFound."""
    async with deps.reading() as uow:
        pair = await uow.connections.pair(connection)
        if not pair.connection.has(person):
            raise NotParticipant
        return await _preview(uow, pair, person, deps.now())


async def preview_end_with(deps: Deps, *, person: PersonKey, other: PersonKey) -> EndPreview:
    """Show the same of the live connection with ``other``. Raises NotConnected."""
    async with deps.reading() as uow:
        pair = await uow.connections.pair_between(person, other)
        if pair is None:
            raise NotConnected
        return await _preview(uow, pair, person, deps.now())


async def _preview(uow: UnitOfWork, pair: Pair, person: PersonKey, now: int) -> EndPreview:
    connection = pair.connection.id
    opened = [row for row in await uow.sessions.open_on(connection) if row.round or row.asker == person]
    meetings = await meetings_on(uow, pair, now)
    shown = [(row, person) for row in (*opened, *meetings)]
    views = await views_of(uow, shown, now, pairs={connection: pair}, family=(), is_told=True)
    return EndPreview(
        connection=connection_view(pair, person), open=views[: len(opened)], meetings=views[len(opened) :]
    )


async def revoke(
    deps: Deps, *, person: PersonKey, connection: ConnectionId, cancel: tuple[SessionId, ...] = ()
) -> Revoked:
    """End the connection at once, with its open sessions; its meetings stand but those chosen to ``cancel``.

    One that its owner edited in Google, or that something is done with right now, stands too. Raises NotParticipant,
    ConnectionEnded, InviteNotPending, RateLimited, NotFound.
    """
    now = deps.now()
    async with deps.reading() as uow:
        pair = await uow.connections.pair(connection)
        chosen = [row for row in await meetings_on(uow, pair, now) if row.id in cancel and row.has(person)]
    seen = await look_at_all(deps, chosen)
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        pair = await uow.connections.pair(connection)
        telling = Telling(now)
        await _end(uow, pair, person, telling, is_silent=False)
        removal = Removal(by=person, authority="revoke")
        rows = await meetings_on(uow, pair, now)
        going = await decide_removals(uow, deps, rows, seen, removal, keeps_leased=True)
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    await take_all_away(deps, going)
    async with deps.reading() as uow:
        pair = await uow.connections.pair(connection)
        rows = await meetings_on(uow, pair, now)
        kept = await views_of(uow, [(row, person) for row in rows], now, pairs={connection: pair})
    return Revoked(view=connection_view(pair, person), kept=kept)


async def _end(uow: UnitOfWork, pair: Pair, person: PersonKey, telling: Telling, *, is_silent: bool) -> None:
    ended = await uow.connections.save(connections.revoke(pair.connection, person, telling.now))
    await end_connection(uow, pair, ended, actor=person, telling=telling)
    other = pair.other(person)
    if not is_silent:
        telling.notice(other.person, NoticeKind.CONNECTION_REVOKED, about=ended.id, other=person, connection=ended.id)
    telling.record((person, other.key), "connection.revoked", ended.id, actor=person, authority="click")


async def block(deps: Deps, *, person: PersonKey, target: PersonKey) -> bool:
    """Block silently, ending any live connection; False when it was so already. Raises TargetIsSelf, RateLimited."""
    if person == target:
        raise TargetIsSelf
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        is_new = await uow.blocks.add(person, target, now)
        telling = Telling(now)
        pair = await uow.connections.pair_between(person, target)
        if pair is not None:
            await _end(uow, pair, person, telling, is_silent=True)
        if is_new:
            telling.record((person,), "person.blocked", target, actor=person, authority="click")
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    return is_new


async def unblock(deps: Deps, *, person: PersonKey, target: PersonKey) -> bool:
    """Take a block back; False when there was none. Raises RateLimited."""
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        was = await uow.blocks.remove(person, target)
        if was:
            telling = Telling(deps.now())
            telling.record((person,), "person.unblocked", target, actor=person, authority="click")
            await write(uow, telling)
        await uow.commit()
    return was
