"""The pages that link a calendar: who it will belong to, the consent, and both names before anything is stored.

Only presses (POST) start or store anything; the HttpOnly cookie set by the first one ties the state to this browser.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.assembly import Parts
from bot.clock import new_secret
from bot.http import BEGIN, CALLBACK, CONNECT, STORE, Handler
from bot.pages import page, problem, redirect
from core.domain.errors import ConsentIncomplete, LinkInvalid, PerinError, Refused
from core.usecases import link
from handlers.render.errors import sentence

log = structlog.get_logger()

COOKIE = "perin_link"
_COOKIE_SECONDS = 600
_AGAIN = "You can start again in Slack with /perin calendar."


def google_pages(parts: Parts) -> dict[str, Handler]:
    """Return who answers at ``/google/connect`` and ``/google/callback``, by method and path."""
    pages = _Pages(parts)
    answers = {CONNECT: pages.connect, BEGIN: pages.begin, CALLBACK: pages.callback, STORE: pages.store}
    return {route: _told(answer) for route, answer in answers.items()}


def _told(handler: Handler) -> Handler:
    """Answer a refusal with a page that says it."""

    async def told(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except PerinError as error:
            log.info("link.refused", code=error.code, reason=error.text("reason"))
            words = sentence(error, "UTC").replace("*", "").replace("`", "")
            return problem(words, again=_AGAIN, status=400 if isinstance(error, Refused) else 503)

    return told


class _Pages:
    """The four answers, bound to one process's parts."""

    def __init__(self, parts: Parts) -> None:
        self._deps = parts.deps
        self._is_https = parts.deps.public_url.startswith("https://")
        # A company's own sign-in may lie between our form and Google's page, wherever that is.
        google = urlsplit(parts.settings.google_auth_url)
        self._leads_to = f"https: {google.scheme}://{google.netloc}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Show whom the calendar will belong to; a link preview that looks here changes nothing."""
        token = request.query.get("token", "")
        shown = await link.open_link(self._deps, token=token)
        return page(
            "connect.html", leads_to=self._leads_to, name=shown.person.name, workspace=shown.workspace, token=token
        )

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """Tie the link to this browser and go on to Google."""
        form = await request.post()
        browser = new_secret()
        url = await link.begin_consent(self._deps, token=str(form.get("token", "")), browser=browser)
        answer = redirect(url)
        answer.set_cookie(
            COOKIE,
            browser,
            max_age=_COOKIE_SECONDS,
            path="/google",
            httponly=True,
            samesite="Lax",
            secure=self._is_https,
        )
        return answer

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """Come back from Google, in the browser that went there, and show both names."""
        state, code = request.query.get("state", ""), request.query.get("code", "")
        browser = request.cookies.get(COOKIE, "")
        if not state or not browser:
            raise LinkInvalid(reason="browser")
        if not code:
            raise ConsentIncomplete(missing=())
        shown = await link.finish_consent(self._deps, state=state, code=code, browser=browser)
        return page("confirm.html", name=shown.person.name, workspace=shown.workspace, email=shown.email, state=state)

    async def store(self, request: web.Request) -> web.StreamResponse:
        """Store the calendar: the last press."""
        form = await request.post()
        browser = request.cookies.get(COOKIE, "")
        if not browser:
            raise LinkInvalid(reason="browser")
        stored = await link.store_link(self._deps, state=str(form.get("state", "")), browser=browser)
        answer = page("linked.html", email=stored.email)
        answer.del_cookie(COOKIE, path="/google")
        return answer
