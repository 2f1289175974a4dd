"""Cases of the table that are one named trial each: the moment, the fault, and what must be seen besides."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from core.domain.errors import StorageError
from tests.crash.faults import WRITES
from tests.crash.moments import both_held, distinct
from tests.crash.presses import with_a_full_disk
from tests.crash.trials import NO_FAULT, Again, Strike, Theatre
from tests.support.databases import SQLITE

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", ["book", "cancel", "undo"])
async def test_a_process_that_slept_too_long_is_fenced(on_postgresql: Theatre, name: str) -> None:
    """Stopped at any moment for longer than its lease, and awake again, it changes nothing that was settled.

    Not inside a transaction: there it holds its rows until PostgreSQL ends it, after half a minute of idling.
    """
    every = distinct(await on_postgresql.moments(name))
    moments = [one for one in every if not one.startswith("before commit")]
    wrong = {moment: await on_postgresql.asleep(name, moment) for moment in moments}
    assert {moment: found for moment, found in wrong.items() if found} == {}


@pytest.mark.parametrize("name", ["book", "roll_back"])
async def test_killed_again_while_it_recovers(on_sqlite: Theatre, name: str) -> None:
    """The second process dies too, wherever it is: the third finishes it."""
    again = Again(both_held(await on_sqlite.moments(name)))
    moments = await on_sqlite.recovery_moments(name, again)
    wrong = {second: await on_sqlite.killed_again(name, again, second) for second in moments[::3]}
    assert {second: found for second, found in wrong.items() if found} == {}


async def test_killed_around_the_fence(on_sqlite: Theatre) -> None:
    """Before, at and after the insert that only takes the id: no free-time ghost stays, and what is late finds it."""
    late = Again("", Strike("insert: lands late", WRITES["insert: lands late"]), idle=200)
    moments = await on_sqlite.recovery_moments("book", late)
    fence = ["before insert bob", "after insert bob", "before delete bob", "after delete bob"]
    assert set(fence) <= set(moments)
    wrong = {moment: await on_sqlite.killed_again("book", late, moment) for moment in fence}
    assert {moment: found for moment, found in wrong.items() if found} == {}


async def test_found_hours_later(on_sqlite: Theatre) -> None:
    """Nobody wants a meeting to appear hours later: what is found past its time to decide is undone."""
    wrong = {}
    for moment in ("before insert alice", "after insert bob", "after update alice", "before commit 4"):
        wrong[moment] = await on_sqlite.killed("book", moment, idle=3 * 3600)
        (session,) = on_sqlite.look().rows["sessions"]
        assert session["state"] == "error"
    assert {moment: found for moment, found in wrong.items() if found} == {}


async def test_no_call_without_a_durable_intent(on_sqlite: Theatre) -> None:
    """The disk is full when the intent is to be stored: nothing is written to any calendar, and it is settled later."""
    act = await on_sqlite.act("book")
    log = Path(f"{on_sqlite.stage.database_url.removeprefix(SQLITE)}-wal")
    given = partial(with_a_full_disk, **act.press.keywords, log=log)  # type: ignore[attr-defined]  # it is a partial
    fate = await on_sqlite.press("book", given)
    assert fate.report is not None
    assert fate.report.refusal == StorageError.code
    assert [call.method for call in on_sqlite.look().calls if call.method != "token"] == ["freebusy", "freebusy"]
    assert await on_sqlite.finish(NO_FAULT) == []
