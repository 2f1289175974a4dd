"""Know a person: at first touch, when Slack says they changed, and when they leave."""

from __future__ import annotations

from dataclasses import replace

from core.booking.writing import write
from core.domain import connections
from core.domain.audit import SYSTEM
from core.domain.digests import next_digest
from core.domain.errors import RateLimited, StaleVersion
from core.domain.ids import ConnectionId, InstallationKey, PersonKey
from core.domain.notices import NoticeKind
from core.domain.people import Person, Profile, person_of
from core.domain.quota import Act
from core.domain.telling import Telling
from core.usecases.deps import Deps
from core.usecases.steps.ending import end_connection
from core.usecases.steps.spending import spend


async def recognise(
    deps: Deps, *, profile: Profile, installation: InstallationKey, dm_channel: str | None = None
) -> Person:
    """Return the person behind a Slack member, stored with what Slack says of them now.

    Who is new has their first digest on the morning after: the day they meet Perin has told them enough.
    """
    async with deps.reading() as uow:
        known = await uow.people.find(profile.key)
    if known is not None and _updated(known, profile, dm_channel, installation) == known:
        return known
    async with deps.uow() as uow:
        person = await uow.people.add(person_of(profile, installation, dm_channel))
        if known is None:
            await uow.people.plan_digest(person.key, next_digest(person, deps.now()))
        updated = _updated(person, profile, dm_channel, installation)
        if updated != person:
            person = await uow.people.save(updated)
        await uow.commit()
    return person


def _updated(person: Person, profile: Profile, dm_channel: str | None, installation: InstallationKey | None) -> Person:
    return replace(
        person,
        name=profile.name,
        slack_time_zone=profile.time_zone,
        locale=profile.locale,
        is_deactivated=profile.is_deactivated,
        dm_channel=dm_channel or person.dm_channel,
        installation=installation or person.installation,
    )


async def update_profile(deps: Deps, *, profile: Profile) -> None:
    """Take over what Slack says changed; somebody Perin doesn't know stays unknown. A deactivation ends everything."""
    async with deps.uow() as uow:
        known = await uow.people.find(profile.key)
        if known is None:
            return
        updated = _updated(known, profile, None, None)
        if updated != known:
            await uow.people.save(updated)
            await uow.commit()
    if profile.is_deactivated:
        await _leave(deps, profile.key)


async def deactivate(deps: Deps, *, person: PersonKey) -> None:
    """The member was deactivated in Slack: connections are revoked, holds go, the other side is told."""
    async with deps.uow() as uow:
        known = await uow.people.find(person)
        if known is None:
            return
        if not known.is_deactivated:
            await uow.people.save(replace(known, is_deactivated=True))
            await uow.commit()
    await _leave(deps, person)


async def _leave(deps: Deps, person: PersonKey) -> None:
    """End the person's live connections, each in its own transaction. Raises StaleVersion when one keeps moving."""
    async with deps.reading() as uow:
        pairs = await uow.connections.of(person)
    for pair in pairs:
        for last in (False, False, True):
            try:
                await _end(deps, person, pair.connection.id)
                break
            except StaleVersion:
                if last:
                    raise
    deps.wake()


async def _end(deps: Deps, person: PersonKey, connection: ConnectionId) -> None:
    now = deps.now()
    async with deps.uow() as uow:
        pair = await uow.connections.pair(connection)
        if not pair.connection.is_live:
            return
        ended = await uow.connections.save(connections.revoke(pair.connection, person, now))
        telling = Telling(now)
        await end_connection(uow, pair, ended, actor=SYSTEM, telling=telling)
        other = pair.other(person)
        telling.notice(other.person, NoticeKind.PERSON_LEFT, about=ended.id, other=person, connection=ended.id)
        telling.record((person, other.key), "connection.revoked", ended.id, actor=SYSTEM, authority="slack:deactivated")
        await write(uow, telling)
        await uow.commit()


async def find_person(deps: Deps, *, person: PersonKey) -> Person | None:
    """Return the person if Perin knows them."""
    async with deps.reading() as uow:
        return await uow.people.find(person)


async def find_and_count(deps: Deps, *, person: PersonKey, act: Act) -> tuple[Person | None, RateLimited | None]:
    """Return the person if Perin knows them, and count an act of theirs in the same transaction.

    When a quota is used up nothing is counted, and the refusal is returned: it is worded for the person.
    """
    async with deps.uow() as uow:
        known = await uow.people.find(person)
        try:
            await spend(uow, person, act)
        except RateLimited as exceeded:
            return known, exceeded
        await uow.commit()
    return known, None


async def remember_dm(deps: Deps, *, person: PersonKey, channel: str) -> None:
    """Keep the id of the person's direct message with Perin; whoever else changed the person first wins."""
    async with deps.uow() as uow:
        known = await uow.people.find(person)
        if known is None or known.dm_channel == channel:
            return
        try:
            await uow.people.save(replace(known, dm_channel=channel))
        except StaleVersion:
            return
        await uow.commit()
