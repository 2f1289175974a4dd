"""Which open Homes are drawn again: whenever what they show has changed, by whomever, and only then."""

from __future__ import annotations

from core.domain.ids import PersonKey
from core.domain.nudging import Snooze
from core.domain.sessions import UNDO_SECONDS
from core.usecases.calendars import unlink
from core.usecases.home_watch import claim_homes, home_opened
from core.usecases.nudging import nudge
from core.usecases.pause import pause, resume
from core.usecases.snooze import snooze, unsnooze
from core.usecases.steps.calendars import mark_broken
from tests.integration.usecases.stages import AUTO
from tests.support.people import HOUR, key_of
from tests.support.world import World

ALICE, BOB, PRIYA = key_of("alice"), key_of("bob"), key_of("priya")


async def opens(world: World, *people: PersonKey) -> None:
    """They look at their Home."""
    for person in people:
        await home_opened(world.deps, person=person)


async def stale(world: World) -> set[PersonKey]:
    """Whose Home is drawn again now."""
    return {person.key for person in await claim_homes(world.deps, limit=9)}


async def test_putting_off_and_what_comes_of_it_show(pair: World) -> None:
    """*Not now* leaves needs-you at once, and comes back there when it is taken back or over."""
    view = await pair.propose()
    await opens(pair, ALICE, BOB)
    await snooze(pair.deps, person=BOB, session=view.session.id, until=Snooze.HOUR)
    assert await stale(pair) == {BOB}
    assert await stale(pair) == set()
    await unsnooze(pair.deps, person=BOB, session=view.session.id)
    assert await stale(pair) == {BOB}
    await snooze(pair.deps, person=BOB, session=view.session.id, until=Snooze.HOUR)
    await stale(pair)
    pair.forward(HOUR)
    await nudge(pair.deps)
    assert await stale(pair) == {BOB}


async def test_what_cannot_be_undone_any_more_shows(world: World) -> None:
    """Ten minutes after nobody clicked, *Undo* goes from both Homes."""
    await world.link("alice")
    await world.link("bob")
    await world.connect(mine=AUTO, theirs=AUTO)
    assert (await world.propose()).session.booked_auto
    await opens(world, ALICE, BOB)
    world.forward(UNDO_SECONDS + 1)
    await nudge(world.deps)
    assert await stale(world) == {ALICE, BOB}


async def test_a_pause_shows_to_those_who_are_connected(pair: World) -> None:
    """Theirs says so from the moment of the press; nobody else's is drawn."""
    await pair.link("priya")
    await opens(pair, ALICE, BOB, PRIYA)
    for switch in (pause, resume):
        await switch(pair.deps, person=ALICE)
        assert await stale(pair) == {ALICE, BOB}
    await resume(pair.deps, person=ALICE)
    assert await stale(pair) == set()


async def test_a_link_that_goes_shows_to_those_who_are_connected(pair: World) -> None:
    """Whether the other side's calendar can be read stands in one's own Home."""
    await opens(pair, ALICE, BOB)
    await mark_broken(pair.deps, ALICE)
    assert await stale(pair) == {ALICE, BOB}
    await unlink(pair.deps, person=ALICE)
    assert await stale(pair) == {ALICE, BOB}


async def test_one_that_is_being_drawn_is_left_for_later(pair: World) -> None:
    """It is neither claimed nor forgotten, and takes no room from the others."""
    await opens(pair, ALICE, BOB)
    await pause(pair.deps, person=ALICE)
    (person,) = await claim_homes(pair.deps, limit=1, besides=frozenset({ALICE}))
    assert person.key == BOB
    assert await stale(pair) == {ALICE}
