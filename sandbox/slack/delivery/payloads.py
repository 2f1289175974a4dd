"""The parts every payload shares: who acted, where, in which install.

Apart so that a payload's shape is written down once, whoever sends it.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack.specs import TeamSpec, UserSpec
from sandbox.slack.state.installs import Install
from sandbox.slack.state.workspace import Workspace

VERIFICATION_TOKEN = "sandbox-verification-token"


def user_json(user: UserSpec) -> dict[str, Any]:
    """Describe the actor of an interaction."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}


def team_json(team: TeamSpec) -> dict[str, Any]:
    """Describe the team of an interaction."""
    shown: dict[str, Any] = {"id": team.id, "domain": team.domain}
    if team.enterprise_id:
        shown |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name or ""}
    return shown


def interaction(workspace: Workspace, user: UserSpec, install: Install, kind: str) -> dict[str, Any]:
    """Begin an interaction payload of type `kind`; an organization's install has no team."""
    team = install.team
    enterprise = {"id": team.enterprise_id, "name": team.enterprise_name or ""} if team.enterprise_id else None
    return {
        "type": kind,
        "team": None if install.is_enterprise_install else team_json(team),
        "user": user_json(user),
        "api_app_id": workspace.app.id,
        "token": VERIFICATION_TOKEN,
        "enterprise": enterprise,
        "is_enterprise_install": install.is_enterprise_install,
    }


def event_callback(workspace: Workspace, install: Install, event: dict[str, Any]) -> dict[str, Any]:
    """Wrap an event as the Events API sends it."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": install.team.id,
        "enterprise_id": install.team.enterprise_id,
        "context_team_id": install.team.id,
        "context_enterprise_id": install.team.enterprise_id,
        "api_app_id": workspace.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.stamps.id("Ev"),
        "event_time": int(workspace.clock.now()),
        "authorizations": [
            {
                "enterprise_id": install.team.enterprise_id,
                "team_id": None if install.is_enterprise_install else install.team.id,
                "user_id": install.bot_user,
                "is_bot": True,
                "is_enterprise_install": install.is_enterprise_install,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{workspace.stamps.id('')}",
    }
