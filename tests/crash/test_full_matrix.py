"""Moments × faults × both databases.

Booking takes each moment under each fault on both. The others go through the same steps: there each fault plays on one
of the two databases in turn and takes a part of the moments, the next fault the part beside it.
"""

from __future__ import annotations

import pytest

from tests.crash.catalogue import SCENARIOS
from tests.crash.faults import FAULTS, OTHER_SIDE, WAY_BACK
from tests.crash.trials import Again, Strike, Theatre, distinct, until_told

pytestmark = [pytest.mark.full, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]

STRIKES = {name: Strike(name, faults) for name, faults in (FAULTS | WAY_BACK | OTHER_SIDE).items()}
EVERY = {"book": 1, "cancel": 2, "undo": 2, "video": 2, "roll_back": 4, "move": 4, "move_fails": 9, "auto": 7}
"""Of how many moments of a scenario one is taken under a fault."""
METHODS = {"cancel": {"delete", "get"}, "undo": {"delete", "get"}, "video": {"update", "get"}}
"""The only calls that a scenario makes while it is killed, where those are few."""
TRIALS = [
    (database, name, fault)
    for name, every in EVERY.items()
    for number, fault in enumerate(STRIKES)
    for index, database in enumerate(("sqlite", "postgresql"))
    if (every == 1 or number % 2 == index) and STRIKES[fault].method in METHODS.get(name, {STRIKES[fault].method})
]
AGAIN = ("book", "roll_back", "move")


@pytest.mark.parametrize("name", SCENARIOS)
async def test_killed_at_each_and_every_moment(theatre: Theatre, name: str) -> None:
    """Also where two moments differ in nothing that lasts, and while everything is told."""
    moments = await theatre.moments(name)
    wrong = {moment: await theatre.killed(name, moment) for moment in moments}
    assert {moment: found for moment, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("theatre", "name", "fault"), TRIALS, indirect=["theatre"])
async def test_killed_at_many_moments_under_every_fault(theatre: Theatre, name: str, fault: str) -> None:
    """Google errs and the process dies, wherever it is: both or neither."""
    strike, number, every = STRIKES[fault], list(STRIKES).index(fault), EVERY[name]
    moments = until_told(await theatre.moments(name, strike))
    if not theatre.was_struck:
        return
    first = number // 2 % every
    wrong = {moment: await theatre.killed(name, moment, strike) for moment in distinct(moments)[first::every]}
    assert {moment: found for moment, found in wrong.items() if found} == {}


@pytest.mark.parametrize("name", AGAIN)
async def test_killed_again_at_every_moment(theatre: Theatre, name: str) -> None:
    """The one who takes over dies too, wherever it is."""
    held = [one for one in await theatre.moments(name) if one.startswith("after insert")]
    again = Again(held[-1])
    seconds = await theatre.recovery_moments(name, again)
    wrong = {second: await theatre.killed_again(name, again, second) for second in distinct(seconds)}
    assert {moment: found for moment, found in wrong.items() if found} == {}
