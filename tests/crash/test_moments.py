"""Which trials the long matrix leaves out because another does the same: never one that could end otherwise."""

from __future__ import annotations

import pytest

from tests.crash.moments import both_held, lasting
from tests.crash.trials import NO_FAULT, Theatre
from tests.support.crash_worlds import left_behind

PASSED = [
    *(
        "before commit 1",
        "after commit 1",
        "before busy alice",
        "before busy bob",
        "after busy bob",
        "after busy alice",
    ),
    *("before commit 2", "after commit 2", "before insert alice", "before insert bob", "after insert alice"),
    *("before get bob", "after get bob", "before commit 3", "after commit 3", "between press and delivery"),
]


def test_a_moment_stands_for_those_that_change_nothing() -> None:
    """Reading and waiting leave nothing behind; what is under way may have happened at any moment."""
    assert lasting(PASSED, []) == [
        *("before commit 1", "after commit 1", "after commit 2", "before insert bob", "after insert alice"),
        *("before get bob", "after commit 3"),
    ]


def test_meeting_the_fault_is_a_change() -> None:
    """Who takes over no longer meets it: the first moment after it stands for itself, also after a mere reading."""
    met = PASSED.index("after busy bob")
    assert "after busy bob" in lasting(PASSED, [met])
    assert set(lasting(PASSED, [])) < set(lasting(PASSED, [met]))


def test_both_holds_are_answered() -> None:
    """Whoever's answer came last."""
    assert both_held(PASSED) == "before commit 3"


@pytest.mark.asyncio(loop_scope="session")
async def test_worlds_are_alike_but_for_ids_and_seconds(on_sqlite: Theatre) -> None:
    """The same death twice leaves the same; one step later, or one edit by an event's owner, does not."""
    worlds: dict[str, set[str]] = {}
    for moment in ("after commit 2", "after commit 2", "after commit 3", "after update bob"):
        act = await on_sqlite.act("book")
        await on_sqlite._begin("book", NO_FAULT)
        await on_sqlite._do(on_sqlite._errand(act, dies_at=moment))
        worlds.setdefault(moment, set()).add(left_behind(on_sqlite.stage))
    assert [len(found) for found in worlds.values()] == [1, 1, 1]
    assert len(set.union(*worlds.values())) == 3
    bob = on_sqlite.stage.sandbox.google.account("g-bob")
    (event,) = [one for one in bob.events() if one["summary"].startswith("Hold") or "bk_s" in str(one)]
    bob.update_event("primary", event["id"], description="My notes")
    assert left_behind(on_sqlite.stage) not in worlds["after update bob"]
