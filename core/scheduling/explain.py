"""Why there is no slot, and which one rule would give some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.scheduling.asking import Participant, Request
from core.scheduling.intervals import Interval


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule changed by as little as gives at least one slot.

    ``participant`` is whose rule it is, None for the request's own (length, window). ``rule`` names
    it, ``category`` groups rules for telling it to somebody else. ``from_value`` and ``to_value`` are
    in the rule's unit (seconds, days, meetings), None where the reader may not know them. ``slots``
    are the first slots it gives (none where the reader may not know them), ``count`` how many in all.
    """

    participant: str | None
    rule: str
    category: str
    from_value: int | None
    to_value: int | None
    slots: tuple[Interval, ...]
    count: int


def explain(
    participants: Sequence[Participant], request: Request, *, viewer: str | None = None
) -> tuple[Relaxation, ...]:
    """Return the smallest change of each single rule that gives slots, the gentlest first."""
    return ()
