"""The whole product: every moment × every fault × both databases, of everything that writes to two calendars.

A moment stands for those that leave the same behind; where a fault meets nobody, it is not played. That the other side
is struck makes no difference: the gravest faults are played on it as well, each on one of the two databases.
"""

from __future__ import annotations

import pytest

from tests.crash.catalogue import SCENARIOS
from tests.crash.faults import FAULTS, OTHER_SIDE, WAY_BACK
from tests.crash.moments import both_held, distinct, lasting, until_told
from tests.crash.trials import Again, Strike, Theatre

pytestmark = [pytest.mark.full, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(900)]

STRIKES = {name: Strike(name, faults) for name, faults in (FAULTS | WAY_BACK | OTHER_SIDE).items()}
BOTH = ("sqlite", "postgresql")
TRIALS = [
    *((database, fault) for database in BOTH for fault in (*FAULTS, *WAY_BACK)),
    *((BOTH[number % 2], fault) for number, fault in enumerate(OTHER_SIDE)),
]
AGAIN = ("book", "roll_back", "move")


@pytest.mark.parametrize(("theatre", "fault"), TRIALS, indirect=["theatre"])
@pytest.mark.parametrize("name", SCENARIOS)
async def test_killed_at_every_moment_under_every_fault(theatre: Theatre, name: str, fault: str) -> None:
    """Google errs and the process dies, wherever it is: both or neither."""
    strike = STRIKES[fault]
    moments = until_told(await theatre.moments(name, strike))
    before = moments[: min(theatre.struck, default=len(moments))]
    wrong = {}
    for moment in lasting(moments, theatre.struck):
        die = theatre.killed_before if moment in before else theatre.killed_after
        wrong[moment] = await die(name, moment, strike)
    assert {moment: found for moment, found in wrong.items() if found} == {}


@pytest.mark.parametrize("name", AGAIN)
async def test_killed_again_at_every_moment(theatre: Theatre, name: str) -> None:
    """The one who takes over dies too, wherever it is."""
    again = Again(both_held(await theatre.moments(name)))
    seconds = await theatre.recovery_moments(name, again)
    wrong = {second: await theatre.killed_again(name, again, second) for second in distinct(seconds)}
    assert {moment: found for moment, found in wrong.items() if found} == {}
