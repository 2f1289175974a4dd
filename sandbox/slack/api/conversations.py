"""`conversations.open`, `conversations.history` and where a message may go.

Apart from chat, which writes; here a destination is found or refused.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack.api.call import ApiError, Call
from sandbox.slack.api.identity import visible
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.conversations import Channel

HISTORY = {"im": "im:history", "channel": "channels:history", "group": "groups:history"}
"""The scope that reads each kind of conversation."""


def destination(call: Call, target: str) -> Channel:
    """Find where a message to `target` goes: a conversation id, or a user id for their direct messages.

    Raises ApiError as `chat.postMessage` names it.
    """
    user = call.workspace.people.get(target)
    if user is not None:
        if not visible(call, user) or user.is_stranger:
            raise ApiError("channel_not_found")
        channel = call.workspace.im_of(_reachable(call, user), call.install)
    else:
        channel = call.channel(target)
    return writable(call, channel)


def writable(call: Call, channel: Channel) -> Channel:
    """Refuse a conversation that the app can't write to."""
    if channel.kind == "im":
        if not call.workspace.app.messages_tab:
            raise ApiError("messages_tab_disabled")
        partner = call.workspace.people.get(channel.user or "")
        if partner is not None:
            _reachable(call, partner)
    elif call.install.bot_user not in channel.members:
        raise ApiError("not_in_channel" if channel.kind == "channel" else "channel_not_found")
    return channel


def _reachable(call: Call, user: UserSpec) -> UserSpec:
    if user.deleted:
        raise ApiError("user_disabled")
    if user.is_bot:
        raise ApiError("cannot_dm_bot" if call.method == "conversations.open" else "is_bot")
    return user


def conversations_open(call: Call) -> dict[str, Any]:
    """`conversations.open` for one person; groups need a scope that Perin never has."""
    if call.text("channel"):
        channel = call.channel(call.text("channel"))
        if channel.kind != "im":
            raise ApiError("method_not_supported_for_channel_type")
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    ids = [part.strip() for part in call.text("users").split(",") if part.strip()]
    if not ids:
        raise ApiError("users_list_not_supplied")
    if len(ids) > 1:
        raise ApiError("missing_scope", needed="mpim:write", provided=",".join(sorted(call.install.scopes)))
    user = call.workspace.people.get(ids[0])
    if user is None or not visible(call, user):
        raise ApiError("user_not_found")
    if user.is_stranger:
        raise ApiError("invalid_user_combination")
    _reachable(call, user)
    install = call.install
    channel, new = call.workspace.conversations.open_im(user.id, install.bot_user, install.team.id)
    shown: dict[str, Any] = {"id": channel.id}
    if call.flag("return_im"):
        shown |= {"is_im": True, "user": user.id, "is_org_shared": False}
    return {"channel": shown} if new else {"no_op": True, "already_open": True, "channel": shown}


def conversations_history(call: Call) -> dict[str, Any]:
    """`conversations.history`, newest first; `include_all_metadata` adds what the app attached."""
    channel = call.channel(call.needed("channel"))
    scope = HISTORY[channel.kind]
    if scope not in call.install.scopes:
        raise ApiError("missing_scope", needed=scope, provided=",".join(sorted(call.install.scopes)))
    if call.install.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    oldest, latest = call.text("oldest", "0"), call.text("latest", "9999999999")
    inclusive = call.flag("inclusive")
    found = [
        message
        for ts, message in sorted(channel.messages.items(), reverse=True)
        if (float(oldest) < float(ts) < float(latest)) or (inclusive and ts in {oldest, latest})
    ]
    found = [m for m in found if m.thread_ts in {None, m.ts}]
    limit = min(call.number("limit", 100), 999)
    page = found[:limit]
    return {
        "messages": [m.as_json(metadata=call.flag("include_all_metadata")) for m in page],
        "has_more": len(found) > limit,
        "pin_count": 0,
    }
