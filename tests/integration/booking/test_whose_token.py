"""A token that turns out to be dead is its owner's: they are asked to reconnect, and nobody else's link is closed."""

from __future__ import annotations

import sqlite3

import pytest

from core.domain.accounts import AccountState
from core.domain.bookings import LegState
from core.domain.errors import CalendarBroken
from core.domain.notices import NoticeKind
from core.usecases.changed import take_new_time
from core.usecases.chores import check_calendars
from tests.integration.booking.conftest import Offered
from tests.integration.booking.test_sweep import plant, restore
from tests.integration.booking.test_watch import drag, look, where
from tests.support.people import DAY, key_of
from tests.support.stepping import before
from tests.support.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALICE = key_of("alice")


async def assert_broken(world: World, name: str) -> None:
    """This one's calendar is closed and they were asked once to mend it; the other's is as it was."""
    async with world.storage.reading() as uow:
        accounts = {one: await uow.accounts.find(key_of(one)) for one in ("alice", "bob")}
    for one, account in accounts.items():
        assert account is not None
        assert account.state is (AccountState.BROKEN if one == name else AccountState.LINKED)
        assert (await world.inbox(one)).count(NoticeKind.RECONNECT_NEEDED) == int(one == name)


def put_off(world: World, name: str) -> None:
    """Let this one's own turn to be looked through come later."""
    with sqlite3.connect(world.database_url.partition("///")[2]) as rows:
        rows.execute("UPDATE accounts SET checked_ms = ? WHERE person = ?", [(world.now + DAY) * 1000, key_of(name)])
    rows.close()


@pytest.mark.parametrize("name", ["alice", "bob"])
async def test_a_dead_token_keeps_the_new_time_from_being_taken(world: World, offered: Offered, name: str) -> None:
    """Bob moved it and Alice takes his time: whoever's token died is named, nothing moved, and both times are held."""
    await world.book("alice", offered.session, offered.slot)
    slot = drag(world, "bob", offered, DAY)
    await look(world)
    world.google.oauth.revoke_account(f"g-{name}")
    with pytest.raises(CalendarBroken) as refused:
        await take_new_time(world.deps, person=ALICE, session=offered.session)
    assert refused.value.text("whose") == key_of(name)
    await assert_broken(world, name)
    booking = await world.booking(offered.session)
    assert booking is not None
    assert {leg.state for leg in booking.legs} == {LegState.WRITTEN}
    assert await world.held() == (offered.slot, slot)
    assert where(world, "alice") == offered.slot


async def test_a_token_dies_as_the_event_is_to_follow(world: World, offered: Offered) -> None:
    """Whether Alice's event followed is unknown then: it stays marked, and looking at it after she is back tells."""
    await world.book("alice", offered.session, offered.slot)
    slot = drag(world, "bob", offered, DAY)
    await look(world)

    async def revoke_access() -> None:
        world.google.oauth.revoke_account("g-alice")

    with pytest.raises(CalendarBroken):
        await take_new_time(before(world.deps, "amend", revoke_access), person=ALICE, session=offered.session)
    await assert_broken(world, "alice")
    booking = await world.booking(offered.session)
    assert booking is not None
    assert booking.leg(ALICE).state is LegState.MOVING
    await world.consent("alice")
    await look(world)
    assert await world.held() == (offered.slot, slot)


async def test_a_dead_token_of_the_other_side_of_a_lost_meeting(world: World, offered: Offered) -> None:
    """To take a lost meeting back Bob's half must be read: his dead token is his, and what else is Alice's goes on."""
    await world.book("alice", offered.session, offered.slot)
    restore(world)
    hold = plant(world, "unknown", offered.slot, name="alice")
    put_off(world, "bob")
    world.google.oauth.revoke_account("g-bob")
    await check_calendars(world.deps)
    await assert_broken(world, "bob")
    assert hold not in {event["id"] for event in world.events("alice")}
    assert world.legs() == (1, 1)
