"""What commands cost the database: few statements, and no more of them the more there is to read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from core.domain.quota import Act
from core.domain.scopes import BOOK_ON_CONFIRM
from core.usecases.audit import read_audit
from core.usecases.cancel import cancel_session
from core.usecases.connections import list_connections
from core.usecases.home import read_home
from core.usecases.inbox import list_notices
from core.usecases.more_times import more_times
from core.usecases.outbox import claim_cards, claim_notices
from core.usecases.people import find_and_count, recognise
from core.usecases.read_session import list_sessions
from core.usecases.terms import Terms
from tests.support.people import INSTALLATION, key_of, profile_of
from tests.support.world import World

ALICE = key_of("alice")
READING_MOST = (2, 8)
SCHEDULE_MOST = (2, 14)
OUTBOX_MOST = (2, 10)
HOME_MOST = (1, 16)
Read = Callable[[World], Awaitable[object]]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Spent:
    """Transactions begun and statements run."""

    transactions: int = 0
    statements: list[str] = field(default_factory=list)

    def is_within(self, most: tuple[int, int]) -> bool:
        """Whether there are no more of either."""
        return self.transactions <= most[0] and len(self.statements) <= most[1]

    @property
    def both(self) -> tuple[int, int]:
        """How many of each."""
        return self.transactions, len(self.statements)


@contextmanager
def counted() -> Iterator[Spent]:
    """Count what reaches the driver."""
    spent = Spent()

    def begun(_: object) -> None:
        spent.transactions += 1

    def run(*seen: Any) -> None:  # noqa: ANN401 - SQLAlchemy's arguments
        _, _, statement, parameters, _, has_many = seen
        if not statement.startswith("BEGIN"):
            # Several rows in one statement come as one flat set of values, one statement for each as a list of sets.
            has_sets = has_many and isinstance(parameters, list)
            spent.statements += [statement] * (len(parameters) if has_sets else 1)

    event.listen(Engine, "begin", begun)
    event.listen(Engine, "before_cursor_execute", run)
    try:
        yield spent
    finally:
        event.remove(Engine, "begin", begun)
        event.remove(Engine, "before_cursor_execute", run)


async def fill(world: World, people: int) -> None:
    """Connect Alice with so many people, each with an open session, a meeting and notices."""
    books = Terms(BOOK_ON_CONFIRM)
    world.deps = replace(world.deps, timing=replace(world.deps.timing, session_time_to_live=6 * 86_400))
    for number in range(people):
        name = f"p{number}"
        world.forward(60)
        await recognise(world.deps, profile=profile_of(name), installation=INSTALLATION)
        await world.connect(name, "alice", mine=books, theirs=books)


async def met(world: World) -> None:
    """Alice and Bob have open sessions, a meeting, notices and cards that wait."""
    books = Terms(BOOK_ON_CONFIRM)
    await world.link("alice")
    await world.link("bob")
    await world.connect(mine=books, theirs=books)
    for number in range(2):
        view = await world.propose("bob", "alice", phrase=f"meeting {number}")
        await world.book("bob", view.session.id, view.slots[number].slot)
    open_one = await world.propose("bob", "alice", phrase="open")
    world.forward(60)
    await more_times(world.deps, person=key_of("bob"), session=open_one.session.id)
    await world.propose("alice", "bob", phrase="also open")


async def command(world: World, read: Read) -> Spent:
    """What a reading command does below its listener: who it is and that it is counted, then it reads."""
    with counted() as spent:
        await find_and_count(world.deps, person=ALICE, act=Act.OTHER)
        await read(world)
    return spent


READS: dict[str, Read] = {
    "sessions": lambda world: list_sessions(world.deps, person=ALICE),
    "connections": lambda world: list_connections(world.deps, person=ALICE),
    "notifications": lambda world: list_notices(world.deps, person=ALICE),
    "audit": lambda world: read_audit(world.deps, person=ALICE),
}


async def test_reading_commands_are_cheap_however_much_there_is(world: World) -> None:
    """Two transactions and eight statements at most, with nothing and with much to read."""
    await met(world)
    for size in (0, 12):
        await fill(world, size)
        for name, read in READS.items():
            await read(world)
            spent = await command(world, read)
            assert spent.is_within(READING_MOST), (name, size, spent)


async def test_a_meeting_is_asked_for_in_two_transactions(world: World) -> None:
    """One before the calendars are read and one after, fourteen statements in all, however much stands already."""
    await met(world)
    for size in (0, 5):
        await fill(world, size)
        with counted() as spent:
            view = await world.propose("alice", "bob", phrase=f"another {size}")
        assert len(view.slots) == 3
        assert spent.is_within(SCHEDULE_MOST), spent
        await cancel_session(world.deps, person=ALICE, session=view.session.id)


async def test_a_request_that_finds_nothing_costs_no_more(world: World) -> None:
    """What would help is stored and told in the same two transactions."""
    await met(world)
    world.busy("alice", "2026-12-07 00:00", "2026-12-14 00:00")
    with counted() as spent:
        view = await world.propose("alice", "bob", phrase="another")
    assert not view.slots
    assert spent.is_within(SCHEDULE_MOST), spent


async def test_the_same_request_again_is_answered_in_one_transaction(world: World) -> None:
    """Typed twice, or delivered twice: no calendar is read."""
    await met(world)
    first = await world.propose("alice", "bob", phrase="another")
    with counted() as spent:
        again = await world.propose("alice", "bob", phrase="another")
    assert again.session == first.session
    assert spent.is_within((1, READING_MOST[1])), spent


async def test_home_costs_the_same_with_fifty_connections(world: World) -> None:
    """One transaction; connections, questions and meetings add rows, not statements."""
    await met(world)
    with counted() as few:
        await read_home(world.deps, person=ALICE)
    await fill(world, 50)
    with counted() as many:
        home = await read_home(world.deps, person=ALICE)
    assert len(home.connections) == 51
    assert home.needs_you
    assert home.meetings
    assert few.both == many.both
    assert many.is_within(HOME_MOST), many


async def test_the_outbox_reads_for_all_at_once(world: World) -> None:
    """What a batch of cards or notices costs doesn't grow with the batch."""
    await met(world)
    with counted() as many:
        assert len(await claim_cards(world.deps, limit=20)) > 1
    assert many.is_within(OUTBOX_MOST), many.statements
    await fill(world, 5)
    with counted() as many:
        assert len(await claim_notices(world.deps, limit=20)) > 1
    assert many.is_within(OUTBOX_MOST), many.statements
