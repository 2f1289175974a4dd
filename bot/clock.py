"""The one clock: real time, plus an offset only the demo may move; and the one source of identifiers and chance."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time. ``offset`` returns seconds to add to real time: always 0 outside the demo and tests."""

    offset: Callable[[], float]

    def now(self) -> int:
        """Return the present instant in epoch seconds."""
        return int(real_time() + self.offset())


def real_clock() -> Clock:
    """Return the clock of production: nothing moves it."""
    return Clock(offset=lambda: 0.0)


def real_time() -> float:
    """Return the machine's own time in epoch seconds: for signatures and for comparing clocks, never for rules."""
    return time.time()


def new_id() -> str:
    """Return a fresh opaque identifier of 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def chance() -> float:
    """Return a random number from 0 up to 1."""
    return secrets.randbelow(1 << 24) / (1 << 24)


def new_secret() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)
