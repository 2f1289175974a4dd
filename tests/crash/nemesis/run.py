"""One whole run: the server, the crowd, the drama, the way to rest, and what is wrong then."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from core.storage.migrate import upgrade
from tests.crash.invariants import INVARIANTS, fail_closed, problems
from tests.crash.nemesis.driver import Drama, History
from tests.crash.nemesis.world import gather_crowd
from tests.support.crash_child import Errand
from tests.support.crash_evidence import Evidence, foreign_events, read_evidence
from tests.support.crash_nursery import Nursery
from tests.support.crash_stage import Stage, serve_stage
from tests.support.postgres import OwnPostgres

# Whose calendar was asked before which write can't be told apart among so many bookings.
CHECKS = tuple(check for check in INVARIANTS if check is not fail_closed)


@dataclass(frozen=True)
class Result:
    """What is wrong after a run, how many meetings were booked in it, and what the run was."""

    wrong: list[str]
    booked: int
    summary: str


async def run(seconds: float, *, restarts: int, seed: int) -> Result:
    """Play and look. Same seed, same dice; what the processes make of it is never the same."""
    with tempfile.TemporaryDirectory() as home, OwnPostgres() as server, Nursery(Path(home) / "nursery") as nursery:
        url = server.create_database("perin")
        upgrade(url)
        async with serve_stage(url, Path(home)) as stage:
            async with stage.perin() as parts:
                world = stage.world(parts)
                crowd = await gather_crowd(stage, world)
                drama = Drama(
                    stage, server, world, crowd, random.Random(seed), seconds, restarts, Path(home) / "replicas"
                )
                await drama.play()
            found, wrong = await _rest(stage, nursery, (Path(home) / "replicas").read_text())
            wrong += problems(found, CHECKS) + drama.history.bugs + _broken_promises(found, drama.history)
            booked = len({row["subject"] for row in found.of("audit", action="session.booked")})
            return Result(wrong, booked, _summary(found, drama.history))


async def _rest(stage: Stage, nursery: Nursery, logs: str) -> tuple[Evidence, list[str]]:
    """Let one process finish what the others left, with a clock that is moved past every wait."""
    stage.plan.clear()
    stage.sandbox.google.late.land_now()
    fate = await nursery.do(Errand(stage.environment, stage.now))
    wrong = ["the last process died"] if fate.report is None else fate.report.bugs
    if fate.report is not None and not fate.report.is_quiet:
        wrong = [*wrong, "I6 progress: it never came to rest"]
    return read_evidence(stage, logs, foreign_events(stage)), wrong


def _broken_promises(found: Evidence, history: History) -> list[str]:
    """Who was told that a booking is done can find it: it was committed once, whatever became of it later."""
    booked = {row["subject"] for row in found.of("audit", action="session.booked")}
    ended = {row["subject"] for row in found.of("audit", action="session.booking_failed")}
    done = {
        history.presses[number].removeprefix("book ")
        for number, outcome in history.outcomes.items()
        if outcome == "done" and history.presses[number].startswith("book ")
    }
    return [f"session {one} was said to be booked and never was" for one in sorted(done - booked - ended)]


def _summary(found: Evidence, history: History) -> str:
    deeds = Counter(history.deeds)
    outcomes = Counter(history.outcomes.values())
    unknown = len(history.presses) - len(history.outcomes)
    states = Counter(row["state"] for row in found.rows["bookings"])
    return f"{dict(deeds)}; presses: {dict(outcomes)}, {unknown} unanswered; bookings: {dict(states)}"
