"""One Web API call under way: who calls, with which arguments, and the ways it is refused.

Apart so that the methods hold only what is particular to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack.limits import Problem
from sandbox.slack.server import SlackWorkspaceServer
from sandbox.slack.state.conversations import Channel
from sandbox.slack.state.installs import Install
from sandbox.slack.state.workspace import Workspace


class ApiError(Exception):
    """A refusal: `code` is Slack's error, `details` further fields of the answer."""

    def __init__(self, code: str, **details: Any) -> None:  # noqa: ANN401 - JSON fields
        super().__init__(code)
        self.code = code
        self.details = details

    def as_json(self) -> dict[str, Any]:
        """Give the answer."""
        return {"ok": False, "error": self.code} | self.details


def refused(code: str, problems: Iterable[Problem], prefix: str = "") -> ApiError:
    """Make a refusal of Block Kit problems, told as Slack tells them."""
    lines = [f"{p.message} [json-pointer:{prefix}{p.pointer}]" for p in problems]
    metadata = {"messages": [f"[ERROR] {line}" for line in lines]}
    return ApiError(code, errors=lines, response_metadata=metadata)


def bad_arguments(*sentences: str) -> ApiError:
    """Make the refusal of arguments that are missing or malformed."""
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {one}" for one in sentences]})


@dataclass(slots=True)
class Call:
    """A call of a known method with a token that holds; `args` are decoded, without the token."""

    server: SlackWorkspaceServer
    method: str
    args: Mapping[str, Any]
    caller: Install | None

    @property
    def workspace(self) -> Workspace:
        """The state."""
        return self.server.workspace

    @property
    def install(self) -> Install:
        """The install whose bot calls; methods that take no bot token never ask."""
        if self.caller is None:
            raise ApiError("not_authed")
        return self.caller

    def text(self, name: str, default: str = "") -> str:
        """Give a string argument."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        """Give a string argument that must be there. Raises ApiError `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise bad_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """Give a truth value; forms carry it as `true` or `1`."""
        return str(self.args.get(name, "")).lower() in {"true", "1"}

    def number(self, name: str, default: int) -> int:
        """Give a whole number. Raises ApiError `invalid_arguments`."""
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise bad_arguments(f"must be a number: {name}") from None

    def decoded(self, name: str, error: str = "invalid_arguments") -> Any:  # noqa: ANN401 - any JSON
        """Give an argument that is JSON, or in a form JSON in a string. Raises ApiError `error`."""
        value = self.args.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error) from None

    def channel(self, channel_id: str) -> Channel:
        """Find a conversation of the caller's team. Raises ApiError `channel_not_found`."""
        found = self.workspace.conversations.by_id.get(channel_id)
        if found is None or found.team_id != self.install.team.id:
            raise ApiError("channel_not_found")
        if found.kind == "im" and self.install.bot_user not in found.members:
            raise ApiError("channel_not_found")
        return found
