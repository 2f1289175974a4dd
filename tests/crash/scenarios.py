"""What is killed: each scenario sets its scene and says whose press follows. A new one is one function here.

A scenario runs in the driver, before anything dies; the press it returns is pickled and runs in the child.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.assembly import Parts
from core.domain.grants import Constraints
from core.domain.ids import SessionId
from core.domain.people import Place
from core.domain.scopes import BOOK_AUTOMATICALLY, BOOK_ON_CONFIRM
from core.scheduling.intervals import Interval
from core.usecases.chores import work_off_chores
from core.usecases.confirm import confirm_slot
from core.usecases.propose import propose_meeting
from core.usecases.terms import MeetingRequest, Terms
from tests.support.crash_child import Press
from tests.support.crash_stage import Meanwhile
from tests.support.people import NEXT_WEEK, key_of
from tests.support.world import World

ALICE, BOB = key_of("alice"), key_of("bob")
AUTO = Terms(BOOK_AUTOMATICALLY, Constraints(weekly_cap=2, longest_minutes=60), auto_scheduling=True)


@dataclass(frozen=True)
class Act:
    """A press, what others do meanwhile, and the state in which the session is to end once it was decided.

    `decided` is the moment after which there is no way back to how it was; before it, either may be. No `session`: it
    is only begun by the press.
    """

    press: Press
    session: SessionId | None
    ends: str = ""
    decided: str = "after commit 1"
    meanwhile: tuple[Meanwhile, ...] = ()


Scenario = Callable[[World, Parts], Awaitable[Act]]
SCENARIOS: dict[str, Scenario] = {}


def scenario(function: Scenario) -> Scenario:
    """Add a scenario to the matrix, under its own name."""
    SCENARIOS[function.__name__] = function
    return function


async def offered(world: World, parts: Parts) -> tuple[SessionId, Interval]:
    """Alice and Bob are connected, each may book; three slots of next week are on their cards."""
    for name in ("alice", "bob"):
        await world.link(name)
        world.busy(name, "2026-12-09 10:00", "2026-12-09 11:00")
    await world.connect(mine=Terms(scopes=BOOK_ON_CONFIRM), theirs=Terms(scopes=BOOK_ON_CONFIRM))
    view = await world.propose()
    await parts.notifier.deliver_due()
    return view.session.id, view.slots[0].slot


@scenario
async def book(world: World, parts: Parts) -> Act:
    """Alice books a slot that is free for both."""
    session, slot = await offered(world, parts)
    return Act(partial(confirm_slot, person=ALICE, session=session, slot=slot), session, "confirmed")


@scenario
async def roll_back(world: World, parts: Parts) -> Act:
    """Somebody takes Bob's time between fresh check and overlap list: both holds go, other slots are offered."""
    session, slot = await offered(world, parts)
    bob = world.account("bob")
    walk_in = Meanwhile("list", lambda: bob.add_event(summary="Walk-in", start=slot.start, end=slot.end), "g-bob")
    press = partial(confirm_slot, person=ALICE, session=session, slot=slot)
    return Act(press, session, "negotiating", meanwhile=(walk_in,))


@scenario
async def auto(world: World, parts: Parts) -> Act:
    """Both let their Perins book: Alice asks, and the best slot is booked without a click."""
    for name in ("alice", "bob"):
        await world.link(name)
    await world.connect(mine=AUTO, theirs=AUTO)
    await parts.notifier.deliver_due()
    request = MeetingRequest(length_minutes=45, window=NEXT_WEEK, phrase="next week")
    return Act(partial(propose_meeting, asker=ALICE, other=BOB, request=request, key="asked once"), None)


@scenario
async def video(world: World, parts: Parts) -> Act:
    """Both prefer video: the meeting stands, and its link is made and put on both events."""
    for name in ("alice", "bob"):
        await world.link(name)
    terms = Terms(BOOK_ON_CONFIRM, Constraints(place=Place.VIDEO))
    await world.connect(mine=terms, theirs=terms)
    view = await world.propose()
    await world.book("alice", view.session.id, view.slots[0].slot)
    await parts.notifier.deliver_due()
    return Act(work_off_chores, view.session.id, "confirmed")
