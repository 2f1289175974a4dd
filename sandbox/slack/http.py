"""Slack's own routes: Web API, Socket Mode, response urls, uploads, the authorize page.

Apart from the control API, which Slack doesn't have.
"""

from __future__ import annotations

import html
import json
from typing import Protocol
from urllib.parse import urlencode

from aiohttp import web

from sandbox.slack.api.dispatch import handle
from sandbox.slack.replies import ReplyRefused, reply
from sandbox.slack.server import SlackWorkspaceServer
from sandbox.slack.state.installs import CLIENT_ID, OAuthCode

STATUS = {"invalid_url": 404, "expired_url": 404, "used_url": 404}


class HasSlack(Protocol):
    """A sandbox that has a Slack half."""

    @property
    def slack(self) -> SlackWorkspaceServer:
        """The Slack half."""
        ...


def add_routes(app: web.Application, sandbox: HasSlack) -> None:
    """Add Slack's routes to the sandbox's application."""
    routes = Routes(sandbox.slack)
    app.router.add_route("*", "/api/{method}", routes.api)
    app.router.add_get("/socket/{ticket}", routes.socket)
    app.router.add_post("/response/{key}", routes.response)
    app.router.add_post("/files/upload/{ticket}", routes.upload)
    app.router.add_get("/files/{file}/{tail:.+}", routes.download)
    app.router.add_get("/oauth/v2/authorize", routes.authorize)
    app.router.add_post("/oauth/v2/authorize", routes.authorized)


class Routes:
    """The handlers, bound to one Slack half."""

    def __init__(self, slack: SlackWorkspaceServer) -> None:
        """Serve `slack`."""
        self._slack = slack

    async def api(self, request: web.Request) -> web.StreamResponse:
        """A Web API call."""
        return await handle(self._slack, request)

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """A Socket Mode connection, unless a planned fault refuses the handshake."""
        if self._slack.faults.take("socket", {}) is not None:
            return web.Response(status=503)
        return await self._slack.sockets.serve(request)

    async def response(self, request: web.Request) -> web.Response:
        """An answer to one act of a person."""
        workspace = self._slack.workspace
        error = ""
        try:
            body = json.loads(await request.text())
            place = workspace.responses.use(request.match_info["key"])
            if isinstance(place, str):
                error = place
            elif not isinstance(body, dict):
                error = "invalid_payload"
            else:
                user = workspace.people.get(place.user)
                install = workspace.install_of(user) if user else workspace.home_install
                reply(workspace, install, place, body)
        except ValueError:
            error = "invalid_payload"
        except ReplyRefused as refused:
            error = refused.code
        self._slack.world.wire.record(
            "in", "slack", "response_url", status=STATUS.get(error, 400) if error else 200, summary=error or "ok"
        )
        if not error:
            return web.Response(text="ok")
        return web.json_response({"ok": False, "error": error}, status=STATUS.get(error, 400))

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, raw or as a form; exactly as many as were announced."""
        stored = self._slack.workspace.files.of_ticket(request.match_info["ticket"])
        if stored is None or stored.content is not None:
            return web.Response(status=404, text="no such upload")
        content = await request.read()
        if request.content_type == "multipart/form-data":
            form = await request.post()
            parts = [v for v in form.values() if isinstance(v, web.FileField)]
            content = parts[0].file.read() if parts else b""
        if len(content) != stored.length:
            return web.Response(status=400, text="the length is not what was announced")
        stored.content = content
        return web.Response(text=f"OK - {stored.length}")

    async def download(self, request: web.Request) -> web.Response:
        """A file, for its owner's token or for a person (`?person=`) who sees where it was shared.

        Text opens in the browser, as text; everything else, and every `/download/` address, is saved.
        """
        workspace = self._slack.workspace
        stored = workspace.files.by_id.get(request.match_info["file"])
        if stored is None or stored.content is None:
            return web.Response(status=404)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        install = workspace.installs.of_token(token)
        owner = install is not None and install.ended is None and install.bot_user == stored.owner
        person = request.query.get("person", "")
        channels = [workspace.conversations.by_id[c] for c in stored.shared]
        if not owner and not any(person in channel.members for channel in channels):
            return web.Response(status=403)
        readable = stored.mimetype.startswith("text/") and not request.match_info["tail"].startswith("download/")
        way = "inline" if readable else "attachment"
        # Whatever text it is, it is shown as text: an uploaded page must never run as one of the sandbox's.
        headers = {
            "Content-Disposition": f'{way}; filename="{stored.name.replace(chr(34), "")}"',
            "Content-Type": "text/plain; charset=utf-8" if readable else "application/octet-stream",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=stored.content, headers=headers)

    async def authorize(self, request: web.Request) -> web.Response:
        """The page where somebody installs the app in one of the teams."""
        if request.query.get("client_id") != CLIENT_ID or not request.query.get("redirect_uri"):
            return web.Response(status=400, text="unknown client or no redirect address")
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.query.items()
        )
        teams = "".join(
            f'<button name="team" value="{html.escape(team.id)}">Install in {html.escape(team.name)}</button> '
            for team in self._slack.workspace.teams.values()
        )
        scopes = html.escape(request.query.get("scope", "").replace(",", ", "))
        title = html.escape(self._slack.workspace.app.name)
        page = (
            f"<!doctype html><title>Install {title}</title><h1>Install {title}</h1><p>It asks for: {scopes}</p>"
            f'<form method="post">{hidden}{teams}<button name="team" value="">Cancel</button></form>'
        )
        return web.Response(text=page, content_type="text/html")

    async def authorized(self, request: web.Request) -> web.Response:
        """What was pressed on that page: back to the app with a code, or with `access_denied`."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        workspace = self._slack.workspace
        redirect = form.get("redirect_uri", "")
        answer = {"state": form.get("state", "")}
        if form.get("team") in workspace.teams:
            code = workspace.stamps.secret()
            scopes = tuple(s for s in form.get("scope", "").split(",") if s)
            workspace.installs.codes[code] = OAuthCode(form["team"], redirect, scopes)
            answer["code"] = code
        else:
            answer["error"] = "access_denied"
        return web.Response(status=302, headers={"Location": f"{redirect}?{urlencode(answer)}"})
