"""What the story needs of the world it plays in: people in Slack, their Google accounts, and a way to wait.

Protocols, so that the story imports nothing of the sandbox, which satisfies them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Block = dict[str, Any]

PATIENCE_SECONDS = 10.0


class StoryError(Exception):
    """The story can't go on; the message says what should have happened and didn't."""


class Shown(Protocol):
    """A message or a form, as it stood when it was read."""

    @property
    def blocks(self) -> Sequence[Block]:
        """What is drawn."""
        ...


class Message(Shown, Protocol):
    """A message; an edit keeps its ``ts``."""

    @property
    def ts(self) -> str:
        """Slack's name for it within its conversation."""
        ...

    @property
    def text(self) -> str:
        """What notifications say of it."""
        ...


class Form(Shown, Protocol):
    """An open modal; ``submit`` is None for one that only shows something."""

    @property
    def title_text(self) -> str:
        """Its heading."""
        ...

    @property
    def submit(self) -> Block | None:
        """The button that sends it."""
        ...


class Pressed(Protocol):
    """What a press came to; ``url`` is where a link button leads."""

    @property
    def url(self) -> str | None:
        """The address."""
        ...


class Submitted(Protocol):
    """What sending a form came to."""

    @property
    def ok(self) -> bool:
        """Whether Perin took it."""
        ...


class Human(Protocol):
    """One person in a Slack client."""

    async def command(self, text: str) -> object:
        """Type a command in the conversation with Perin."""
        ...

    async def click(
        self,
        target: Any,  # noqa: ANN401 - any message or form
        action_id: str | None = None,
        *,
        value: object = None,
        label: str | None = None,
    ) -> Pressed:
        """Press a button by its visible label, or a menu by its id."""
        ...

    async def submit(self, view_id: str | None = None, values: Mapping[str, object] | None = None) -> Submitted:
        """Fill in the form on top and send it."""
        ...

    async def close(self, view_id: str | None = None) -> None:
        """Close the form on top."""
        ...

    def dms(self) -> Sequence[Message]:
        """List the conversation with Perin, oldest first."""
        ...

    def ephemerals(self) -> Sequence[Message]:
        """List the private answers, oldest first."""
        ...

    def modals(self) -> Sequence[Form]:
        """List the open forms, top last."""
        ...


class Account(Protocol):
    """One person's Google calendar."""

    def events(self, calendar_id: str = "primary") -> Sequence[Mapping[str, Any]]:
        """List its event documents by start."""
        ...


@dataclass(frozen=True, slots=True)
class Actor:
    """One of the two people: ``handle`` as in ``@bob``, IANA ``zone``, Google ``sub``."""

    name: str
    handle: str
    user: str
    zone: str
    sub: str
    human: Human
    account: Account


@dataclass(frozen=True, slots=True)
class Stage:
    """The two, and how to wait: ``until`` returns once its first argument is true, or raises TimeoutError."""

    alice: Actor
    bob: Actor
    now: Callable[[], float]
    until: Callable[[Callable[[], object], float], Any]

    async def wait(self, happened: Callable[[], object], what: str) -> None:
        """Wait until something happened in Slack. Raises StoryError that names ``what`` didn't."""
        try:
            await self.until(happened, PATIENCE_SECONDS)
        except TimeoutError:
            raise StoryError(f"{what} did not come within {PATIENCE_SECONDS:.0f} seconds.") from None
