"""Killed with SIGKILL at every moment of every scenario, and under every fault at its two worst moments.

The moments are found by a run that nobody kills, so a new call or commit of the protocol is a new trial by itself. With
`--full` also those moments are taken that leave the same behind, and the matrix beside this file takes every moment
under every fault.
"""

from __future__ import annotations

import pytest

from tests.crash.catalogue import SCENARIOS
from tests.crash.faults import FAULTS, WAY_BACK
from tests.crash.moments import distinct, worst
from tests.crash.trials import Strike, Theatre

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", SCENARIOS)
async def test_killed_at_every_moment(theatre: Theatre, name: str, pytestconfig: pytest.Config) -> None:
    """Wherever it dies, whoever comes next ends it on both calendars or on neither, and tells each once."""
    every = await theatre.moments(name)
    moments = every if pytestconfig.getoption("--full") else distinct(every)
    wrong = {moment: await theatre.killed(name, moment) for moment in moments}
    assert {moment: found for moment, found in wrong.items() if found} == {}


@pytest.mark.short
@pytest.mark.parametrize("name", FAULTS)
async def test_killed_under_a_fault(on_sqlite: Theatre, name: str) -> None:
    """Google errs and the process dies where that hurts most: still both or neither."""
    strike = Strike(name, FAULTS[name])
    moments = worst(await on_sqlite.moments("book", strike), strike.method)
    wrong = {moment: await on_sqlite.killed("book", moment, strike) for moment in moments}
    assert {moment: found for moment, found in wrong.items() if found} == {}


@pytest.mark.short
@pytest.mark.parametrize("name", WAY_BACK)
async def test_killed_on_the_way_back_under_a_fault(on_sqlite: Theatre, name: str) -> None:
    """Taking the holds away meets a fault, and the process dies: nothing is left behind."""
    strike = Strike(name, WAY_BACK[name])
    moments = worst(await on_sqlite.moments("roll_back", strike), strike.method)
    wrong = {moment: await on_sqlite.killed("roll_back", moment, strike) for moment in moments}
    assert {moment: found for moment, found in wrong.items() if found} == {}
