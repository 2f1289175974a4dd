"""Publish and subscribe inside the sandbox: what changed, for the page and for tests that wait.

Apart because Slack, Google and the clock all publish and none of them may know who listens.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

BACKLOG = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its topic (`dm`, `modal`, `home`, `ephemeral`, `calendar`, `clock`, `wire`) and data.

    Topic `resync` means that this subscriber fell behind and should read the state afresh.
    """

    number: int
    topic: str
    data: Mapping[str, Any]


class Subscription:
    """What one listener still has to read; iterate it, and close it when done.

    It listens from the moment it is made, not from the first read, so nothing is lost in between.
    """

    def __init__(self, changes: Changes) -> None:
        """Start listening to `changes`."""
        self._changes = changes
        self._waiting: deque[Change] = deque()
        self._arrived = asyncio.Event()
        self._closed = False

    def offer(self, change: Change) -> None:
        """Queue `change`; a listener that is too far behind gets one `resync` for all it missed."""
        if len(self._waiting) >= BACKLOG:
            self._waiting.clear()
            change = Change(change.number, "resync", {})
        self._waiting.append(change)
        self._arrived.set()

    def close(self) -> None:
        """Stop listening; a pending read ends the iteration."""
        self._closed = True
        self._changes.forget(self)
        self._arrived.set()

    def __aiter__(self) -> Self:
        """Iterate over the changes as they come."""
        return self

    async def __anext__(self) -> Change:
        """Wait for the next change; ends when the subscription or the sandbox is closed."""
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    def __enter__(self) -> Self:
        """Use as a context manager to be sure that it is closed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self.close()


class Changes:
    """The sandbox's notice board. Everything runs on one event loop; not for use from threads."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._subscriptions: set[Subscription] = set()
        self._number = 0

    def publish(self, topic: str, data: Mapping[str, Any]) -> None:
        """Tell every listener that something of `topic` changed; `data` must be JSON-ready."""
        self._number += 1
        change = Change(self._number, topic, data)
        for subscription in tuple(self._subscriptions):
            subscription.offer(change)

    def subscribe(self) -> Subscription:
        """Listen from now on: `async for change in changes.subscribe()`."""
        subscription = Subscription(self)
        self._subscriptions.add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Drop a listener; called by `Subscription.close`."""
        self._subscriptions.discard(subscription)

    def close(self) -> None:
        """End every subscription, so that streams finish before the server stops."""
        for subscription in tuple(self._subscriptions):
            subscription.close()
