"""Stop the world between two steps: let something else happen there, or let the process die there.

The calendars stay real; only the moments before and after their calls, and before and after commits, are made
visible. A process that died writes nothing any more, neither to a calendar nor to the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self, cast

from core.calendars.protocols import Calendars
from core.storage.protocols import Storage
from core.usecases.deps import Deps

CALLS = (
    *("calendars", "busy", "insert", "get", "overlapping", "update", "amend", "marked", "delete"),
    *("revoke", "exchange"),
)
Moment = Callable[[str], Awaitable[None]]


class Crash(Exception):
    """The process died here."""


def before(deps: Deps, call: str, happen: Callable[[], Awaitable[object]]) -> Deps:
    """Let `happen` run once, before the first `call` to a calendar goes out."""
    return _once(deps, f"before {call} ", happen)


def after(deps: Deps, call: str, happen: Callable[[], Awaitable[object]]) -> Deps:
    """Let `happen` run once, after the first `call` has had its effect."""
    return _once(deps, f"after {call} ", happen)


def _once(deps: Deps, start: str, happen: Callable[[], Awaitable[object]]) -> Deps:
    seen: list[str] = []

    async def moment(name: str) -> None:
        if name.startswith(start) and not seen:
            seen.append(name)
            await happen()

    return replace(deps, calendars=cast("Calendars", _Calendars(deps.calendars, moment)))


@dataclass
class Process:
    """A process that dies at the moment called `dies_at`; `moments` are those it came by.

    Moments are called `before insert alice`, `after commit 2`: calls by whose calendar, commits by number.
    """

    deps: Deps
    dies_at: str = ""
    moments: list[str] = field(default_factory=list)
    is_dead: bool = False
    commits: int = 0

    def doomed(self) -> Deps:
        """What this process works with."""
        return replace(
            self.deps,
            calendars=cast("Calendars", _Calendars(self.deps.calendars, self.pass_by)),
            storage=cast("Storage", _Storage(self.deps.storage, self)),
        )

    async def pass_by(self, name: str) -> None:
        """Die here, if this is the moment or it is past."""
        self.moments.append(name)
        if self.is_dead or name == self.dies_at:
            self.is_dead = True
            raise Crash(name)


class _Calendars:
    """Real calendars, and a moment before and after each call."""

    def __init__(self, real: Calendars, moment: Moment) -> None:
        self._real = real
        self._moment = moment

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        found = getattr(self._real, name)
        if name not in CALLS:
            return found

        async def call(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - passed on as given
            whose = args[0].person.rpartition(":U")[2].lower() if args else ""
            await self._moment(f"before {name} {whose}")
            answer = await found(*args, **more)
            await self._moment(f"after {name} {whose}")
            return answer

        return call


class _Storage:
    """A real storage, and a moment before and after each commit."""

    def __init__(self, real: Storage, process: Process) -> None:
        self._real = real
        self._process = process

    def uow(self) -> _Unit:
        return _Unit(self._real.uow(), self._process)

    def reading(self) -> _Unit:
        return _Unit(self._real.reading(), self._process)


class _Unit:
    """A real unit of work of a process that may be dead."""

    def __init__(self, real: Any, process: Process) -> None:  # noqa: ANN401 - a unit of work of either kind
        self._real = real
        self._process = process

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - its repositories
        return getattr(self._real, name)

    async def __aenter__(self) -> Self:
        if self._process.is_dead:
            raise Crash
        await self._real.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._real.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        self._process.commits += 1
        number = self._process.commits
        await self._process.pass_by(f"before commit {number}")
        await self._real.commit()
        await self._process.pass_by(f"after commit {number}")
