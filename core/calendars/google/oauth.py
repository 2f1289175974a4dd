"""OAuth as plain values: the consent page's address, the scopes, and the claims that name the account. Pure.

The token endpoint itself is in ``token_endpoint``.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from core.calendars.google.options import GoogleOptions, origin_if_loopback
from core.calendars.google.replies import Garbled
from core.domain.ids import AccountId

SCOPE_PREFIX = "https://www.googleapis.com/auth/"
CALENDAR_SCOPES = ("calendar.events.owned", "calendar.freebusy", "calendar.calendarlist.readonly")
NEEDED = frozenset({"openid", "email", *CALENDAR_SCOPES})
"""Scopes by their short names: without Google's prefix."""

GOOGLE = "https://accounts.google.com"
ISSUERS = frozenset({GOOGLE, "accounts.google.com"})
SKEW = 60
"""Seconds by which our real time may be ahead of Google's."""

_SUB = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True, slots=True)
class Claims:
    """Who consented: the account's lasting key and its address."""

    account: AccountId
    email: str


def consent_url(
    options: GoogleOptions, *, state: str, challenge: str, redirect_uri: str, login_hint: str | None
) -> str:
    """Return the address of the consent page: offline access, asked anew each time, for exactly our scopes."""
    query = {
        "response_type": "code",
        "client_id": options.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(["openid", "email", *(SCOPE_PREFIX + scope for scope in CALENDAR_SCOPES)]),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
        "include_granted_scopes": "false",
    }
    if login_hint:
        query["login_hint"] = login_hint
    return f"{options.auth_url}{'&' if '?' in options.auth_url else '?'}{urlencode(query)}"


def short_scopes(text: object) -> frozenset[str]:
    """Read the ``scope`` of a token answer as short names; nothing readable grants nothing.

    Google answers ``email`` with its long form ``userinfo.email``.
    """
    names = text.split() if isinstance(text, str) else []
    short = {name.removeprefix(SCOPE_PREFIX) for name in names}
    return frozenset("email" if name == "userinfo.email" else name for name in short)


def claims(options: GoogleOptions, id_token: object, real_time: float) -> Claims:
    """Read an id_token that came straight from the token endpoint over TLS, so its signature needs no check.

    (OpenID Connect Core, section 3.1.3.7, point 6.) Raises Garbled unless the issuer is Google (or the loopback
    server the consent page is on), the audience is our client, it has not expired, and it names an account.
    """
    raw = _payload(id_token)
    if raw.get("iss") not in {*ISSUERS, origin_if_loopback(options.auth_url) or GOOGLE}:
        raise Garbled("the id_token has another issuer")
    if raw.get("aud") != options.client_id:
        raise Garbled("the id_token is for another client")
    expires = raw.get("exp")
    if not isinstance(expires, int | float) or expires + SKEW < real_time:
        raise Garbled("the id_token has expired")
    sub, email = raw.get("sub"), raw.get("email")
    if not isinstance(sub, str) or not _SUB.fullmatch(sub) or not isinstance(email, str) or not email:
        raise Garbled("the id_token names no account")
    return Claims(AccountId(sub), email)


def _payload(id_token: object) -> dict[str, Any]:
    parts = id_token.split(".") if isinstance(id_token, str) else []
    if len(parts) != 3:
        raise Garbled("there is no id_token")
    try:
        raw = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError) as error:
        raise Garbled("the id_token can't be read") from error
    if not isinstance(raw, dict):
        raise Garbled("the id_token can't be read")
    return raw
