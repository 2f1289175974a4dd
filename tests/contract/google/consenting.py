"""Going through the consent page and the token endpoint as a browser and an app do."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.google.idtoken import pkce_challenge
from sandbox.google.server import CLIENT_ID, CLIENT_SECRET
from tests.contract.google.world import ALICE, PERIN_SCOPES, World

BACK = "http://127.0.0.1:8080/google/callback"
VERIFIER = "v" * 64
ASK = {
    "client_id": CLIENT_ID,
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": " ".join(PERIN_SCOPES),
    "state": "s+t/a=te",
    "access_type": "offline",
    "prompt": "consent",
    "nonce": "n-1",
    "code_challenge": pkce_challenge(VERIFIER),
    "code_challenge_method": "S256",
}
CALENDAR_SCOPES = PERIN_SCOPES[2:]


def address(world: World, **changes: str | None) -> str:
    query = {name: value for name, value in (ASK | changes).items() if value is not None}
    return f"{world.url}/o/oauth2/v2/auth?{urlencode(query)}"


def sent_back(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def page(world: World, url: str) -> tuple[int, str]:
    async with world.session.get(url) as answer:
        return answer.status, await answer.text()


async def decided(world: World, url: str, *, decision: str = "allow", **form: object) -> tuple[int, str]:
    """Go through the page as a browser would; give the status and where it leads."""
    _, text = await page(world, url)
    ticket = re.search(r'name="ticket" value="([^"]+)"', text)
    assert ticket is not None
    fields = {"account": ALICE.sub, "scope": CALENDAR_SCOPES, **form, "ticket": ticket[1], "decision": decision}
    body = urlencode(fields, doseq=True)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"{world.url}/o/oauth2/v2/auth"
    async with world.session.post(path, data=body, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", "")


async def token(world: World, **changes: str | None) -> tuple[int, dict[str, Any]]:
    form = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    sent = {name: value for name, value in form.items() if value is not None}
    async with world.session.post(f"{world.url}/token", data=sent) as answer:
        return answer.status, await answer.json()


async def code(world: World, **changes: str | None) -> str:
    _, location = await decided(world, address(world, **changes))
    return sent_back(location)["code"]
