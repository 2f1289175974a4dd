"""Google's token and revoke endpoints: a code or a refresh token for an access token, and giving it back.

Apart from ``tokens``, which remembers; this only asks. Plain form posts on our own transport (RFC 6749),
each sent once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.calendars.google import errors, oauth
from core.calendars.google.options import GoogleOptions
from core.calendars.google.replies import ErrorAnswer, Garbled, NoAnswer, Reply
from core.domain.errors import (
    AccessDenied,
    AccessLost,
    CalendarError,
    GoogleNotSetUp,
    LinkInvalid,
    OutcomeUnknown,
    RequestInvalid,
)
from core.domain.ids import AccountId

Post = Callable[[str, Mapping[str, str]], Awaitable[Reply]]
"""Posts a form to an address, off the loop; raises NoAnswer."""

NOBODY = AccountId("")
"""The account of a consent that has not told yet whose it is."""

CLIENT_ERRORS = frozenset({"invalid_client", "deleted_client", "redirect_uri_mismatch", "unauthorized_client"})
"""Our OAuth client is at fault: the administrator's to mend."""

BUGS = frozenset({"invalid_request", "unsupported_grant_type"})

LOST_ERRORS = frozenset({"invalid_grant", "unauthorized_client"})
"""The refresh token is dead, or belongs to an OAuth client that we no longer are."""

_TOKEN = re.compile(r"[!-~]{1,4096}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A good answer of the token endpoint; ``lifetime`` in seconds. ``repr`` hides all but the scopes."""

    access: str = field(repr=False)
    lifetime: int
    scopes: frozenset[str]
    refresh: str | None = field(default=None, repr=False)
    id_token: str | None = field(default=None, repr=False)


class TokenEndpoint:
    """What can be asked of it, with each refusal's meaning."""

    def __init__(self, options: GoogleOptions, post: Post) -> None:
        """Ask through ``post``."""
        self._options = options
        self._post = post

    async def redeem(self, *, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Turn a consent's code into tokens.

        Raises LinkInvalid when the code is refused, GoogleNotSetUp when our client is, SlowDown, OutcomeUnknown.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        try:
            return await self._tokens(form)
        except ErrorAnswer as error:
            raise _redeem_refusal(error.reply) from error
        except (NoAnswer, Garbled) as error:
            raise OutcomeUnknown(account=NOBODY, sent=True) from error

    async def refresh(self, account: AccountId, refresh_token: str) -> Tokens:
        """Turn a refresh token into a new access token.

        Raises AccessLost when it is dead, AccessDenied, SlowDown, RequestInvalid, and OutcomeUnknown with ``sent``
        False: the calendar call this was for has not been made.
        """
        if not self._options.is_set_up:
            raise OutcomeUnknown(account=account, sent=False, reason="not_set_up")
        try:
            return await self._tokens({"grant_type": "refresh_token", "refresh_token": refresh_token})
        except ErrorAnswer as error:
            raise _refresh_refusal(account, error.reply) from error
        except (NoAnswer, Garbled) as error:
            raise OutcomeUnknown(account=account, sent=False) from error

    async def revoke(self, account: AccountId, token: str) -> None:
        """Give a token back; one that Google no longer knows is fine. Raises SlowDown, OutcomeUnknown."""
        try:
            reply = await self._post(self._options.revoke_url, {"token": token})
        except NoAnswer as error:
            raise OutcomeUnknown(account=account, sent=error.sent) from error
        if reply.status == 429:
            raise errors.slow_down(account, reply)
        if reply.status != 200 and _error_of(reply) not in {"invalid_token", "invalid_grant"}:
            raise OutcomeUnknown(account=account, sent=True, status=reply.status)

    async def _tokens(self, form: Mapping[str, str]) -> Tokens:
        client = {"client_id": self._options.client_id, "client_secret": self._options.client_secret}
        reply = await self._post(self._options.token_url, {**form, **client})
        if reply.status != 200:
            raise ErrorAnswer(reply)
        return _read(reply.body)


def _redeem_refusal(reply: Reply) -> CalendarError | LinkInvalid | GoogleNotSetUp:
    reason = _error_of(reply)
    if reply.status == 429:
        return errors.slow_down(NOBODY, reply)
    if reason in CLIENT_ERRORS:
        return GoogleNotSetUp(reason=reason)
    if reason and 400 <= reply.status < 500:
        return LinkInvalid(reason=reason)
    return OutcomeUnknown(account=NOBODY, sent=True, status=reply.status)


def _refresh_refusal(account: AccountId, reply: Reply) -> CalendarError:
    reason = _error_of(reply)
    if reply.status == 429:
        return errors.slow_down(account, reply)
    if not reason or not 400 <= reply.status < 500:
        return OutcomeUnknown(account=account, sent=False, status=reply.status)
    if reason in LOST_ERRORS:
        return AccessLost(account=account)
    if reason in CLIENT_ERRORS:
        return OutcomeUnknown(account=account, sent=False, reason=reason)
    kind = RequestInvalid if reason in BUGS else AccessDenied
    return kind(account=account, reason=reason)


def _error_of(reply: Reply) -> str:
    """Return the OAuth error code (RFC 6749 section 5.2), "" when the answer has none."""
    try:
        return errors.code(json.loads(reply.body)["error"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _read(body: bytes) -> Tokens:
    try:
        raw: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Garbled("the token answer can't be read") from error
    if not isinstance(raw, dict) or str(raw.get("token_type", "")).lower() != "bearer":
        raise Garbled("the token answer is none")
    lifetime = raw.get("expires_in")
    if not isinstance(lifetime, int) or not _is_token(raw.get("access_token")):
        raise Garbled("the token answer has no token")
    refresh = raw.get("refresh_token")
    return Tokens(
        access=raw["access_token"],
        lifetime=lifetime,
        scopes=oauth.short_scopes(raw.get("scope")),
        refresh=refresh if _is_token(refresh) else None,
        id_token=raw.get("id_token"),
    )


def _is_token(value: object) -> bool:
    """Tell a token from anything that must not get into a header."""
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None
