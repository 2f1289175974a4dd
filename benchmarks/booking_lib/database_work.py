"""A booking's calls and its database work, beside the same statements in the same transactions with nothing around.

One database is prepared, in which pairs of people have a slot to press; every contestant works on a copy of its own.
Perin's bookings are whole presses with calendars that answer at once: rights, rules, telling and all. The bare
contestant runs the statements that were recorded of them, the same objects with the same values, through plain
SQLAlchemy Core on the same kind of connections, so that every row ends the same.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import ClauseElement, Connection, Engine, Executable, Select, event

from benchmarks.booking_lib.stage import Stage, copy_of, slot_number, stage
from benchmarks.handlers_lib.slack_side import TEAM
from core.domain.ids import SessionId, person_key
from core.domain.sessions import SessionState
from core.storage.engine import SQLITE_READERS, read_target, sqlite_engine
from core.storage.migrate import upgrade
from core.usecases.confirm import confirm_slot

Values = dict[str, Any]
LATENCY = 0.1


@dataclass(slots=True)
class Stretch:
    """One transaction's statements with their values."""

    said: list[tuple[Executable, Values | list[Values]]] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether it is one of the writing connection's."""
        return not all(isinstance(statement, Select) for statement, _ in self.said)


@dataclass(frozen=True, slots=True)
class Worked:
    """``cpu`` and ``bare`` are milliseconds per booking, by round; ``waves`` the round trips in turn."""

    cpu: list[float]
    bare: list[float]
    transactions: int
    statements: int
    calls: Counter[str]
    waves: int
    wall: float

    @property
    def ratio(self) -> float:
        """The median of one by the other in the same round."""
        return median(ours / theirs for ours, theirs in zip(self.cpu, self.bare, strict=True))


async def measure(directory: Path, rounds: int, pairs: int) -> Worked:
    """Measure bookings of ``pairs`` pairs, ``rounds`` times."""
    prepared = f"sqlite+aiosqlite:///{directory}/prepared.db"
    sessions = await _prepare(prepared, pairs)
    recorded, calls, waves, wall = await _record(copy_of(prepared, "recorded"), sessions)
    cpu, bare = [], []
    for number in range(rounds):
        cpu.append(await _timed_presses(copy_of(prepared, f"ours{number}"), sessions))
        bare.append(await _timed_replay(copy_of(prepared, f"bare{number}"), recorded, pairs))
    statements = sum(len(stretch.said) for stretch in recorded) // pairs
    return Worked(cpu, bare, len(recorded) // pairs, statements, calls, waves, wall)


async def _prepare(database_url: str, pairs: int) -> list[SessionId]:
    upgrade(database_url)
    sessions = []
    async with stage(database_url) as made:
        for number in range(pairs):
            await made.enter(f"UA{number}")
            await made.enter(f"UB{number}")
            await made.connect(f"UA{number}", f"UB{number}")
            view = await made.offer(f"UA{number}", f"UB{number}", slot_number(0))
            sessions.append(view.session.id)
    return sessions


async def _press(made: Stage, number: int, session: SessionId) -> None:
    view = await confirm_slot(made.deps, person=person_key(TEAM, f"UB{number}"), session=session, slot=slot_number(0))
    assert view.session.state is SessionState.CONFIRMED, view.session.state


async def _record(database_url: str, sessions: Sequence[SessionId]) -> tuple[list[Stretch], Counter[str], int, float]:
    """Book all, one after the other; returns what the database was told, and of one booking its calls and seconds."""
    stretches: list[Stretch] = []

    def begun(_: Connection) -> None:
        stretches.append(Stretch())

    def said(
        _: Connection, statement: ClauseElement, many: Sequence[Values], one: Values, __: Mapping[str, Any]
    ) -> None:
        assert isinstance(statement, Executable)
        stretches[-1].said.append((statement, list(many) if many else dict(one)))

    wall = 0.0
    event.listen(Engine, "begin", begun)
    event.listen(Engine, "before_execute", said)
    try:
        async with stage(database_url, first=1_000_000) as made:
            for number, session in enumerate(sessions):
                made.calendars.calls.clear()
                made.calendars.waves = 0
                made.calendars.latency = LATENCY if number == len(sessions) - 1 else 0.0
                began = time.perf_counter()
                await _press(made, number, session)
                wall = time.perf_counter() - began
    finally:
        event.remove(Engine, "begin", begun)
        event.remove(Engine, "before_execute", said)
    return stretches, made.calendars.calls, made.calendars.waves, wall


async def _timed_presses(database_url: str, sessions: Sequence[SessionId]) -> float:
    async with stage(database_url, first=1_000_000) as made:
        await _press(made, 0, sessions[0])
        before = time.process_time()
        for number, session in enumerate(sessions[1:], 1):
            await _press(made, number, session)
        return (time.process_time() - before) / (len(sessions) - 1) * 1_000


async def _timed_replay(database_url: str, recorded: Sequence[Stretch], pairs: int) -> float:
    target = read_target(database_url)
    writer, reader = (
        sqlite_engine(target, size=1, writes=True),
        sqlite_engine(target, size=SQLITE_READERS, writes=False),
    )

    async def run(stretches: Sequence[Stretch]) -> None:
        for stretch in stretches:
            async with (writer if stretch.writes else reader).connect() as connection, connection.begin():
                for statement, values in stretch.said:
                    result = await connection.execute(statement, values)
                    if result.returns_rows:
                        result.all()

    each = len(recorded) // pairs
    await run(recorded[:each])
    before = time.process_time()
    await run(recorded[each:])
    taken = (time.process_time() - before) / (pairs - 1) * 1_000
    await writer.dispose()
    await reader.dispose()
    return taken
