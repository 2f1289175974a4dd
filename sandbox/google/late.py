"""Requests whose caller has lost their answer while their effect is still under way.

Apart from delivery, which knows the server that keeps these.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sandbox.google.answers import Answer

Work = Callable[[], Answer]


class LateWrites:
    """Requests whose effect is still under way; they land when due, or when a test says so."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[asyncio.TimerHandle, Work]] = {}
        self._number = 0
        self.closing = asyncio.Event()

    def schedule(self, work: Work, delay: float) -> None:
        """Let `work` take effect in `delay` seconds."""
        self._number += 1
        handle = asyncio.get_running_loop().call_later(delay, self._land, self._number)
        self._waiting[self._number] = (handle, work)

    def land_now(self) -> int:
        """Let everything under way take effect at once; give how many did."""
        numbers = list(self._waiting)
        for number in numbers:
            self._land(number)
        return len(numbers)

    def close(self) -> None:
        """Drop what is still under way and let go of held connections."""
        for handle, _ in self._waiting.values():
            handle.cancel()
        self._waiting.clear()
        self.closing.set()

    async def hold(self, seconds: float) -> None:
        """Wait `seconds` of real time, or less when the sandbox closes."""
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return

    def _land(self, number: int) -> None:
        handle, work = self._waiting.pop(number)
        handle.cancel()
        work()
