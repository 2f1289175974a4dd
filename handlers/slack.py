"""Slack's Web API as Perin uses it: two kinds of clients over one HTTP session, and the directory of people."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from core.domain.errors import TargetUnknown
from core.domain.ids import InstallationKey, person_key
from core.domain.installations import Installation
from core.domain.people import Profile
from core.usecases.deps import Deps
from core.usecases.installs import find_installation, get_installation
from handlers.failures import code_of
from handlers.render.base import Rendered

INTERACTIVE_SECONDS = 5
OUTBOX_SECONDS = 15
_INSTALLATION_SECONDS = 60.0
_UNKNOWN = frozenset({"user_not_found", "user_not_visible", "users_not_found", "invalid_arguments"})


class PromptClient(AsyncWebClient):
    """A client that gives up in time: on a shared session the SDK doesn't apply its own ``timeout``."""

    async def api_call(self, *args: Any, **kwargs: Any) -> AsyncSlackResponse:  # noqa: ANN401 - the SDK's own signature
        """Call a method. Raises SlackApiError, aiohttp.ClientError, TimeoutError."""
        async with asyncio.timeout(self.timeout):
            return await super().api_call(*args, **kwargs)


@dataclass(slots=True)
class Clients:
    """Clients per bot token. Interactive ones give up fast; those of the outbox never retry by themselves."""

    session: aiohttp.ClientSession
    base_url: str
    _interactive: dict[str, AsyncWebClient] = field(default_factory=dict, repr=False)
    _outbox: dict[str, AsyncWebClient] = field(default_factory=dict, repr=False)

    def interactive(self, token: str) -> AsyncWebClient:
        """Return the client for answers to a person who waits."""
        return self._kept(self._interactive, token, INTERACTIVE_SECONDS)

    def outbox(self, token: str) -> AsyncWebClient:
        """Return the client for what is delivered from rows: each attempt is decided by the outbox."""
        return self._kept(self._outbox, token, OUTBOX_SECONDS)

    def _kept(self, shelf: dict[str, AsyncWebClient], token: str, seconds: int) -> AsyncWebClient:
        if token not in shelf:
            shelf[token] = PromptClient(
                token=token,
                base_url=self.base_url,
                session=self.session,
                timeout=seconds,
                retry_handlers=[],
            )
        return shelf[token]

    async def respond(self, url: str, message: Rendered, *, replace: bool = False) -> bool:
        """Answer over a ``response_url``, to the one person only; False when Slack no longer takes it.

        ``replace`` puts the answer in the place of the message that was pressed. Raises aiohttp.ClientError,
        TimeoutError.
        """
        webhook = AsyncWebhookClient(url, session=self.session, retry_handlers=[])
        async with asyncio.timeout(INTERACTIVE_SECONDS):
            answer = await webhook.send(
                text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=replace
            )
        return answer.status_code == 200


@dataclass(slots=True)
class Tenants:
    """Which installation serves whom, remembered for a minute so that no request asks Slack or the database twice.

    ``own_token`` is the bot token of the one workspace whose token is in the environment and therefore not stored.
    """

    deps: Deps
    own_token: str = field(default="", repr=False)
    _by_team: dict[tuple[str | None, str | None], tuple[float, Installation]] = field(default_factory=dict)
    _by_key: dict[InstallationKey, tuple[float, Installation]] = field(default_factory=dict)

    async def find(self, enterprise: str | None, team: str | None) -> Installation | None:
        """Return the installation of a team, None when Perin isn't installed there."""
        hit = self._by_team.get((enterprise, team))
        if hit is not None and hit[0] > time.monotonic():
            return hit[1]
        found = await find_installation(self.deps, enterprise=enterprise, team=team)
        if found is not None:
            found = self._with_token(found)
            self._by_team[enterprise, team] = (time.monotonic() + _INSTALLATION_SECONDS, found)
        return found

    async def get(self, key: InstallationKey) -> Installation:
        """Return an installation by its key. Raises NotFound once uninstalled."""
        hit = self._by_key.get(key)
        if hit is not None and hit[0] > time.monotonic():
            return hit[1]
        found = self._with_token(await get_installation(self.deps, key=key))
        self._by_key[key] = (time.monotonic() + _INSTALLATION_SECONDS, found)
        return found

    def _with_token(self, found: Installation) -> Installation:
        return found if found.bot_token else replace(found, bot_token=self.own_token)

    def forget(self) -> None:
        """Drop what is remembered: an installation changed."""
        self._by_team.clear()
        self._by_key.clear()


async def find_profile(client: AsyncWebClient, installation: Installation, user: str) -> Profile:
    """Ask Slack who a user is, now. Raises TargetUnknown when it knows none by that id, or won't say."""
    try:
        answer = await client.users_info(user=user, include_locale=True)
    except SlackApiError as error:
        if code_of(error) in _UNKNOWN:
            raise TargetUnknown from error
        raise
    found = answer.get("user")
    if not isinstance(found, dict):
        raise TargetUnknown
    return profile_of(found, installation)


def profile_of(user: dict[str, object], installation: Installation) -> Profile:
    """Read a user object of Slack's; whoever is of another home is external.

    Raises TargetUnknown without an id or home.
    """
    grid = user.get("enterprise_user")
    enterprise = grid.get("enterprise_id") if isinstance(grid, dict) else None
    team = user.get("team_id") or installation.team
    home = str(enterprise or (installation.enterprise if team == installation.team else None) or team or "")
    if not user.get("id") or not home:
        raise TargetUnknown
    details = user.get("profile")
    names = details if isinstance(details, dict) else {}
    name = names.get("display_name") or names.get("real_name") or user.get("real_name") or user.get("name")
    is_foreign = home != installation.home
    return Profile(
        key=person_key(home, str(user["id"])),
        home=home,
        user=str(user["id"]),
        name=str(name or "Somebody"),
        time_zone=str(user.get("tz") or "UTC"),
        is_bot=bool(user.get("is_bot") or user.get("is_app_user") or user["id"] in {"USLACKBOT", "USLACK"}),
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_external=bool(user.get("is_stranger")) or is_foreign,
        locale=str(user.get("locale") or "en-US"),
    )
