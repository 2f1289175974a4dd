"""Grants and tokens: consent decided, codes exchanged once, tokens refreshed, expired and revoked.

Lifetimes run on real time, because the client libraries that hold the tokens know no other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from sandbox.clock import SandboxClock
from sandbox.google import clients
from sandbox.google.account import AccountSpec
from sandbox.google.clients import ConsentRefusal, ConsentRequest, OAuthClient
from sandbox.google.errors import OAuthRefusal
from sandbox.google.idtoken import IdTokens, pkce_challenge
from sandbox.google.schema import Json

CODE_SECONDS = 600
ACCESS_SECONDS = 3_599
LIVE_REFRESH_TOKENS = 100


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a bearer token stands for; `expires` in real epoch seconds."""

    sub: str
    client_id: str
    scopes: frozenset[str]
    expires: float


@dataclass(slots=True)
class Grant:
    """What one person let one app do; `refresh` are its live refresh tokens, oldest first."""

    sub: str
    client_id: str
    scopes: tuple[str, ...]
    refresh: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Code:
    request: ConsentRequest
    sub: str
    scopes: tuple[str, ...]
    expires: float


class OAuth:
    """The consent and token state of the sandbox's Google.

    `accounts` is shared with the server. `access_seconds` and `rotate_refresh` may be set by tests: how long access
    tokens live, and whether a refresh hands out a new refresh token (the old one dies).
    """

    def __init__(self, clock: SandboxClock, accounts: Mapping[str, AccountSpec]) -> None:
        self._clock = clock
        self._accounts = accounts
        self.clients: dict[str, OAuthClient] = {}
        self.id_tokens = IdTokens()
        self.access_seconds = ACCESS_SECONDS
        self.rotate_refresh = False
        self._tickets: dict[str, ConsentRequest] = {}
        self._codes: dict[str, _Code] = {}
        self._grants: dict[tuple[str, str], Grant] = {}
        self._access: dict[str, AccessToken] = {}

    def open_consent(self, query: Mapping[str, str]) -> tuple[str, ConsentRequest]:
        """Check a request for consent and give the ticket its form must carry. Raises ConsentRefusal."""
        request = clients.read_request(self.clients, query)
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = request
        return ticket, request

    def request_of(self, ticket: str) -> ConsentRequest:
        """Give the request behind an open ticket. Raises ConsentRefusal for a used or unknown one."""
        request = self._tickets.get(ticket)
        if request is None:
            raise ConsentRefusal(400, "invalid_request", "This page was used already. Please start again.")
        return request

    def decide(self, ticket: str, *, sub: str, scopes: Iterable[str], allow: bool) -> str:
        """Record the person's answer and give the address to send the browser to.

        `scopes` are the ticked ones; identity scopes that were asked for come along. Raises ConsentRefusal.
        """
        request = self.request_of(ticket)
        if allow and sub not in self._accounts:
            raise ConsentRefusal(400, "invalid_request", "Choose an account first.")
        del self._tickets[ticket]
        if not allow:
            return _back(request, {"error": "access_denied"})
        ticked = clients.IDENTITY.union(scopes)
        granted = tuple(scope for scope in request.scopes if scope in ticked)
        earlier = self._grants.get((sub, request.client.client_id))
        if request.include_granted and earlier is not None:
            granted = tuple(dict.fromkeys((*granted, *earlier.scopes)))
        code = f"4/0{secrets.token_urlsafe(32)}"
        self._codes[code] = _Code(request, sub, granted, self._clock.real_now() + CODE_SECONDS)
        return _back(request, {"code": code, "scope": " ".join(granted), "authuser": "0", "prompt": "consent"})

    def token(self, form: Mapping[str, str], basic: tuple[str, str] | None) -> Json:
        """Answer the token endpoint; `basic` are the credentials of an Authorization header.

        Raises OAuthRefusal: invalid_client, invalid_grant, invalid_request, unsupported_grant_type.
        """
        client = self._proved_client(form, basic)
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange(client, form)
            case "refresh_token":
                return self._refresh(client, form)
            case None:
                raise OAuthRefusal("invalid_request", "Required parameter is missing: grant_type")
            case other:
                raise OAuthRefusal("unsupported_grant_type", f"Invalid grant_type: {other}")

    def access(self, bearer: str) -> AccessToken | None:
        """Give what a bearer token stands for, None when it is unknown, expired or revoked."""
        token = self._access.get(bearer)
        if token is None or token.expires <= self._clock.real_now():
            return None
        return token

    def grant(self, sub: str, scopes: Iterable[str], client_id: str) -> str:
        """Give a refresh token as if the person had just consented to `scopes`."""
        granted = clients.long_names(" ".join(scopes))
        grant = self._grants.setdefault((sub, client_id), Grant(sub, client_id, granted))
        grant.scopes = granted
        return self._new_refresh(grant)

    def revoke(self, token: str) -> str:
        """Revoke the whole grant that a token, of either sort, belongs to; give its sub. Raises OAuthRefusal."""
        access = self._access.get(token)
        grant = self._grant_of(token) if access is None else self._grants.get((access.sub, access.client_id))
        if grant is None:
            raise OAuthRefusal("invalid_token", "Token expired or revoked")
        self._drop(grant)
        return grant.sub

    def revoke_account(self, sub: str) -> None:
        """Take every app's access to an account away, as its owner can on Google's security page."""
        for grant in [grant for grant in self._grants.values() if grant.sub == sub]:
            self._drop(grant)

    def expire_access(self, sub: str) -> None:
        """End the access tokens of an account before their time; refresh tokens stay good."""
        self._access = {text: token for text, token in self._access.items() if token.sub != sub}

    def granted(self, sub: str) -> frozenset[str]:
        """Give the scopes that an account's live grants hold together."""
        return frozenset(scope for grant in self._grants.values() if grant.sub == sub for scope in grant.scopes)

    def sub_of_refresh(self, token: str) -> str | None:
        """Give the account behind a live refresh token."""
        grant = self._grant_of(token)
        return None if grant is None else grant.sub

    def sub_of_code(self, code: str) -> str | None:
        """Give the account behind an unused code."""
        found = self._codes.get(code)
        return None if found is None else found.sub

    def _proved_client(self, form: Mapping[str, str], basic: tuple[str, str] | None) -> OAuthClient:
        given_id, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
        client = self.clients.get(given_id)
        if client is None:
            raise OAuthRefusal("invalid_client", "The OAuth client was not found.", 401)
        if not client.proves(secret):
            raise OAuthRefusal("invalid_client", "The provided client secret is invalid.", 401)
        return client

    def _exchange(self, client: OAuthClient, form: Mapping[str, str]) -> Json:
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.request.client != client or code.expires <= self._clock.real_now():
            raise OAuthRefusal("invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != code.request.redirect_uri:
            raise OAuthRefusal("redirect_uri_mismatch", "Bad Request")
        verifier = form.get("code_verifier")
        if code.request.challenge is None and verifier is not None:
            raise OAuthRefusal("invalid_grant", "code_verifier or verifier is not needed.")
        if code.request.challenge is not None and verifier is None:
            raise OAuthRefusal("invalid_grant", "Missing code verifier.")
        if verifier is not None and pkce_challenge(verifier) != code.request.challenge:
            raise OAuthRefusal("invalid_grant", "Invalid code verifier.")
        key = (code.sub, client.client_id)
        first = key not in self._grants
        grant = self._grants.setdefault(key, Grant(code.sub, client.client_id, code.scopes))
        grant.scopes = code.scopes
        answer = self._answer(grant, code.scopes, code.request.nonce)
        if code.request.offline and (first or code.request.force):
            answer["refresh_token"] = self._new_refresh(grant)
        return answer

    def _refresh(self, client: OAuthClient, form: Mapping[str, str]) -> Json:
        token = form.get("refresh_token")
        if not token:
            raise OAuthRefusal("invalid_request", "Missing required parameter: refresh_token")
        grant = self._grant_of(token)
        if grant is None:
            raise OAuthRefusal("invalid_grant", "Token has been expired or revoked.")
        if grant.client_id != client.client_id:
            raise OAuthRefusal("unauthorized_client", "Unauthorized", 401)
        wanted = clients.long_names(form.get("scope", "")) or grant.scopes
        if not set(grant.scopes).issuperset(wanted):
            raise OAuthRefusal("invalid_scope", "Bad Request")
        answer = self._answer(grant, wanted, None)
        if self.rotate_refresh:
            grant.refresh.remove(token)
            answer["refresh_token"] = self._new_refresh(grant)
        return answer

    def _answer(self, grant: Grant, scopes: tuple[str, ...], nonce: str | None) -> Json:
        now = self._clock.real_now()
        text = f"ya29.{secrets.token_urlsafe(48)}"
        self._access[text] = AccessToken(grant.sub, grant.client_id, frozenset(scopes), now + self.access_seconds)
        answer: Json = {
            "access_token": text,
            "expires_in": self.access_seconds,
            "scope": " ".join(scopes),
            "token_type": "Bearer",
        }
        if "openid" in scopes:
            account = self._accounts[grant.sub]
            claims: Json = {"azp": grant.client_id, "aud": grant.client_id, "sub": grant.sub}
            if clients.long_names("email")[0] in scopes:
                claims |= {"email": account.email, "email_verified": True}
            claims |= {} if nonce is None else {"nonce": nonce}
            answer["id_token"] = self.id_tokens.sign(claims | {"iat": int(now), "exp": int(now) + 3_600}, text)
        return answer

    def _new_refresh(self, grant: Grant) -> str:
        token = f"1//0{secrets.token_urlsafe(48)}"
        grant.refresh.append(token)
        # The oldest dies without a word once there are too many.
        del grant.refresh[:-LIVE_REFRESH_TOKENS]
        return token

    def _grant_of(self, refresh: str) -> Grant | None:
        return next((grant for grant in self._grants.values() if refresh in grant.refresh), None)

    def _drop(self, grant: Grant) -> None:
        del self._grants[grant.sub, grant.client_id]
        self._access = {
            text: token
            for text, token in self._access.items()
            if (token.sub, token.client_id) != (grant.sub, grant.client_id)
        }


def _back(request: ConsentRequest, answer: dict[str, str]) -> str:
    """Build the address that takes the browser back to the app."""
    query = ({"state": request.state} if request.state is not None else {}) | answer
    joint = "&" if urlsplit(request.redirect_uri).query else "?"
    return f"{request.redirect_uri}{joint}{urlencode(query)}"
