"""The wire log: what passed between Perin and the sandbox, newest last, never a token.

Apart because both halves write it and the page shows it as one list.
"""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from sandbox.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.changes import Changes
    from sandbox.clock import SandboxClock

KEPT = 500

Direction = Literal["in", "out"]
Peer = Literal["slack", "google"]


@dataclass(frozen=True, slots=True)
class WireEntry:
    """One exchange.

    `at` is world time in epoch seconds; `direction` is as the sandbox sees it (`in`: the app called,
    `out`: the sandbox delivered); `what` is a method or path; `status` an HTTP status or a short word;
    `summary` one line for a person to read. No field ever holds a token, code or secret.
    """

    number: int
    at: float
    direction: Direction
    peer: Peer
    what: str
    status: str
    summary: str

    def as_json(self) -> dict[str, Any]:
        """Give the entry as a JSON-ready dictionary of its fields."""
        return asdict(self)


class WireLog:
    """The last exchanges, bounded; each new one is published under the topic `wire`."""

    def __init__(self, clock: SandboxClock, changes: Changes, kept: int = KEPT) -> None:
        """Keep the newest `kept` entries, stamped by `clock`, published to `changes`."""
        self._clock = clock
        self._changes = changes
        self._entries: deque[tuple[WireEntry, Mapping[str, Any] | None]] = deque(maxlen=kept)
        self._number = 0

    def record(
        self,
        direction: Direction,
        peer: Peer,
        what: str,
        *,
        status: int | str,
        summary: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> WireEntry:
        """Add an exchange and return it; the caller leaves tokens and codes out of every field.

        `detail` is what was said and answered, as JSON; it is only ever given out masked, on demand.
        """
        self._number += 1
        entry = WireEntry(
            number=self._number,
            at=self._clock.now(),
            direction=direction,
            peer=peer,
            what=what,
            status=str(status),
            summary=summary,
        )
        self._entries.append((entry, detail))
        self._changes.publish("wire", entry.as_json())
        return entry

    def entries(self, after: int = 0) -> list[WireEntry]:
        """List the kept entries whose number is above `after`, oldest first."""
        return [entry for entry, _ in self._entries if entry.number > after]

    def detail(self, number: int) -> dict[str, Any] | None:
        """Give what was said in one kept exchange, secrets covered; None for one that is unknown or told nothing."""
        found = next((detail for entry, detail in self._entries if entry.number == number), None)
        return None if found is None else masked(found)
