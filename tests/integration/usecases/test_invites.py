"""Invites: sent, answered, taken back, crossing, expired, and who may not send one."""

from __future__ import annotations

import asyncio

import pytest

from core.domain.connections import ConnectionState
from core.domain.errors import (
    AlreadyConnected,
    AlreadyInvited,
    CrossingInvite,
    DeclinedRecently,
    InviteExpired,
    InviteNotPending,
    NotTakingInvites,
    RateLimited,
    YouBlockedThem,
)
from core.domain.ids import ConnectionId
from core.domain.notices import NoticeKind
from core.domain.scopes import ASK_FIRST, BOOK_ON_CONFIRM
from core.usecases.answer_invite import accept_invite, decline_invite, withdraw_invite
from core.usecases.connections import list_connections
from core.usecases.invite import check_can_invite, invite
from core.usecases.jobs import expire_invites
from core.usecases.permissions import read_connection
from core.usecases.revoke import block, revoke, unblock
from core.usecases.terms import Terms
from core.usecases.views import ConnectionView
from tests.support.people import DAY, INSTALLATION, MINUTE, key_of, profile_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")


async def answer(world: World, name: str, connection: ConnectionId) -> ConnectionView:
    return await accept_invite(world.deps, person=key_of(name), connection=connection, terms=Terms())


async def test_an_invite_carries_one_grant_and_the_answer_the_other(world: World) -> None:
    """Each side's grant is its own: neither overwrites the other, and both see both."""
    sent = await world.invite("alice", "bob", Terms(scopes=BOOK_ON_CONFIRM))
    assert sent.agreement is None
    assert await world.deliver() == [("bob", "invite_received")]
    view = await answer(world, "bob", sent.connection.id)
    assert view.agreement is not None
    assert view.agreement.mine.scopes == ASK_FIRST
    assert view.agreement.theirs.scopes == BOOK_ON_CONFIRM
    alices = await read_connection(world.deps, viewer=ALICE, connection=sent.connection.id)
    assert alices.agreement is not None
    assert alices.agreement.mine == view.agreement.theirs
    assert await world.deliver() == [("alice", "invite_accepted")]
    assert world.edits == [("bob", "invite_received")]


async def test_a_declined_invite_is_told_to_the_inviter_only(world: World) -> None:
    """The inviter gets the answer; for 30 days only the decliner may invite."""
    sent = await world.invite("alice", "bob")
    await decline_invite(world.deps, person=BOB, connection=sent.connection.id)
    assert await world.deliver() == [("alice", "invite_declined")]
    with pytest.raises(DeclinedRecently) as refused:
        await world.invite("alice", "bob")
    assert refused.value.number("retry_at") == world.now + 30 * DAY
    world.forward(30 * DAY - 1)
    with pytest.raises(DeclinedRecently):
        await check_can_invite(world.deps, inviter=ALICE, target=profile_of("bob"))
    world.forward(1)
    assert (await world.invite("alice", "bob")).connection.state is ConnectionState.PENDING


async def test_the_decliner_may_invite_at_once(world: World) -> None:
    """Who said no may change their mind; the other may not press."""
    sent = await world.invite("alice", "bob")
    await decline_invite(world.deps, person=BOB, connection=sent.connection.id)
    assert (await world.invite("bob", "alice")).connection.inviter == BOB


async def test_a_withdrawn_invite_can_not_be_answered(world: World) -> None:
    """The inviter takes it back quietly: no message, the invited person's message loses its buttons."""
    sent = await world.invite("alice", "bob")
    await world.deliver()
    await withdraw_invite(world.deps, person=ALICE, connection=sent.connection.id)
    assert await world.deliver() == []
    assert world.edits == [("bob", "invite_received")]
    assert NoticeKind.INVITE_WITHDRAWN in await world.inbox("bob")
    with pytest.raises(InviteNotPending):
        await answer(world, "bob", sent.connection.id)


async def test_an_invite_expires_whoever_notices_first(world: World) -> None:
    """After its time an invite can't be answered even before the job has closed it; the job tells both in the inbox."""
    sent = await world.invite("alice", "bob")
    await world.deliver()
    world.forward(7 * DAY)
    with pytest.raises(InviteExpired):
        await answer(world, "bob", sent.connection.id)
    assert await list_connections(world.deps, person=ALICE) == ()
    assert await expire_invites(world.deps) == 1
    assert await expire_invites(world.deps) == 0
    assert await world.deliver() == []
    for name in ("alice", "bob"):
        assert NoticeKind.INVITE_EXPIRED in await world.inbox(name)
        assert (await world.trail(name))[-1].action == "connection.expired"
    with pytest.raises(InviteExpired):
        await answer(world, "bob", sent.connection.id)


async def test_an_expired_invite_makes_room_before_the_job_comes(world: World) -> None:
    """A new invite closes the old one, with its own row in both trails."""
    await world.invite("alice", "bob")
    world.forward(7 * DAY)
    await world.invite("bob", "alice")
    actions = [entry.action for entry in await world.trail("bob")]
    assert actions == ["connection.invited", "connection.expired", "connection.invited"]


async def test_a_second_invite_meets_the_first(world: World) -> None:
    """Twice by one person, crossing, and once connected: three refusals, each naming the connection there is."""
    sent = await world.invite("alice", "bob")
    with pytest.raises(AlreadyInvited) as again:
        await world.invite("alice", "bob")
    with pytest.raises(CrossingInvite) as crossing:
        await world.invite("bob", "alice")
    assert {error.value.text("connection") for error in (again, crossing)} == {sent.connection.id}
    assert (await read_connection(world.deps, viewer=BOB, connection=sent.connection.id)).connection.state == "pending"
    await answer(world, "bob", sent.connection.id)
    with pytest.raises(AlreadyConnected):
        await world.invite("bob", "alice")


async def test_crossing_invites_race(world: World) -> None:
    """Of two invites at the same instant one is stored, and the later one learns of it without accepting it."""
    rival = world.rival()
    results = await asyncio.gather(
        invite(world.deps, inviter=ALICE, target=profile_of("bob"), installation=INSTALLATION, terms=Terms()),
        invite(rival, inviter=BOB, target=profile_of("alice"), installation=INSTALLATION, terms=Terms()),
        return_exceptions=True,
    )
    views = [item for item in results if isinstance(item, ConnectionView)]
    losers = [item for item in results if isinstance(item, BaseException)]
    assert len(views) == 1
    assert isinstance(losers[0], CrossingInvite)
    assert losers[0].text("connection") == views[0].connection.id
    assert views[0].connection.state is ConnectionState.PENDING


async def test_one_person_pressing_twice_invites_once(world: World) -> None:
    """A double click on *Send invite* stores one invite and tells the other press what is true."""
    rival = world.rival()
    results = await asyncio.gather(
        *(
            invite(deps, inviter=ALICE, target=profile_of("bob"), installation=INSTALLATION, terms=Terms())
            for deps in (world.deps, rival)
        ),
        return_exceptions=True,
    )
    losers = [item for item in results if isinstance(item, BaseException)]
    assert len(losers) == 1
    assert isinstance(losers[0], AlreadyInvited)
    assert await world.deliver() == [("bob", "invite_received")]


async def test_accepting_twice_connects_once(world: World) -> None:
    """Two presses on *Accept* connect once; the other is told that it is answered."""
    sent = await world.invite("alice", "bob")
    results = await asyncio.gather(
        *(
            accept_invite(deps, person=BOB, connection=sent.connection.id, terms=Terms())
            for deps in (world.deps, world.rival())
        ),
        return_exceptions=True,
    )
    losers = [item for item in results if isinstance(item, BaseException)]
    assert len(losers) == 1
    assert isinstance(losers[0], InviteNotPending)
    assert await world.deliver() == [("alice", "invite_accepted")]


async def test_a_block_is_silent_and_can_be_lifted(world: World) -> None:
    """Blocking ends the connection without a word, stops invites both ways, and can be taken back."""
    await world.connect()
    await world.deliver()
    before = await world.inbox("bob")
    assert await block(world.deps, person=ALICE, target=BOB)
    assert not await block(world.deps, person=ALICE, target=BOB)
    assert await world.inbox("bob") == before
    assert await world.deliver() == []
    assert await list_connections(world.deps, person=BOB) == ()
    with pytest.raises(NotTakingInvites):
        await world.invite("bob", "alice")
    with pytest.raises(YouBlockedThem):
        await world.invite("alice", "bob")
    assert "person.blocked" not in [entry.action for entry in await world.trail("bob")]
    assert await unblock(world.deps, person=ALICE, target=BOB)
    assert not await unblock(world.deps, person=ALICE, target=BOB)
    assert (await world.invite("bob", "alice")).connection.state is ConnectionState.PENDING


async def test_a_stranger_can_be_blocked(world: World) -> None:
    """A block may name somebody Perin has never met."""
    assert await block(world.deps, person=ALICE, target=key_of("mallory"))
    with pytest.raises(YouBlockedThem):
        await world.invite("alice", "mallory")


async def test_a_pending_invite_ends_by_revoke_or_block(world: World) -> None:
    """Revoking an invite that waits voids it for both."""
    sent = await world.invite("alice", "bob")
    await revoke(world.deps, person=BOB, connection=sent.connection.id)
    with pytest.raises(InviteNotPending):
        await answer(world, "bob", sent.connection.id)
    assert (await world.invite("alice", "bob")).connection.state is ConnectionState.PENDING


async def test_invites_are_counted_and_the_refusal_says_until_when(world: World) -> None:
    """Five invites a minute; the sixth is refused with the end of the minute, and then one goes through."""
    for number in range(5):
        await world.invite("alice", f"guest{number}")
    with pytest.raises(RateLimited) as refused:
        await world.invite("alice", "bob")
    retry_at = refused.value.number("retry_at")
    assert world.now < retry_at <= world.now + MINUTE
    world.forward(retry_at - world.now)
    await world.invite("alice", "bob")


async def test_thirty_invites_a_day(world: World) -> None:
    """The day has a limit of its own, whatever the minutes allow."""
    for number in range(30):
        await world.invite("alice", f"guest{number}")
        world.forward(MINUTE)
    with pytest.raises(RateLimited) as refused:
        await world.invite("alice", "bob")
    assert refused.value.number("retry_at") > world.now + MINUTE
