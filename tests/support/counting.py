"""Count what the database is told: transactions and their statements, and which of them is open right now.

Every engine of the process is listened to, so nothing else may use a database meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass
class Told:
    """`transactions` holds the statements of each, in order; `opened` counts those begun and not yet ended."""

    transactions: list[list[str]] = field(default_factory=list)
    opened: int = 0

    @property
    def statements(self) -> int:
        """How many statements there were, without those that begin and end transactions."""
        return sum(map(len, self.transactions))

    @property
    def counts(self) -> tuple[int, int]:
        """Transactions and statements."""
        return len(self.transactions), self.statements


@contextmanager
def listening() -> Iterator[Told]:
    """Count until the block ends."""
    told = Told()

    def begun(_: Connection) -> None:
        told.transactions.append([])
        told.opened += 1

    def ended(_: Connection) -> None:
        told.opened -= 1

    def said(_: Connection, __: Any, statement: str, *___: Any) -> None:  # noqa: ANN401 - SQLAlchemy's form
        if not statement.startswith("BEGIN"):
            told.transactions[-1].append(statement)

    listeners: dict[str, Callable[..., None]] = {
        "begin": begun,
        "commit": ended,
        "rollback": ended,
        "before_cursor_execute": said,
    }
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield told
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)
