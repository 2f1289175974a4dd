"""What an act of a person came to, as the person could tell it.

Apart so that tests and the page share one vocabulary for success and failure.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.slack.delivery.answer import Answer
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.views import SlackView


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure as a person saw it: `text` in Slack's manner, `reason` Slack's word, `at` world epoch seconds.

    `channel` is the conversation a command was typed in; empty for what failed elsewhere.
    """

    at: float
    what: str
    reason: str
    text: str
    channel: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give it as a JSON-ready dictionary."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command, click, shortcut or event came to.

    `status` is the app's (200: taken over in time, 0: no answer); `reply` the message a command's
    acknowledgement showed; `url` where a link button leads.
    """

    status: int
    body: dict[str, Any] | str | None = None
    failure: Failure | None = None
    reply: SlackMessage | None = None
    url: str | None = None

    @property
    def acked(self) -> bool:
        """Whether the app took it over in time."""
        return self.status == 200

    @classmethod
    def of(cls, answer: Answer, failure: Failure | None = None) -> Outcome:
        """Make it of the app's answer."""
        return cls(answer.status, answer.body, failure)


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """What pressing a modal's submit button came to.

    `sent` is false when the client itself complained and the app never heard of it. `errors` are the
    sentences beside fields, by block_id; `action` is the answer's `response_action` (empty: the modal
    closed); `view` the modal on top afterwards.
    """

    sent: bool
    status: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    action: str = ""
    view: SlackView | None = None
    failure: Failure | None = None

    @property
    def ok(self) -> bool:
        """Whether the app accepted it: taken over in time, no errors, no failure."""
        return self.status == 200 and not self.errors and self.failure is None
