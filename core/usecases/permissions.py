"""See and edit grants, and ask the other side for a missing scope."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain.connections import Connection
from core.domain.errors import AutoNeedsLimits, NotConnected, NotParticipant, StaleVersion
from core.domain.grants import added_by, check_grant
from core.domain.ids import ConnectionId, NoticeId, PersonKey
from core.domain.notices import Notice, NoticeKind
from core.domain.quota import Act
from core.domain.rights.connecting import check_ask_scope, check_edit_grant, check_see_grants
from core.domain.scopes import ORDER, Scope
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.steps.granting import store_grant
from core.usecases.steps.showing import connection_view
from core.usecases.steps.spending import spend
from core.usecases.terms import Terms
from core.usecases.views import ConnectionView


async def read_permissions(deps: Deps, *, viewer: PersonKey, other: PersonKey) -> ConnectionView:
    """Return the live connection of two people with both grants. Raises NotConnected."""
    async with deps.reading() as uow:
        pair = await uow.connections.pair_between(viewer, other)
    if pair is None:
        raise NotConnected
    return connection_view(pair, viewer)


async def read_connection(deps: Deps, *, viewer: PersonKey, connection: ConnectionId) -> ConnectionView:
    """Return one connection for a participant, whatever its state. Raises NotFound, NotParticipant."""
    async with deps.reading() as uow:
        pair = await uow.connections.pair(connection)
    pair.connection.other(viewer)
    return connection_view(pair, viewer)


async def edit_grant(
    deps: Deps, *, person: PersonKey, connection: ConnectionId, terms: Terms, version: int | None = None
) -> ConnectionView:
    """Store one's own grant; open accepts on the connection are void, and the other side learns of it once.

    ``version`` is what the editor saw: StaleVersion when it moved on since. Saving what stands changes nothing. Raises
    NotParticipant, ConnectionEnded, the GrantRefused branch, RateLimited, NotFound.
    """
    check_grant(terms.scopes, terms.constraints, auto_scheduling=terms.auto_scheduling)
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        pair = await uow.connections.pair(connection)
        check_see_grants(pair.connection, person)
        grant = pair.side(person).grant
        check_edit_grant(pair.connection, grant, person)
        if version is not None and version != grant.version:
            raise StaleVersion(what="grant")
        edited = replace(
            grant, scopes=terms.scopes, constraints=terms.constraints, auto_scheduling=terms.auto_scheduling
        )
        if edited == grant:
            await uow.commit()
            return connection_view(pair, person)
        await store_grant(uow, pair, edited, now)
        pair = await uow.connections.pair(connection)
        await uow.commit()
    deps.wake()
    return connection_view(pair, person)


async def ask_scope(deps: Deps, *, person: PersonKey, connection: ConnectionId, scope: Scope) -> ConnectionView:
    """Ask the other side for a scope, once per connection in 7 days.

    Raises NotParticipant, ConnectionEnded, NothingMissing, AskedRecently, RateLimited, NotFound.
    """
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        pair = await uow.connections.pair(connection)
        check_see_grants(pair.connection, person)
        theirs = pair.other(person)
        check_ask_scope(pair.connection, person, theirs.grant, scope, now)
        asked = await uow.connections.save(_asked(pair.connection, person, now))
        telling = Telling(now)
        telling.notice(
            theirs.person,
            NoticeKind.SCOPE_ASKED,
            about=f"{connection}:{scope.value}:{asked.version}",
            other=person,
            connection=connection,
            facts={
                "scope": scope.value,
                "adds": tuple(one.value for one in ORDER if one in added_by(scope, theirs.grant.scopes)),
                "grant_version": theirs.grant.version,
            },
        )
        telling.record(
            (person, theirs.key),
            "grant.asked",
            connection,
            actor=person,
            authority="click",
            facts={"scope": scope.value},
        )
        await write(uow, telling)
        await uow.commit()
    deps.wake()
    return connection_view(replace(pair, connection=asked), person)


def _asked(connection: Connection, person: PersonKey, now: int) -> Connection:
    if person == connection.inviter:
        return replace(connection, inviter_asked_at=now)
    return replace(connection, invited_asked_at=now)


async def answer_scope_request(deps: Deps, *, person: PersonKey, notice: NoticeId, grant: bool) -> ConnectionView:
    """Grant or refuse, with one press, what the other side asked for; the grant gains exactly what the notice names.

    Raises NotParticipant for somebody else's notice, StaleVersion when it was answered elsewhere or the grant moved on
    since, AutoNeedsLimits for ``write.auto``, which has to be granted with its limits, and as ``edit_grant``.
    """
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.PERMISSION)
        asked = await uow.notices.get(notice)
        if asked.person != person or asked.kind is not NoticeKind.SCOPE_ASKED or asked.connection is None:
            raise NotParticipant
        pair = await uow.connections.pair(asked.connection)
        check_see_grants(pair.connection, person)
        mine = pair.side(person).grant
        check_edit_grant(pair.connection, mine, person)
        # Read again now that the connection is held: another press may have answered meanwhile.
        asked = await uow.notices.get(notice)
        if asked.resolved_at is not None or asked.facts.get("grant_version") != mine.version:
            raise StaleVersion(what="grant")
        scope = Scope(str(asked.facts["scope"]))
        if grant:
            if scope is Scope.WRITE_AUTO:
                raise AutoNeedsLimits
            edited = replace(mine, scopes=mine.scopes | added_by(scope, mine.scopes))
            check_grant(edited.scopes, edited.constraints, auto_scheduling=edited.auto_scheduling)
            await store_grant(uow, pair, edited, now)
            pair = await uow.connections.pair(pair.connection.id)
        else:
            await _refuse(uow, pair, asked, now)
        await uow.commit()
    deps.wake()
    return connection_view(pair, person)


async def _refuse(uow: UnitOfWork, pair: Pair, asked: Notice, now: int) -> None:
    await uow.notices.resolve(now, kinds=(NoticeKind.SCOPE_ASKED,), notice=asked.id)
    asker = pair.other(asked.person)
    telling = Telling(now)
    scope = asked.facts["scope"]
    telling.notice(
        asker.person,
        NoticeKind.SCOPE_REFUSED,
        about=asked.id,
        other=asked.person,
        connection=pair.connection.id,
        facts={"scope": scope},
    )
    telling.record(
        (asked.person, asker.key),
        "grant.refused",
        pair.connection.id,
        actor=asked.person,
        authority="click",
        facts={"scope": scope},
    )
    await write(uow, telling)
