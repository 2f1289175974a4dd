"""The table of methods: which function, which token, which scopes.

Apart so that what the sandbox's Web API can do is read on one page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.slack.api import chat, conversations, files, identity, views
from sandbox.slack.api.call import Call

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its function, the kind of token it takes, the scopes of which one is needed."""

    run: Callable[[Call], Answer | Awaitable[Answer]]
    scopes: tuple[str, ...] = ()
    token: Literal["bot", "app", "none"] = "bot"


METHODS: dict[str, Method] = {
    "apps.connections.open": Method(identity.connections_open, ("connections:write",), "app"),
    "apps.uninstall": Method(identity.apps_uninstall),
    "auth.revoke": Method(identity.auth_revoke),
    "auth.test": Method(identity.auth_test),
    "blocks.validate": Method(chat.blocks_validate, token="none"),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(conversations.conversations_history),
    "conversations.open": Method(conversations.conversations_open, ("im:write",)),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",)),
    "oauth.v2.access": Method(identity.oauth_access, token="none"),
    "team.info": Method(identity.team_info, ("team:read",)),
    "users.info": Method(identity.users_info, ("users:read",)),
    "users.list": Method(identity.users_list, ("users:read",)),
    "views.open": Method(views.views_open),
    "views.publish": Method(views.views_publish),
    "views.push": Method(views.views_push),
    "views.update": Method(views.views_update),
}
