"""What one exchange on the wire came to, before anybody says what it means.

Apart from the transport, so that classifying an outcome needs neither sockets nor Google's library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete HTTP answer. Header names are in lower case; ``repr`` shows the status only."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class NoAnswer(Exception):
    """No complete answer came. ``sent`` is False when the request certainly never reached the other end."""

    def __init__(self, *, sent: bool) -> None:
        """Remember whether the request may have been acted upon."""
        super().__init__("no complete answer")
        self.sent = sent


class ErrorAnswer(Exception):
    """The other end answered, with anything but success."""

    def __init__(self, reply: Reply) -> None:
        """Keep the answer; its body never becomes part of the message."""
        super().__init__(f"answered {reply.status}")
        self.reply = reply


class Garbled(Exception):
    """The other end said yes, in a form that can't be believed; the message names the flaw, no content."""


Failure = NoAnswer | ErrorAnswer | Garbled
