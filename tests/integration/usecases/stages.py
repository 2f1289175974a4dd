"""What happens before an act of the table of rights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.domain.grants import AUTO_CONSTRAINTS, Constraints
from core.domain.ids import ConnectionId, PersonKey, SessionId
from core.domain.scopes import ASK_FIRST, BOOK_AUTOMATICALLY, BOOK_ON_CONFIRM, Scope
from core.domain.sessions import Session, SessionKind
from core.scheduling.intervals import Interval
from core.storage.protocols_people import Pair
from core.usecases.deps import Deps
from core.usecases.more_times import more_times
from core.usecases.terms import Terms
from tests.support.people import key_of
from tests.support.world import World

ASKS = Terms(ASK_FIRST)
BOOKS = Terms(BOOK_ON_CONFIRM)
AUTO = Terms(BOOK_AUTOMATICALLY, AUTO_CONSTRAINTS, auto_scheduling=True)
AUTO_OFF = Terms(BOOK_AUTOMATICALLY, AUTO_CONSTRAINTS)
NOTHING = Terms(frozenset())
NO_READING = Terms(frozenset({Scope.PROFILE}))
CAPPED = Terms(BOOK_ON_CONFIRM, Constraints(weekly_cap=1))


NO_CONNECTION, NO_SESSION = ConnectionId(""), SessionId("")


@dataclass
class Stage:
    """A world, and the rows that the steps made in it."""

    world: World
    connection: ConnectionId = NO_CONNECTION
    session: SessionId = NO_SESSION
    slots: tuple[Interval, ...] = ()

    @property
    def deps(self) -> Deps:
        """What use cases are given."""
        return self.world.deps

    async def read(self) -> tuple[Pair, Session]:
        """The connection's sides and the session, as they stand."""
        async with self.world.storage.reading() as uow:
            return await uow.connections.pair(self.connection), await uow.sessions.get(self.session)


Step = Callable[[Stage], Awaitable[object]]
Act = Callable[[Stage, PersonKey], Awaitable[object]]


def invited(terms: Terms = ASKS) -> Step:
    """Alice invites Bob."""

    async def step(stage: Stage) -> None:
        stage.connection = (await stage.world.invite("alice", "bob", terms)).connection.id

    return step


def connected(mine: Terms = ASKS, theirs: Terms = ASKS) -> Step:
    """Alice and Bob are linked and connected; `mine` is Alice's grant."""

    async def step(stage: Stage) -> None:
        await stage.world.link("alice")
        await stage.world.link("bob")
        stage.connection = await stage.world.connect(mine=mine, theirs=theirs)

    return step


def offered(kind: SessionKind = SessionKind.SCHEDULE_MEETING, phrase: str = "next week") -> Step:
    """Alice asks Bob for a meeting: three slots are out."""

    async def step(stage: Stage) -> None:
        view = await stage.world.propose(kind=kind, phrase=phrase)
        stage.session, stage.slots = view.session.id, tuple(one.slot for one in view.slots)

    return step


async def no_slots(stage: Stage) -> None:
    """Alice asks, but nothing suits both."""
    stage.world.busy("alice", "2026-12-07 00:00", "2026-12-12 00:00")
    stage.session = (await stage.world.propose()).session.id


async def accepted(stage: Stage) -> None:
    """Bob accepts the first slot."""
    await stage.world.accept("bob", stage.session, stage.slots[0])


async def booked(stage: Stage) -> None:
    """Alice books the first slot."""
    await stage.world.book("alice", stage.session, stage.slots[0])


async def another_booked(stage: Stage) -> None:
    """Another meeting of the two is booked in the same week."""
    view = await stage.world.propose(phrase="another")
    await stage.world.book("alice", view.session.id, view.slots[2].slot)


def later(seconds: int) -> Step:
    """Time passes."""

    async def step(stage: Stage) -> None:
        stage.world.forward(seconds)

    return step


def edited(name: str, terms: Terms) -> Step:
    """Somebody replaces their grant."""

    async def step(stage: Stage) -> None:
        await stage.world.grant(name, stage.connection, terms)

    return step


def silent(name: str) -> Step:
    """Somebody's calendar doesn't answer any more."""

    async def step(stage: Stage) -> None:
        stage.world.fault("error", "freebusy", account=f"g-{name}", times=None)

    return step


def done(act: Act, name: str) -> Step:
    """Somebody does an act of the table."""

    async def step(stage: Stage) -> None:
        await act(stage, key_of(name))

    return step


def rounds(number: int) -> Step:
    """Slots have gone out this often."""

    async def step(stage: Stage) -> None:
        for _ in range(number - 1):
            stage.world.forward(60)
            await more_times(stage.deps, person=key_of("alice"), session=stage.session)

    return step
