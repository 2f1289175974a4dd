"""One delivery and what came back. Apart because both transports and everything above them share it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True, slots=True)
class Retry:
    """Which repetition of an event this is (1 to 3) and why, in Slack's words."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app answered.

    `status` is the HTTP status (200 for an acknowledged envelope, 0 for none); `body` what came with it;
    `reason` is empty or Slack's word for the failure: `http_timeout`, `connection_failed`, `http_error`.
    """

    status: int
    body: dict[str, Any] | str | None = None
    reason: str = ""
    no_retry: bool = False

    @property
    def acked(self) -> bool:
        """Whether the app took it over in time."""
        return self.status == 200


@dataclass(slots=True)
class Delivered:
    """One payload that was handed to the app, with every answer it got; kept for tests."""

    kind: Kind
    payload: dict[str, Any]
    answers: list[Answer] = field(default_factory=list)


class Transport(Protocol):
    """A way to the app."""

    async def send(self, kind: Kind, payload: dict[str, Any], retry: Retry | None, seconds: float) -> Answer:
        """Hand over a payload and wait at most `seconds` for the answer; never raises for the app's faults."""
        ...
