"""Slack's answers about a bot token, read as an installation: of one's own token, and of an OAuth install."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from core.domain.ids import installation_key
from core.domain.installations import Installation


def read_oauth(response: AsyncSlackResponse, now: int) -> Installation:
    """Read the answer of ``oauth.v2.access``."""
    answer = _fields(response)
    team, enterprise = answer.get("team") or {}, answer.get("enterprise") or {}
    is_enterprise = bool(answer.get("is_enterprise_install"))
    team_id = None if is_enterprise else team.get("id")
    return Installation(
        key=installation_key(enterprise.get("id"), team_id),
        team=team_id,
        team_name=str(team.get("name") or enterprise.get("name") or "your workspace"),
        enterprise=enterprise.get("id"),
        is_enterprise=is_enterprise,
        bot_token=str(answer["access_token"]),
        bot_user=str(answer.get("bot_user_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        app_id=str(answer.get("app_id") or ""),
        scopes=_split(answer.get("scope")),
        installed_at=now,
    )


def read_auth_test(response: AsyncSlackResponse, now: int) -> Installation:
    """Read the answer of ``auth.test``; the token stays where it is, in the environment."""
    answer = _fields(response)
    is_enterprise = bool(answer.get("is_enterprise_install"))
    team = None if is_enterprise else answer.get("team_id")
    return Installation(
        key=installation_key(answer.get("enterprise_id"), team),
        team=team,
        team_name=str(answer.get("team") or "your workspace"),
        enterprise=answer.get("enterprise_id"),
        is_enterprise=is_enterprise,
        bot_token="",
        bot_user=str(answer.get("user_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        app_id=str(answer.get("app_id") or ""),
        scopes=granted_scopes(response),
        installed_at=now,
    )


def granted_scopes(response: AsyncSlackResponse) -> frozenset[str]:
    """Return what Slack says the token may do."""
    return _split(response.headers.get("x-oauth-scopes"))


def _split(text: str | None) -> frozenset[str]:
    return frozenset(item.strip() for item in (text or "").split(",")) - {""}


def _fields(response: AsyncSlackResponse) -> dict[str, Any]:
    return response.data if isinstance(response.data, dict) else {}


def refusal_code(error: SlackApiError) -> str:
    """Return Slack's word for why, "no_json" when it answered with a page."""
    data = getattr(error.response, "data", None)
    return str(data.get("error")) if isinstance(data, dict) else "no_json"
