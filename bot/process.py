"""What a process that serves consists of, and the one reason why it doesn't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.assembly import Parts
    from bot.jobs import Jobs
    from bot.socket import Socket

DRAIN_SECONDS = 10.0
"""How long what is in hand may take when a process ends."""


class StartError(Exception):
    """The process can't start; the message is one sentence that says what to mend."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that serves; ``port`` is the one really bound, ``socket`` None in http mode."""

    parts: Parts
    app: AsyncApp
    jobs: Jobs
    socket: Socket | None
    port: int
