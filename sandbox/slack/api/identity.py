"""Who am I, who are they, which team: `auth.*`, `users.*`, `team.info`, `apps.*`, `oauth.*`.

Apart from conversations: nothing here writes a message.
"""

from __future__ import annotations

import base64
from typing import Any

from sandbox.slack.api.call import ApiError, Call, bad_arguments
from sandbox.slack.specs import UserSpec
from sandbox.slack.state.installs import CLIENT_ID, CLIENT_SECRET
from sandbox.slack.state.people import EMAIL_SCOPE


def auth_test(call: Call) -> dict[str, Any]:
    """`auth.test`: whose token this is, in which team."""
    install = call.install
    bot = call.workspace.people.get(install.bot_user)
    answer = {
        "url": f"https://{install.team.domain}.slack.com/",
        "team": install.team.name,
        "user": bot.name if bot else "",
        "team_id": install.team.id,
        "user_id": install.bot_user,
        "bot_id": install.bot_id,
        "is_enterprise_install": install.is_enterprise_install,
    }
    if install.team.enterprise_id:
        answer["enterprise_id"] = install.team.enterprise_id
    return answer


async def auth_revoke(call: Call) -> dict[str, Any]:
    """`auth.revoke`; `test` only tries."""
    if call.flag("test"):
        return {"revoked": False}
    call.install.ended = "token_revoked"
    call.server.office.later(call.server.events.revoked(call.install))
    return {"revoked": True}


async def apps_uninstall(call: Call) -> dict[str, Any]:
    """`apps.uninstall`, which wants the app's own credentials beside a token."""
    if call.needed("client_id") != CLIENT_ID:
        raise ApiError("invalid_client_id")
    if call.needed("client_secret") != CLIENT_SECRET:
        raise ApiError("bad_client_secret")
    call.install.ended = "account_inactive"
    call.server.office.later(call.server.events.uninstalled(call.install))
    return {}


def connections_open(call: Call) -> dict[str, Any]:
    """`apps.connections.open`: an address for one Socket Mode connection."""
    base = call.server.world.url.replace("http", "ws", 1)
    return {"url": f"{base}/socket/{call.server.sockets.ticket()}"}


def team_info(call: Call) -> dict[str, Any]:
    """`team.info` of the caller's or another known team."""
    team = call.workspace.teams.get(call.text("team") or call.install.team.id)
    if team is None:
        raise ApiError("team_not_found")
    shown: dict[str, Any] = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": ""}
    if team.enterprise_id:
        shown |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}
    return {"team": shown}


def users_info(call: Call) -> dict[str, Any]:
    """`users.info`, with `locale` only when asked for."""
    user = call.workspace.people.get(call.needed("user"))
    if user is None or not visible(call, user):
        raise ApiError("user_not_found")
    return {"user": _described(call, user)}


def visible(call: Call, user: UserSpec) -> bool:
    """Tell whether the caller's team knows a person: its own, its organization's, or known from outside."""
    install = call.install
    same_org = bool(user.enterprise_id) and user.enterprise_id == install.team.enterprise_id
    outsider = install is call.workspace.home_install
    return user.team_id == install.team.id or same_org or outsider


def _described(call: Call, user: UserSpec) -> dict[str, Any]:
    return call.workspace.people.as_json(
        user, locale=call.flag("include_locale"), email=EMAIL_SCOPE in call.install.scopes
    )


def users_list(call: Call) -> dict[str, Any]:
    """`users.list`, in pages when `limit` is given."""
    members = [u for u in call.workspace.people if u.team_id == call.install.team.id]
    limit = call.number("limit", 0)
    start = 0
    if call.text("cursor"):
        try:
            start = int(base64.b64decode(call.text("cursor"), validate=True).decode())
        except ValueError:
            raise ApiError("invalid_cursor") from None
    end = start + limit if limit else len(members)
    following = base64.b64encode(str(end).encode()).decode() if end < len(members) else ""
    return {
        "members": [_described(call, user) for user in members[start:end]],
        "cache_ts": int(call.workspace.clock.now()),
        "response_metadata": {"next_cursor": following},
    }


def oauth_access(call: Call) -> dict[str, Any]:
    """`oauth.v2.access`: a code of the authorize page becomes an install."""
    if call.text("client_id") != CLIENT_ID:
        raise ApiError("invalid_client_id")
    if call.text("client_secret") != CLIENT_SECRET:
        raise ApiError("bad_client_secret")
    installs = call.workspace.installs
    code = installs.codes.pop(call.needed("code"), None)
    if code is None:
        raise ApiError("invalid_code")
    if call.text("redirect_uri", code.redirect_uri) != code.redirect_uri:
        raise ApiError("bad_redirect_uri")
    if not code.scopes:
        raise bad_arguments("missing required field: scope")
    install = call.workspace.install(call.workspace.teams[code.team_id], scopes=code.scopes)
    team = install.team
    return {
        "access_token": install.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(install.scopes)),
        "bot_user_id": install.bot_user,
        "app_id": call.workspace.app.id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": {"id": team.enterprise_id, "name": team.enterprise_name} if team.enterprise_id else None,
        "is_enterprise_install": install.is_enterprise_install,
        "authed_user": {"id": next((u.id for u in call.workspace.people if u.team_id == team.id), "")},
    }
