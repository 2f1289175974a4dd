"""The matched anchor's work: the statements of Perin's own command, recorded once, run again with plain Core.

"Matched" means: the same statement objects with the same kinds of values, in the same transactions, over engines set up
by the product's own functions (one SQLite connection that writes, some that read). Only what must differ from run to
run does: whose rows they are, the version read, the number drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ClauseElement, Connection, Engine, Executable, Select, event

from benchmarks.handlers_lib.slack_side import TEAM
from benchmarks.handlers_lib.world import KEY, plain_deps, some_person
from core.domain.ids import person_key
from core.storage.database import open_storage
from core.storage.engine import SQLITE_READERS, read_target, sqlite_engine
from core.storage.migrate import upgrade
from core.usecases.pause import pause
from core.usecases.people import find_person

_RECORDED = "URECORDED"
Values = dict[str, Any]


@dataclass(slots=True)
class Stretch:
    """One transaction's statements with their values: one set, or several for one statement."""

    said: list[tuple[Executable, Values | list[Values]]] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether it is one of the writing connection's."""
        return not all(isinstance(statement, Select) for statement, _ in self.said)


async def record_pause(database_url: str) -> list[Stretch]:
    """Return what the database is told when somebody types ``/perin pause``: who it is, then the command itself."""
    upgrade(database_url)
    storage = open_storage(database_url, keys=[KEY])
    deps, person = plain_deps(storage, lambda: 1_900_000_000), some_person(_RECORDED)
    async with storage.uow() as uow:
        await uow.people.add(person)
        await uow.commit()
    stretches: list[Stretch] = []

    def begun(_: Connection) -> None:
        stretches.append(Stretch())

    def said(
        _: Connection, statement: ClauseElement, many: Sequence[Values], one: Values, __: Mapping[str, Any]
    ) -> None:
        assert isinstance(statement, Executable)
        stretches[-1].said.append((statement, list(many) if many else dict(one)))

    event.listen(Engine, "begin", begun)
    event.listen(Engine, "before_execute", said)
    await find_person(deps, person=person.key)
    await pause(deps, person=person.key)
    event.remove(Engine, "begin", begun)
    event.remove(Engine, "before_execute", said)
    await storage.aclose()
    return stretches


class Replay:
    """Runs recorded statements for one person after the other."""

    def __init__(self, database_url: str, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        target = read_target(database_url)
        self._writer = sqlite_engine(target, size=1, writes=True)
        self._reader = sqlite_engine(target, size=SQLITE_READERS, writes=False)

    async def run(self, slack_user: str) -> None:
        """Do it for this person."""
        key = person_key(TEAM, slack_user)
        for stretch in self._stretches:
            seen: Values = {}
            engine = self._writer if stretch.writes else self._reader
            async with engine.connect() as connection, connection.begin():
                for statement, values in stretch.said:
                    given = (
                        [_for(key, seen, one) for one in values]
                        if isinstance(values, list)
                        else _for(key, seen, values)
                    )
                    result = await connection.execute(statement, given)
                    if result.returns_rows:
                        row = result.first()
                        seen |= {} if row is None else dict(row._mapping)  # noqa: SLF001 - public, whatever its name


def _for(key: str, seen: Values, values: Values) -> Values:
    """Return recorded values as this person's: their key, the version just read, the number just drawn."""
    recorded = person_key(TEAM, _RECORDED)
    given = {name: key if value == recorded else value for name, value in values.items()}
    for name, fresh in (("was", "version"), ("number", "last")):
        if name in given:
            given[name] = seen[fresh]
    return given
