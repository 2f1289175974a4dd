"""See and edit grants, and ask the other side for a missing scope."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain import sessions
from core.domain.connections import Connection
from core.domain.errors import NotConnected, StaleVersion
from core.domain.grants import Grant, check_grant
from core.domain.ids import ConnectionId, PersonKey
from core.domain.messages import Message, MessageKind
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.rights.connecting import check_ask_scope, check_edit_grant, check_see_grants
from core.domain.scopes import Scope
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
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
            grant,
            scopes=terms.scopes,
            constraints=terms.constraints,
            auto_scheduling=terms.auto_scheduling,
            updated_at=now,
        )
        if replace(edited, updated_at=grant.updated_at) == grant:
            await uow.commit()
            return connection_view(pair, person)
        saved = await uow.grants.save(edited)
        telling = Telling(now)
        await _void_accepts(uow, pair, person, telling)
        await uow.notices.resolve(now, kinds=(NoticeKind.SCOPE_ASKED,), person=person, connection=connection)
        _tell_edited(pair, saved, person, telling)
        await write(uow, telling)
        pair = await uow.connections.pair(connection)
        await uow.commit()
    deps.wake()
    return connection_view(pair, person)


async def _void_accepts(uow: UnitOfWork, pair: Pair, editor: PersonKey, telling: Telling) -> None:
    """An accept was given under other permissions: it no longer counts, also for a booking under way."""
    for session in await uow.sessions.open_on(pair.connection.id):
        for side in (pair.one, pair.two):
            telling.card(side.person, session, actor=editor)
        if session.accepted_slot is None or session.accepted_by is None:
            continue
        saved = await uow.sessions.save(sessions.void_accept(session))
        await uow.messages.add(
            Message(
                session=session.id,
                number=0,
                kind=MessageKind.CANCEL,
                sender=editor,
                sent_at=telling.now,
                key=f"voided:{saved.version}",
                slots=(session.accepted_slot,),
                reason="accept_voided",
            )
        )
        await uow.notices.resolve(telling.now, kinds=(NoticeKind.CONFIRMATION_NEEDED,), session=session.id)
        if session.accepted_by != editor:
            telling.notice(
                pair.side(session.accepted_by).person,
                NoticeKind.ACCEPT_VOIDED,
                about=f"{session.id}:{saved.version}",
                other=editor,
                connection=session.connection,
                session=saved,
            )


def _tell_edited(pair: Pair, saved: Grant, editor: PersonKey, telling: Telling) -> None:
    other = pair.other(editor)
    telling.notice(
        other.person,
        NoticeKind.GRANT_CHANGED,
        about=f"{saved.connection}:{editor}:{saved.version}",
        other=editor,
        connection=saved.connection,
    )
    telling.record(
        (editor, other.key),
        "grant.edited",
        saved.connection,
        actor=editor,
        authority="click",
        facts={"scopes": tuple(sorted(scope.value for scope in saved.scopes)), "auto": saved.auto_scheduling},
    )


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
            facts={"scope": scope.value, "grant_version": theirs.grant.version},
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
