"""What is left to do for a meeting while a token is dead: its owner is asked at once, it is done on their return."""

from __future__ import annotations

import pytest

from core.domain.bookings import Chore
from core.domain.notices import NoticeKind
from core.domain.sessions import SessionState
from core.usecases.chores import work_off_chores
from core.usecases.confirm import confirm_slot
from tests.integration.booking.conftest import Offered
from tests.integration.booking.moves import BOTH, assert_moved_or_not, prepare
from tests.integration.booking.quiet import assert_at_rest
from tests.integration.booking.test_chores import chore_of, links, prefer_video
from tests.support.people import key_of
from tests.support.stepping import after, before
from tests.support.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE = key_of("alice")


async def asked(world: World, name: str) -> int:
    """How often this one was asked to reconnect."""
    return (await world.inbox(name)).count(NoticeKind.RECONNECT_NEEDED)


@pytest.mark.parametrize("name", BOTH)
async def test_a_token_dies_before_its_hold_is_tidied_up(world: World, offered: Offered, name: str) -> None:
    """The move is done but for one hold: its owner is asked once, and it goes right after they reconnect."""
    move = await prepare(world, offered)

    async def revoke_access() -> None:
        world.google.oauth.revoke_account(f"g-{name}")

    deps = before(world.deps, "delete", revoke_access)
    await confirm_slot(deps, person=ALICE, session=move.session, slot=move.slot)
    booking = await world.booking(move.session)
    assert booking is not None
    assert booking.chore is Chore.TIDY
    assert len(world.events(name)) == 2
    assert await asked(world, name) == 1
    assert await work_off_chores(world.deps) == 0
    await world.consent(name)
    assert await work_off_chores(world.deps) == 1
    assert await assert_moved_or_not(world, move)
    assert await asked(world, name) == 1


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("moment", ["get", "amend"])
async def test_a_token_dies_before_the_link_is_on_both_events(
    world: World, offered: Offered, name: str, moment: str
) -> None:
    """Its owner is asked once; the link is on both events right after they reconnect, and on both cards before that."""
    offered = await prefer_video(world, offered, "alice", "bob")
    await world.book("alice", offered.session, offered.slot)
    await world.deliver()

    async def revoke_access() -> None:
        world.google.oauth.revoke_account(f"g-{name}")

    await work_off_chores((before if name == "alice" else after)(world.deps, moment, revoke_access))
    world.forward(5)
    await work_off_chores(world.deps)
    assert await chore_of(world, offered) is Chore.CONFERENCE
    assert await asked(world, name) == 1
    assert all(await links(world, offered)) == (name == "bob")
    await world.consent(name)
    for _ in range(2):
        await work_off_chores(world.deps)
        world.forward(5)
    link = (await links(world, offered))[0]
    assert link
    assert world.events("bob")[0]["location"] == link
    assert await chore_of(world, offered) is Chore.NONE
    assert await asked(world, name) == 1
    assert await assert_at_rest(world, offered.session) is SessionState.CONFIRMED


async def test_a_link_is_not_waited_for_when_the_meeting_is_over(world: World, offered: Offered) -> None:
    """Alice never comes back: the chore ends with the meeting."""
    offered = await prefer_video(world, offered, "alice", "bob")
    await world.book("alice", offered.session, offered.slot)
    world.google.oauth.revoke_account("g-alice")
    await work_off_chores(world.deps)
    assert await chore_of(world, offered) is Chore.CONFERENCE
    world.forward(offered.slot.end - world.now)
    await work_off_chores(world.deps)
    assert await chore_of(world, offered) is Chore.NONE
