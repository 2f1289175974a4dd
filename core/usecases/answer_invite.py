"""Answer an invite with one's own grant, decline it, or take one's own invite back."""

from __future__ import annotations

from core.booking.writing import write
from core.domain import connections
from core.domain.connections import Connection
from core.domain.errors import NotParticipant
from core.domain.grants import Grant, check_grant
from core.domain.ids import ConnectionId, PersonKey
from core.domain.notices import NoticeKind
from core.domain.quota import Act
from core.domain.telling import Telling
from core.storage.protocols import UnitOfWork
from core.usecases.deps import Deps
from core.usecases.steps.showing import connection_view
from core.usecases.steps.spending import spend
from core.usecases.terms import Terms
from core.usecases.views import ConnectionView


async def read_invite(deps: Deps, *, person: PersonKey, connection: ConnectionId) -> ConnectionView:
    """Return the invite for the form that answers it; refuses before the form opens as ``accept_invite`` would."""
    async with deps.reading() as uow:
        pair = await uow.connections.pair(connection)
    connections.accept(pair.connection, person, deps.now())
    return connection_view(pair, person)


async def accept_invite(deps: Deps, *, person: PersonKey, connection: ConnectionId, terms: Terms) -> ConnectionView:
    """Connect: the invited person's grant joins the inviter's, neither overwrites the other.

    Raises NotInvited, InviteExpired, InviteNotPending, the GrantRefused branch, RateLimited, NotFound.
    """
    check_grant(terms.scopes, terms.constraints, auto_scheduling=terms.auto_scheduling)
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.ANSWER)
        row = await uow.connections.get(connection)
        answered = await uow.connections.save(connections.accept(row, person, now))
        await uow.grants.add(
            Grant(
                connection=connection,
                grantor=person,
                grantee=row.inviter,
                scopes=terms.scopes,
                constraints=terms.constraints,
                auto_scheduling=terms.auto_scheduling,
                updated_at=now,
            )
        )
        await _tell_answered(uow, answered, person, NoticeKind.INVITE_ACCEPTED, "connection.accepted")
        pair = await uow.connections.pair(connection)
        await uow.commit()
    deps.wake()
    return connection_view(pair, person)


async def decline_invite(deps: Deps, *, person: PersonKey, connection: ConnectionId) -> ConnectionView:
    """Say no; for 30 days only the decliner may invite. Raises as ``accept_invite``, grants aside."""
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.ANSWER)
        row = await uow.connections.get(connection)
        answered = await uow.connections.save(connections.decline(row, person, now))
        await _tell_answered(uow, answered, person, NoticeKind.INVITE_DECLINED, "connection.declined")
        pair = await uow.connections.pair(connection)
        await uow.commit()
    deps.wake()
    return connection_view(pair, person)


async def _tell_answered(
    uow: UnitOfWork, answered: Connection, person: PersonKey, kind: NoticeKind, action: str
) -> None:
    """Tell the inviter; the invited person's own DM is redrawn as answered."""
    now = answered.answered_at or 0
    await uow.notices.resolve(now, kinds=(NoticeKind.INVITE_RECEIVED,), connection=answered.id)
    telling = Telling(now)
    inviter = await uow.people.get(answered.inviter)
    telling.notice(inviter, kind, about=answered.id, other=person, connection=answered.id)
    telling.record((answered.inviter, person), action, answered.id, actor=person, authority="click")
    await write(uow, telling)


async def withdraw_invite(deps: Deps, *, person: PersonKey, connection: ConnectionId) -> ConnectionView:
    """Take the invite back before it is answered.

    Raises NotInviter, NotParticipant, InviteExpired, InviteNotPending.
    """
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, person, Act.OTHER)
        row = await uow.connections.get(connection)
        if not row.has(person):
            raise NotParticipant
        withdrawn = await uow.connections.save(connections.withdraw(row, person, now))
        await uow.notices.resolve(now, kinds=(NoticeKind.INVITE_RECEIVED,), connection=connection)
        telling = Telling(now)
        invited = await uow.people.get(row.invited)
        telling.notice(invited, NoticeKind.INVITE_WITHDRAWN, about=connection, other=person, connection=connection)
        telling.record((row.inviter, row.invited), "connection.withdrawn", connection, actor=person, authority="click")
        await write(uow, telling)
        pair = await uow.connections.pair(withdrawn.id)
        await uow.commit()
    deps.wake()
    return connection_view(pair, person)
