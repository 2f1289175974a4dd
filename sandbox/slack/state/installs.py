"""Tokens and what they may do: installs of the app in teams, app-level tokens, their ends.

Apart because the Web API asks only one question of it: whose call is this?
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sandbox.slack.specs import AppSpec, TeamSpec

APP_TOKEN = "xapp-sandbox-1-A0PERIN"
BOT_TOKEN = "xoxb-sandbox-T0SANDBOX"
SIGNING_SECRET = "sandbox-signing-secret"
CLIENT_ID = "0000000000.0000000000"
CLIENT_SECRET = "sandbox-client-secret"

Ended = Literal["token_revoked", "account_inactive"]


@dataclass(slots=True)
class Install:
    """The app in one team (or one organization): its bot, token and scopes; `ended` once it is gone."""

    team: TeamSpec
    bot_token: str
    bot_user: str
    bot_id: str
    scopes: set[str]
    is_enterprise_install: bool = False
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class OAuthCode:
    """A code given by the authorize page, worth one install."""

    team_id: str
    redirect_uri: str
    scopes: tuple[str, ...]


@dataclass(slots=True)
class Installs:
    """Every install by team, and the one-time codes of the authorize page."""

    app: AppSpec
    by_team: dict[str, Install] = field(default_factory=dict)
    codes: dict[str, OAuthCode] = field(default_factory=dict)

    def add(self, team: TeamSpec, *, enterprise: bool = False, scopes: tuple[str, ...] = ()) -> Install:
        """Install the app in `team` (or its whole organization) with a fresh or its old bot."""
        suffix = team.id.removeprefix("T0")
        old = self.by_team.get(team.id)
        token = f"xoxb-sandbox-{team.id}" if old is None else f"{old.bot_token}-again"
        install = Install(
            team=team,
            bot_token=token,
            bot_user=f"U0BOT{suffix}",
            bot_id=f"B0BOT{suffix}",
            scopes=set(scopes or self.app.scopes),
            is_enterprise_install=enterprise,
        )
        self.by_team[team.id] = install
        return install

    def of_token(self, token: str) -> Install | None:
        """Find the install that a bot token belongs to, also one that has ended."""
        return next((i for i in self.by_team.values() if i.bot_token == token), None)

    def of_person(self, team_id: str | None, enterprise_id: str | None, home: str) -> Install | None:
        """Find the install that a person meets: their team's, their organization's, else the home team's."""
        own = self.by_team.get(team_id or home)
        if own is not None:
            return own
        shared = (i for i in self.by_team.values() if i.is_enterprise_install)
        wide = next((i for i in shared if enterprise_id and i.team.enterprise_id == enterprise_id), None)
        return wide or self.by_team.get(home)
