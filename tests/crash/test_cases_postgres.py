"""PostgreSQL dies and comes back while a booking commits: whether the commit counted is found out, not guessed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress

import pytest

from core.domain.errors import PerinError, SlotTaken
from core.domain.scopes import BOOK_ON_CONFIRM
from core.domain.sessions import SessionState
from core.storage.database import open_storage
from core.storage.migrate import upgrade
from core.usecases.confirm import confirm_slot
from core.usecases.terms import Terms
from core.usecases.views import SessionView
from tests.integration.booking.quiet import assert_at_rest, come_to_rest
from tests.integration.storage.test_claims import ONE, SLOT, add_bookings
from tests.support.cut_line import CutLine, cut_line
from tests.support.people import key_of
from tests.support.postgres import OwnPostgres
from tests.support.stepping import Process
from tests.support.wiped import wipe
from tests.support.world import World, small_world


class Interrupted(Process):
    """A process that lives, but whose database server dies at the moment."""

    server: OwnPostgres

    async def pass_by(self, name: str) -> None:
        """Kill the server here, if this is the moment, and let it come back."""
        self.moments.append(name)
        if name == self.dies_at:
            await asyncio.to_thread(self.server.restart)


class Unheard(Process):
    """A process that lives, but never hears that the commit before which it stands took effect."""

    line: CutLine

    async def pass_by(self, name: str) -> None:
        """Have the line cut with the next commit, if this is the moment."""
        self.moments.append(name)
        if name == self.dies_at:
            self.line.arm()


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    """A PostgreSQL of one's own, to be killed, with one migrated database."""
    with OwnPostgres() as made:
        upgrade(made.create_database("perin"))
        yield made


async def offered(world: World) -> SessionView:
    """Alice and Bob may book with each other, and she has asked him for a meeting."""
    for name in ("alice", "bob"):
        await world.link(name)
    await world.connect(mine=Terms(BOOK_ON_CONFIRM), theirs=Terms(BOOK_ON_CONFIRM))
    return await world.propose()


async def test_a_claim_waits_for_one_that_is_not_yet_committed(server: OwnPostgres) -> None:
    """What another transaction has claimed can't be seen yet, but it counts: the later one waits for it, and loses."""
    wipe(server.url("perin"))
    async with AsyncExitStack() as exits:
        storage = open_storage(server.url("perin"))
        exits.push_async_callback(storage.aclose)
        first, second = await add_bookings(storage, 2)
        one, other = storage.uow(), storage.uow()
        await exits.enter_async_context(one)
        await exits.enter_async_context(other)
        await one.claims.hold(first, [ONE], SLOT)
        waiting = asyncio.ensure_future(other.claims.hold(second, [ONE], SLOT))
        await asyncio.wait([waiting], timeout=0.3)
        assert not waiting.done()
        await one.commit()
        with pytest.raises(SlotTaken):
            await waiting


@pytest.mark.parametrize("moment", ["before commit 2", "before commit 4", "after commit 4"])
async def test_the_server_dies_around_a_commit(server: OwnPostgres, moment: str) -> None:
    """The presser may be told that it failed; the calendars and the rows agree all the same, once all is at rest."""
    wipe(server.url("perin"))
    async with small_world(server.url("perin")) as world:
        view = await offered(world)
        process = Interrupted(world.deps, dies_at=moment)
        process.server = server
        slot = view.slots[0].slot
        with suppress(PerinError):
            await confirm_slot(process.doomed(), person=key_of("alice"), session=view.session.id, slot=slot)
        assert moment in process.moments
        await come_to_rest(world)
        assert await assert_at_rest(world, view.session.id) is SessionState.CONFIRMED


@pytest.mark.parametrize("moment", ["before commit 1", "before commit 2", "before commit 3", "before commit 4"])
async def test_a_commit_whose_answer_is_lost(server: OwnPostgres, moment: str) -> None:
    """It took effect and nobody heard: whoever comes next reads what is there, and does nothing a second time."""
    wipe(server.url("perin"))
    async with cut_line(server.url("perin")) as line, small_world(line.url) as world:
        view = await offered(world)
        process = Unheard(world.deps, dies_at=moment)
        process.line = line
        slot = view.slots[0].slot
        with suppress(PerinError):
            await confirm_slot(process.doomed(), person=key_of("alice"), session=view.session.id, slot=slot)
        assert line.cuts == 1
        await come_to_rest(world)
        assert await assert_at_rest(world, view.session.id) is SessionState.CONFIRMED
