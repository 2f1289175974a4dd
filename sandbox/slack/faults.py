"""The fault plan: which of the next Web API calls go wrong, and how.

Apart from the methods so that every method can fail in every way without knowing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PLAIN_KINDS = frozenset({"ratelimited", "http_500", "drop_before", "drop_after", "not_json"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next `times` calls of `method` (`*`: any method; `socket`: a handshake).

    `kind` is one of `ratelimited` (429 with `Retry-After: retry_after` seconds), `error:<code>`,
    `http_500`, `not_json`, `drop_before` (the connection is cut and nothing was done), `drop_after` (it
    was done and the connection is cut), `slow:<seconds>` (then as usual). `where` narrows to calls whose
    arguments have these values, as in `{"channel": "D0ALICE"}`.

    Raises ValueError for a kind that nobody would carry out.
    """

    method: str
    times: int = 1
    kind: str = "ratelimited"
    retry_after: int = 1
    where: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a kind that would silently do nothing."""
        name, _, rest = self.kind.partition(":")
        if self.kind in PLAIN_KINDS or (name == "error" and rest):
            return
        if name == "slow":
            float(rest)
            return
        raise ValueError(f"unknown fault kind: {self.kind}")


class FaultPlan:
    """The faults still to come, in the order they were added; each call uses up the first that fits."""

    def __init__(self) -> None:
        """Plan nothing."""
        self._planned: list[tuple[Fault, int]] = []

    def add(self, fault: Fault) -> None:
        """Plan `fault` after those already planned."""
        self._planned.append((fault, fault.times))

    def clear(self) -> None:
        """Forget every planned fault."""
        self._planned.clear()

    def pending(self) -> list[Fault]:
        """List the faults that have not happened as often as planned."""
        return [fault for fault, _ in self._planned]

    def take(self, method: str, args: Mapping[str, Any]) -> Fault | None:
        """Use up and return the fault that this call meets, or None."""
        for index, (fault, left) in enumerate(self._planned):
            fits = fault.method == method or (fault.method == "*" and method != "socket")
            if fits and all(args.get(name) == value for name, value in fault.where.items()):
                if left > 1:
                    self._planned[index] = (fault, left - 1)
                else:
                    del self._planned[index]
                return fault
        return None
