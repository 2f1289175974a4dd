"""Installing the Slack app in many workspaces: the OAuth page and its way back. Tokens are stored encrypted."""

from __future__ import annotations

import hmac
from urllib.parse import urlencode

import structlog
from aiohttp import ClientError, web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.assembly import Parts
from bot.http import INSTALL, INSTALL_BACK, Handler
from bot.installed import read_oauth
from bot.manifest import BOT_SCOPES
from bot.pages import page, problem, redirect
from core.domain.errors import GoogleNotSetUp
from core.domain.installations import Installation
from core.usecases import installs

log = structlog.get_logger()

COOKIE = "perin_install"
_COOKIE_SECONDS = 600
_AGAIN = "You can start again at /slack/install."


def install_pages(parts: Parts) -> dict[str, Handler]:
    """Return who answers at ``/slack/install`` and ``/slack/oauth_redirect``, by method and path."""
    pages = _Pages(parts)
    return {INSTALL: pages.install, INSTALL_BACK: pages.come_back}


class _Pages:
    """The two answers, bound to one process's parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # Slack's page is beside its Web API, wherever that is.
        self._authorize_url = f"{parts.settings.slack_api_url.removesuffix('/api/')}/oauth/v2/authorize"
        self._redirect_uri = f"{parts.deps.public_url}/slack/oauth_redirect"

    async def install(self, _: web.Request) -> web.StreamResponse:
        """Send the administrator to Slack's page, with a one-time state that this browser alone may bring back."""
        state = await installs.start_install(self._parts.deps)
        query = {
            "client_id": self._parts.settings.slack_client_id or "",
            "scope": ",".join(BOT_SCOPES),
            "state": state,
            "redirect_uri": self._redirect_uri,
        }
        answer = redirect(f"{self._authorize_url}?{urlencode(query)}")
        answer.set_cookie(
            COOKIE,
            state,
            max_age=_COOKIE_SECONDS,
            path="/slack",
            httponly=True,
            samesite="Lax",
            secure=self._parts.deps.public_url.startswith("https://"),
        )
        return answer

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        """Turn what Slack sent back into an installation."""
        state, code = request.query.get("state", ""), request.query.get("code", "")
        cookie = request.cookies.get(COOKIE, "")
        is_ours = bool(state) and hmac.compare_digest(state.encode(), cookie.encode())
        if not is_ours or not await installs.check_install_state(self._parts.deps, state=state):
            return problem("This way back was used already, is too old, or belongs to another browser.", again=_AGAIN)
        if not code:
            return problem("The installation was cancelled in Slack; nothing was installed.", again=_AGAIN)
        try:
            installation = await self._exchange(code)
            await installs.put_installation(self._parts.deps, installation=installation)
        except (SlackApiError, ClientError, TimeoutError):
            return problem("Slack didn't confirm the installation.", again=_AGAIN)
        except GoogleNotSetUp:
            return problem("PERIN_ENCRYPTION_KEYS is not set: no token of a workspace is kept in clear.", again=_AGAIN)
        self._parts.kit.tenants.forget()
        log.info("installation.stored", installation=installation.key)
        return page("installed.html", workspace=installation.team_name)

    async def _exchange(self, code: str) -> Installation:
        """Turn the code into an installation. Raises SlackApiError."""
        settings = self._parts.settings
        secret = settings.slack_client_secret
        client = AsyncWebClient(base_url=settings.slack_api_url, session=self._parts.session, retry_handlers=[])
        form = {
            "client_id": settings.slack_client_id or "",
            "client_secret": secret.get_secret_value() if secret is not None else "",
            "code": code,
            "redirect_uri": self._redirect_uri,
        }
        # The SDK's own method sends the client in a header, in a way that aiohttp is about to drop.
        answer = await client.api_call("oauth.v2.access", data=form)
        return read_oauth(answer, self._parts.deps.now())
