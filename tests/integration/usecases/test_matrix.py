"""Who may do what: every row of the contract's table, allowed and refused, in one table.

A row is an act, who tries it, what happened before, and what comes of it: None when it is allowed, else the refusal.
Booking without a click is proved as a rule on values read from the same world: no press asks for it.
"""

from __future__ import annotations

import pytest

from core.domain import errors as e
from tests.integration.usecases import matrix_connecting, matrix_meeting
from tests.integration.usecases.stages import NO_SESSION, Act, Stage, Step
from tests.support.people import key_of
from tests.support.world import World, small_world

ROWS = [*matrix_connecting.ROWS, *matrix_meeting.ROWS]


@pytest.mark.parametrize(("who", "act", "steps", "refusal"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
async def test_who_may_do_what(
    sqlite_url: str, who: str, act: Act, steps: tuple[Step, ...], refusal: type[e.PerinError] | None
) -> None:
    """The act is allowed, or refused by the row's own refusal and nothing is changed."""
    async with small_world(sqlite_url) as world:
        stage = Stage(world)
        for step in steps:
            await step(stage)
        if refusal is None:
            await act(stage, key_of(who))
            return
        before = await everything(world, stage)
        with pytest.raises(refusal) as refused:
            await act(stage, key_of(who))
        assert type(refused.value) is refusal
        assert refused.value.code == refusal.code
        assert await everything(world, stage) == before


async def everything(world: World, stage: Stage) -> list[object]:
    """What a refused act must leave alone: inboxes, trails, the session, the calendars."""
    found: list[object] = [world.legs()]
    for name in ("alice", "bob", "priya"):
        found += [await world.notices(name), await world.trail(name)]
    if stage.session != NO_SESSION:
        found += [await world.session(stage.session), await world.messages(stage.session)]
    return found


def test_each_row_has_a_name_of_its_own() -> None:
    """No row hides another."""
    assert len({row[0] for row in ROWS}) == len(ROWS)
