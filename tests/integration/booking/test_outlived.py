"""Questions about a meeting end with it."""

from __future__ import annotations

from core.domain.notices import NoticeKind
from core.scheduling.intervals import Interval
from core.usecases.chores import check_calendars
from core.usecases.jobs import clean_up
from tests.integration.booking.conftest import Offered
from tests.support.people import DAY, key_of
from tests.support.world import World

ALICE = key_of("alice")


async def test_a_meeting_that_is_over_is_no_question(world: World, offered: Offered) -> None:
    """Nobody is asked for ever about a meeting of the past, but as long as the time it was moved to is ahead."""
    await world.book("alice", offered.session, offered.slot)
    later = Interval(offered.slot.start + 3 * DAY, offered.slot.end + 3 * DAY)
    event = world.events("bob")[0]["id"]
    world.account("bob").update_event("primary", event, start=later.start, end=later.end)
    world.forward(900)
    assert await check_calendars(world.deps) == 1
    world.forward(offered.slot.end - world.now)
    await clean_up(world.deps)
    assert await waiting(world) == [NoticeKind.CALENDAR_CHANGED]
    world.forward(3 * DAY)
    await clean_up(world.deps)
    assert await waiting(world) == []


async def waiting(world: World) -> list[NoticeKind]:
    """What waits for Alice's answer."""
    async with world.storage.reading() as uow:
        return [one.kind for one in await uow.notices.waiting(ALICE, 10)]
