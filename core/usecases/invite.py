"""Invite somebody to connect, offering one's own grant first."""

from __future__ import annotations

from core.booking.writing import write
from core.domain.connections import Connection, ConnectionState
from core.domain.digests import next_digest
from core.domain.errors import TargetUnknown
from core.domain.grants import Grant, check_grant
from core.domain.ids import ConnectionId, InstallationKey, PersonKey
from core.domain.notices import NoticeKind
from core.domain.people import Person, Profile, person_of
from core.domain.quota import Act
from core.domain.rights.connecting import check_invite, check_invite_target
from core.domain.scopes import ORDER
from core.domain.telling import Telling
from core.usecases.deps import Deps
from core.usecases.steps.ending import expire_invite
from core.usecases.steps.showing import connection_view
from core.usecases.steps.spending import spend
from core.usecases.terms import Terms
from core.usecases.views import ConnectionView


async def check_can_invite(deps: Deps, *, inviter: PersonKey, target: Profile) -> None:
    """Say before the modal opens what ``invite`` would say. Raises the InviteRefused branch."""
    check_invite_target(inviter, target, deps.policy)
    async with deps.reading() as uow:
        person = await uow.people.get(inviter)
        check_invite(person, await uow.connections.standing(inviter, target.key), deps.now())


async def invite(
    deps: Deps, *, inviter: PersonKey, target: Profile, installation: InstallationKey, terms: Terms
) -> ConnectionView:
    """Store the invite with the inviter's grant and tell the invited person.

    Of two crossing invites the later one raises CrossingInvite with the earlier connection. Raises the InviteRefused
    branch, the GrantRefused branch, RateLimited.
    """
    check_grant(terms.scopes, terms.constraints, auto_scheduling=terms.auto_scheduling)
    check_invite_target(inviter, target, deps.policy)
    now = deps.now()
    async with deps.uow() as uow:
        await spend(uow, inviter, Act.INVITE)
        person = await uow.people.get(inviter)
        standing = await uow.connections.standing(inviter, target.key)
        check_invite(person, standing, now)
        telling = Telling(now)
        if standing.live is not None:
            # Its time is over but no job has closed it yet: the pair must be free again.
            await expire_invite(uow, standing.live, telling)
        is_new = await uow.people.find(target.key) is None
        other = await uow.people.add(person_of(target, installation))
        if is_new:
            await uow.people.plan_digest(other.key, next_digest(other, now))
        if other.is_deactivated:
            raise TargetUnknown
        connection = await uow.connections.add(_connection(deps, inviter, target.key, now))
        await uow.grants.add(
            Grant(
                connection=connection.id,
                grantor=inviter,
                grantee=target.key,
                scopes=terms.scopes,
                constraints=terms.constraints,
                auto_scheduling=terms.auto_scheduling,
                updated_at=now,
            )
        )
        _tell(telling, connection, person, other, terms)
        await write(uow, telling)
        pair = await uow.connections.pair(connection.id)
        await uow.commit()
    deps.wake()
    return connection_view(pair, inviter)


def _connection(deps: Deps, inviter: PersonKey, invited: PersonKey, now: int) -> Connection:
    return Connection(
        id=ConnectionId(deps.new_id()),
        inviter=inviter,
        invited=invited,
        state=ConnectionState.PENDING,
        created_at=now,
        expires_at=now + deps.timing.invite_time_to_live,
    )


def _tell(telling: Telling, connection: Connection, inviter: Person, invited: Person, terms: Terms) -> None:
    telling.notice(
        invited,
        NoticeKind.INVITE_RECEIVED,
        about=connection.id,
        other=inviter.key,
        connection=connection.id,
        facts={
            "expires_at": connection.expires_at,
            "scopes": tuple(scope.value for scope in ORDER if scope in terms.scopes),
        },
    )
    telling.record(
        (inviter.key, invited.key), "connection.invited", connection.id, actor=inviter.key, authority="click"
    )
