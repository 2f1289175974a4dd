"""The sandbox's clock: real time plus an offset that a person or a test may move forward.

Apart from everything else because it is the only place in the sandbox that reads the machine's clock.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.changes import Changes


class SandboxClock:
    """Epoch seconds as the sandbox's world sees them.

    World time (message stamps, an event's `updated`, seeded calendars) is real time plus `offset`;
    signatures and token lifetimes follow `real_now`, because they are checked by code that never
    heard of the sandbox. `moved` is how many seconds the world was moved forward since it began.
    """

    def __init__(self, changes: Changes | None = None, start: float | None = None) -> None:
        """Begin at `start` (epoch seconds), or at the present; moves are published to `changes`."""
        self._changes = changes
        self.offset = 0.0 if start is None else start - time.time()
        self.moved = 0.0

    def now(self) -> float:
        """Epoch seconds, UTC, in the sandbox's world."""
        return time.time() + self.offset

    def real_now(self) -> float:
        """Epoch seconds, UTC, outside: for signatures and token expiry."""
        return time.time()

    def advance(self, seconds: float) -> float:
        """Move the world `seconds` forward and return its new time.

        Raises ValueError for a negative step: a world that goes backwards is not one that Slack or
        Google could ever show.
        """
        if seconds < 0:
            message = "the sandbox clock only moves forward"
            raise ValueError(message)
        self.offset += seconds
        self.moved += seconds
        if self._changes is not None:
            self._changes.publish("clock", {"now": self.now(), "offset": self.offset, "moved": self.moved})
        return self.now()
