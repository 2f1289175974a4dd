"""Message stamps, ids and hashes: unique, monotone and shaped like Slack's.

Apart because everything in the workspace is named by them.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Stamps:
    """Gives names to things. `now` tells world time in epoch seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Begin with nothing named."""
        self.now = now
        self._last_micro = 0
        self._counter = itertools.count(1)

    def ts(self) -> str:
        """Give a message stamp, `seconds.micros`, later than every stamp given before."""
        self._last_micro = max(int(self.now() * 1_000_000), self._last_micro + 1)
        return f"{self._last_micro // 1_000_000}.{self._last_micro % 1_000_000:06d}"

    def id(self, prefix: str) -> str:
        """Give an id such as `V0000000012`, unique in this sandbox."""
        return f"{prefix}{next(self._counter):010d}"

    def short_id(self) -> str:
        """Give what Slack puts where an app left out a block_id or action_id."""
        return secrets.token_urlsafe(4)[:5]

    def hash(self) -> str:
        """Give a view hash; two are never equal."""
        return f"{int(self.now())}.{secrets.token_hex(4)}"

    def secret(self) -> str:
        """Give an unguessable part for a trigger id, ticket or address."""
        return secrets.token_hex(16)
