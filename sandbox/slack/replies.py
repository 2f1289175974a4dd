"""Answers to one act of a person: the body of a command's acknowledgement, posts to a response_url.

Apart because both become the same messages by the same rules, and neither is a Web API call.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.slack.limits import validate_message
from sandbox.slack.state.conversations import SlackMessage
from sandbox.slack.state.installs import Install
from sandbox.slack.state.triggers import ResponseUrl
from sandbox.slack.state.workspace import Workspace


class ReplyRefused(Exception):
    """An answer that Slack doesn't show; `code` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def reply(workspace: Workspace, install: Install, place: ResponseUrl, body: Mapping[str, Any]) -> SlackMessage | None:
    """Show an app's answer where `place` says: ephemeral unless it asks for `in_channel`.

    `replace_original` and `delete_original` act on the message that was clicked; a message that was
    ephemeral stays so. Gives None for a deletion. Raises ReplyRefused.
    """
    original = _original(workspace, place)
    if body.get("delete_original"):
        if original is None:
            raise ReplyRefused("message_not_found")
        workspace.delete(original)
        return None
    if not body.get("text") and not body.get("blocks"):
        raise ReplyRefused("no_text")
    if validate_message(body):
        raise ReplyRefused("invalid_blocks")
    content: dict[str, Any] = {"text": str(body.get("text") or ""), "blocks": tuple(body.get("blocks") or ())}
    if body.get("replace_original") and place.source is not None:
        if original is None:
            raise ReplyRefused("message_not_found")
        return workspace.edit(original, **content)
    visible = body.get("response_type") == "in_channel"
    return workspace.post(
        SlackMessage(
            channel=place.channel,
            ts=workspace.stamps.ts(),
            user=install.bot_user,
            bot_id=install.bot_id,
            app_id=workspace.app.id,
            team=install.team.id,
            thread_ts=body.get("thread_ts"),
            ephemeral_for=None if visible else place.user,
            **content,
        )
    )


def _original(workspace: Workspace, place: ResponseUrl) -> SlackMessage | None:
    if place.source is None:
        return None
    conversations = workspace.conversations
    if place.source.ephemeral_for:
        return conversations.find_ephemeral(place.user, place.source.ts)
    return conversations.find(place.channel, place.source.ts)
