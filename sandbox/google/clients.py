"""OAuth clients and what they may ask for: redirect addresses, scopes, and the reading of a consent request."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.google.methods import METHODS, PREFIX

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# Google answers with the long names of these, whatever was asked.
_LONG = {"email": PREFIX + "userinfo.email", "profile": PREFIX + "userinfo.profile"}
IDENTITY = frozenset({"openid", *_LONG.values()})

SCOPE_WORDS = {
    "calendar": "See, edit, share and permanently delete all your calendars",
    "calendar.events": "See and edit events on all your calendars",
    "calendar.events.owned": "See, create, change and delete events on calendars you own",
    "calendar.events.readonly": "See events on all your calendars",
    "calendar.events.owned.readonly": "See events on calendars you own",
    "calendar.events.freebusy": "See when you are free or busy, event by event",
    "calendar.freebusy": "See when you are free or busy",
    "calendar.calendarlist": "See, add and remove the calendars in your list",
    "calendar.calendarlist.readonly": "See the list of your calendars",
    "calendar.calendars.readonly": "See the titles and time zones of your calendars",
    "calendar.readonly": "See and download any calendar you have access to",
}
KNOWN = IDENTITY | {PREFIX + scope for method in METHODS for scope in method.scopes}


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """A registered app.

    `loopback` accepts any port and path of this machine, as for installed apps; `redirect_uris` are accepted
    exactly as written.
    """

    client_id: str
    client_secret: str
    name: str = "Perin"
    redirect_uris: frozenset[str] = frozenset()
    loopback: bool = False

    def accepts(self, redirect_uri: str) -> bool:
        """Say whether people may be sent back to `redirect_uri`."""
        if redirect_uri in self.redirect_uris:
            return True
        parts = urlsplit(redirect_uri)
        return self.loopback and parts.scheme == "http" and parts.hostname in LOOPBACK and not parts.fragment

    def proves(self, secret: str) -> bool:
        """Say whether `secret` is this client's."""
        return secrets.compare_digest(secret.encode(), self.client_secret.encode())


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What an app asked a person for, checked. `scopes` are long names in the order asked."""

    client: OAuthClient
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    offline: bool
    force: bool
    include_granted: bool
    challenge: str | None
    login_hint: str | None
    nonce: str | None


class ConsentRefusal(Exception):
    """The consent page can't be shown; nobody is sent back anywhere, because the address can't be trusted."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.error = error
        self.description = description


def long_names(scope: str) -> tuple[str, ...]:
    """Split a scope parameter and give each scope its long name, in order, once."""
    return tuple(dict.fromkeys(_LONG.get(name, name) for name in scope.split()))


def read_request(clients: Mapping[str, OAuthClient], query: Mapping[str, str]) -> ConsentRequest:
    """Check the query of the consent page. Raises ConsentRefusal as Google's error page would say it."""
    client = clients.get(query.get("client_id", ""))
    if client is None:
        raise ConsentRefusal(401, "invalid_client", "The OAuth client was not found.")
    redirect_uri = query.get("redirect_uri", "")
    if not client.accepts(redirect_uri):
        raise ConsentRefusal(400, "redirect_uri_mismatch", "The redirect address is not registered for this app.")
    if query.get("response_type") != "code":
        raise ConsentRefusal(400, "unsupported_response_type", "The response_type must be 'code'.")
    scopes = long_names(query.get("scope", ""))
    if not scopes or not KNOWN.issuperset(scopes):
        unknown = ", ".join(scope for scope in scopes if scope not in KNOWN)
        raise ConsentRefusal(400, "invalid_scope", f"Some requested scopes were invalid: [{unknown}]")
    challenge = query.get("code_challenge")
    if challenge is not None and query.get("code_challenge_method") != "S256":
        raise ConsentRefusal(400, "invalid_request", "The code_challenge_method must be 'S256'.")
    return ConsentRequest(
        client=client,
        redirect_uri=redirect_uri,
        scopes=scopes,
        state=query.get("state"),
        offline=query.get("access_type") == "offline",
        force="consent" in query.get("prompt", "").split(),
        include_granted=query.get("include_granted_scopes") == "true",
        challenge=challenge,
        login_hint=query.get("login_hint"),
        nonce=query.get("nonce"),
    )
