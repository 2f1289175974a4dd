"""The consent page: a person chooses an account, ticks what the app may do, and allows or denies it."""

from __future__ import annotations

from pathlib import Path

import jinja2
from aiohttp import web

from sandbox.google import clients
from sandbox.google.clients import SCOPE_WORDS, ConsentRefusal, ConsentRequest
from sandbox.google.methods import PREFIX
from sandbox.google.server import GoogleServer

PATH = "/o/oauth2/v2/auth"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, *, status: int = 200, **values: object) -> web.Response:
    """Render a page of the sandbox's Google with headers that keep it out of caches and frames."""
    text = _TEMPLATES.get_template(template).render(**values)
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def add_routes(app: web.Application, google: GoogleServer) -> None:
    """Serve the consent page, its answer, and the keys that id_tokens are signed with."""

    async def show(request: web.Request) -> web.StreamResponse:
        """Show what the app asks for."""
        try:
            ticket, asked = google.oauth.open_consent(request.query)
        except ConsentRefusal as refusal:
            return _refused(refusal)
        return _asking(google, ticket, asked)

    async def decide(request: web.Request) -> web.StreamResponse:
        """Take the person's answer and send the browser back to the app."""
        form = await request.post()
        ticket, sub = str(form.get("ticket", "")), str(form.get("account", ""))
        try:
            target = google.oauth.decide(
                ticket,
                sub=sub,
                scopes=[str(scope) for scope in form.getall("scope", [])],
                allow=form.get("decision") == "allow",
            )
        except ConsentRefusal as refusal:
            return _refused(refusal)
        return web.Response(status=303, headers={**HEADERS, "Location": target})

    async def keys(_: web.Request) -> web.StreamResponse:
        """Publish the public key of id_tokens."""
        return web.json_response(google.oauth.id_tokens.keys())

    app.router.add_get(PATH, show)
    app.router.add_post(PATH, decide)
    app.router.add_get("/oauth2/v3/certs", keys)


def _asking(google: GoogleServer, ticket: str, asked: ConsentRequest) -> web.Response:
    accounts = [account.spec for account in google.accounts.values()]
    chosen = next((spec.sub for spec in accounts if asked.login_hint in (spec.sub, spec.email)), None)
    if chosen is None and len(accounts) == 1:
        chosen = accounts[0].sub
    choices = [
        {"value": scope, "words": SCOPE_WORDS.get(scope.removeprefix(PREFIX), scope)}
        for scope in asked.scopes
        if scope not in clients.IDENTITY
    ]
    return page(
        "consent.html",
        app=asked.client.name,
        ticket=ticket,
        accounts=accounts,
        chosen=chosen,
        choices=choices,
        knows_email=clients.long_names("email")[0] in asked.scopes,
        action=PATH,
    )


def _refused(refusal: ConsentRefusal) -> web.Response:
    return page("refused.html", status=refusal.status, error=refusal.error, description=refusal.description)
