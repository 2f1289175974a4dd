"""The stage: whoever wants to take a step waits here until the director lets exactly that step happen.

Replicas run the real code; only their storage and calendars ask for a turn first. What the director says decides how
the step goes: as it should, with its answer lost, refused, or with the process dying before or after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from enum import Enum
from types import TracebackType
from typing import Any, Self, cast

from core.calendars.protocols import Calendars
from core.domain.errors import CalendarError, OutcomeUnknown, SlowDown
from core.storage.protocols import Storage
from core.usecases.deps import Deps
from tests.support.stepping import Crash

CALLS = frozenset({"busy", "insert", "get", "overlapping", "marked", "update", "amend", "delete", "revoke"})
WRITES = frozenset({"insert", "update", "amend", "delete"})
QUIET_TURNS = 25
"""How often the loop goes round until whatever follows a step has come to its next one."""


class Verdict(Enum):
    """How a step goes."""

    GO = "goes"
    LOST = "happens, answer lost"
    LATE = "answer lost, happens later"
    UNSENT = "never leaves"
    SLOW = "is told to slow down"
    DIE_BEFORE = "kills its process before"
    DIE_AFTER = "kills its process after"


@dataclass(eq=False)
class Step:
    """Something that wants to happen in a replica: ``unit``, or a call's name and whose calendar."""

    replica: Replica
    name: str
    turn: asyncio.Future[Verdict]

    def __str__(self) -> str:
        return f"{self.replica.name} {self.name}"


@dataclass(eq=False)
class Replica:
    """A process: its view of the world, and whether it is dead."""

    name: str
    stage: Stage
    deps: Deps
    is_dead: bool = False

    @classmethod
    def start(cls, name: str, stage: Stage, deps: Deps) -> Replica:
        """Start a process whose steps wait for their turn."""
        replica = cls(name, stage, deps)
        replica.deps = replace(
            deps,
            storage=cast("Storage", _Storage(replica, deps.storage)),
            calendars=cast("Calendars", _Calendars(replica, deps.calendars)),
        )
        return replica

    def die(self) -> None:
        """Nothing of this process happens any more."""
        self.is_dead = True
        for step in [step for step in self.stage.parked if step.replica is self]:
            self.stage.parked.remove(step)
            step.turn.set_exception(Crash(self.name))


@dataclass
class Stage:
    """The steps that wait, the tasks they belong to, writes that are still under way, and what happened so far."""

    parked: list[Step] = field(default_factory=list)
    tasks: dict[asyncio.Task[object], str] = field(default_factory=dict)
    late: list[Callable[[], Coroutine[Any, Any, object]]] = field(default_factory=list)
    story: list[str] = field(default_factory=list)
    unexpected: list[BaseException] = field(default_factory=list)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    async def turn(self, replica: Replica, name: str) -> Verdict:
        """Wait for one's turn. Raises Crash in a dead process."""
        if replica.is_dead:
            raise Crash(replica.name)
        step = Step(replica, name, asyncio.get_running_loop().create_future())
        self.parked.append(step)
        return await step.turn

    def over(self) -> None:
        """The step that was let happen has ended."""
        self._over.set()

    async def run(self, step: Step, verdict: Verdict) -> None:
        """Let one step happen, to its end and up to whatever waits next."""
        self.parked.remove(step)
        self.story.append(f"{step}: {verdict.value}")
        self._over.clear()
        step.turn.set_result(verdict)
        await self._over.wait()
        await self.settle()

    async def settle(self) -> None:
        """Let everything come to its next step, and see how finished tasks ended."""
        for _ in range(QUIET_TURNS):
            await asyncio.sleep(0)
        for task in [task for task in self.tasks if task.done()]:
            what = self.tasks.pop(task)
            error = task.exception()
            self.story.append(f"{what}: {'done' if error is None else type(error).__name__}")
            if error is not None and not isinstance(error, Crash):
                self.unexpected.append(error)

    async def begin(self, what: str, work: Coroutine[Any, Any, object]) -> None:
        """Start a task and let it come to its first step."""
        self.tasks[asyncio.ensure_future(work)] = what
        self.story.append(f"{what}: begins")
        await self.settle()

    async def land(self, number: int) -> None:
        """Let a late write reach Google."""
        write = self.late.pop(number)
        try:
            await write()
        except CalendarError as error:
            self.story.append(f"a late write is refused: {type(error).__name__}")
        else:
            self.story.append("a late write lands")


class _Calendars:
    """Real calendars whose calls wait for their turn."""

    def __init__(self, replica: Replica, real: Calendars) -> None:
        self._replica = replica
        self._real = real

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        found = getattr(self._real, name)
        if name not in CALLS:
            return found

        async def call(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - passed on as given
            whose = str(given[0].person).rpartition(":U")[2].lower()
            stage = self._replica.stage
            verdict = await stage.turn(self._replica, f"{name} {whose}")
            try:
                return await _played(self._replica, verdict, lambda: found(*given, **more))
            finally:
                stage.over()

        return call


async def _played(replica: Replica, verdict: Verdict, call: Callable[[], Coroutine[Any, Any, object]]) -> object:
    """Carry a call out as the verdict says."""
    if verdict is Verdict.DIE_BEFORE:
        replica.die()
        raise Crash(replica.name)
    if verdict is Verdict.UNSENT:
        raise OutcomeUnknown(sent=False)
    if verdict is Verdict.SLOW:
        raise SlowDown(retry_after=7)
    if verdict is Verdict.LATE:
        replica.stage.late.append(call)
        raise OutcomeUnknown
    try:
        answer = await call()
    finally:
        if verdict is Verdict.DIE_AFTER:
            replica.die()
    if replica.is_dead:
        raise Crash(replica.name)
    if verdict is Verdict.LOST:
        raise OutcomeUnknown
    return answer


class _Storage:
    """A real storage whose units of work wait for their turn."""

    def __init__(self, replica: Replica, real: Storage) -> None:
        self._replica = replica
        self._real = real

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        return getattr(self._real, name)

    def uow(self) -> _Unit:
        return _Unit(self._replica, self._real.uow(), "unit")

    def reading(self) -> _Unit:
        return _Unit(self._replica, self._real.reading(), "read")


class _Unit:
    """A real unit of work that begins when its turn comes, and may be the last thing its process does."""

    def __init__(self, replica: Replica, real: Any, name: str) -> None:  # noqa: ANN401 - a unit of work
        self._replica = replica
        self._real = real
        self._name = name
        self._verdict = Verdict.GO

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - its repositories
        return getattr(self._real, name)

    async def __aenter__(self) -> Self:
        self._verdict = await self._replica.stage.turn(self._replica, self._name)
        await self._real.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._real.__aexit__(kind, error, trace)
        finally:
            self._replica.stage.over()

    async def commit(self) -> None:
        """Commit, or die before or after it."""
        if self._verdict is Verdict.DIE_BEFORE:
            self._replica.die()
            raise Crash(self._replica.name)
        await self._real.commit()
        if self._verdict is Verdict.DIE_AFTER:
            self._replica.die()
            raise Crash(self._replica.name)


Action = Callable[[Replica], Awaitable[object]]
