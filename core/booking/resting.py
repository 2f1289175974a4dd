"""What a process tries again later, and how much later: the memory of work that a silent calendar holds up.

Apart from ``pacing`` because this is no row: each replica learns by itself, and a restart tries everything at once.
"""

from __future__ import annotations

from core.booking.pacing import delay

LONGEST_SECONDS = 300.0
_FORGET_SECONDS = 3600


class Rests:
    """Until when each piece of work rests, in epoch seconds, and how often it was tried in vain."""

    def __init__(self) -> None:
        """Begin with nothing at rest."""
        self._until: dict[str, tuple[int, int]] = {}

    def put_off(self, work: str, now: int, chance: float) -> None:
        """Let it rest, longer each time; ``chance`` is from 0 to 1."""
        tried = self._until.get(work, (0, 0))[1] + 1
        half = min(LONGEST_SECONDS, 2.0**tried) / 2
        self._until[work] = (now + round(half + delay(tried - 1, chance, longest=half)), tried)

    def done(self, work: str) -> None:
        """Forget it: there is nothing left to try again."""
        self._until.pop(work, None)

    def resting(self, now: int) -> tuple[str, ...]:
        """Return what is not to be tried now. What nobody came back to for long is forgotten."""
        self._until = {work: kept for work, kept in self._until.items() if kept[0] > now - _FORGET_SECONDS}
        return tuple(work for work, (until, _) in self._until.items() if until > now)
