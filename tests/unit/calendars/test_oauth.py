"""What is believed of an id_token, which scopes count as granted, and which addresses tokens may go to."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from core.calendars.google import GoogleCalendars, GoogleOptions, oauth
from core.calendars.google.replies import Garbled
from core.calendars.google.token_endpoint import Tokens
from core.domain.ids import AccountId

NOW = 1_893_499_200.0
OPTIONS = GoogleOptions(client_id="me", client_secret="s3cret")
GOOD = {"iss": "https://accounts.google.com", "aud": "me", "exp": NOW + 60, "sub": "42", "email": "a@example.com"}


def _signed(claims: object) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims)]
    return ".".join([*parts, "signature"])


def test_the_account_of_an_id_token() -> None:
    """The key is ``sub``; both of Google's issuers are Google."""
    assert oauth.claims(OPTIONS, _signed(GOOD), NOW) == oauth.Claims(AccountId("42"), email="a@example.com")
    assert oauth.claims(OPTIONS, _signed({**GOOD, "iss": "accounts.google.com"}), NOW).account == "42"


@pytest.mark.parametrize(
    "claims",
    [
        {**GOOD, "iss": "https://evil.example"},
        {**GOOD, "iss": None},
        {**GOOD, "iss": "http://127.0.0.1:9"},
        {**GOOD, "aud": "another"},
        {**GOOD, "aud": ["me", "another"]},
        {**GOOD, "exp": NOW - 3600},
        {**GOOD, "exp": "later"},
        {**GOOD, "sub": ""},
        {**GOOD, "sub": "4 2"},
        {**GOOD, "sub": "4" * 256},
        {**GOOD, "email": None},
        {},
        [],
    ],
)
def test_an_id_token_with_a_flaw_names_nobody(claims: object) -> None:
    """Issuer, audience, expiry and the account are all checked."""
    with pytest.raises(Garbled):
        oauth.claims(OPTIONS, _signed(claims), NOW)


@pytest.mark.parametrize("text", [None, 3, "", "a.b", "a.!!.c", "a.bm90IGpzb24.c"])
def test_what_is_no_id_token_names_nobody(text: object) -> None:
    """Neither absence nor noise is an account."""
    with pytest.raises(Garbled):
        oauth.claims(OPTIONS, text, NOW)


def test_a_loopback_consent_page_may_be_its_own_issuer() -> None:
    """Only when the consent page itself is on loopback."""
    options = GoogleOptions(client_id="me", client_secret="x", auth_url="http://127.0.0.1:9/auth")
    assert oauth.claims(options, _signed({**GOOD, "iss": "http://127.0.0.1:9"}), NOW).account == "42"


def test_scopes_are_read_by_their_short_names() -> None:
    """Google answers with long names; nothing readable grants nothing."""
    long = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/calendar.freebusy"
    assert oauth.short_scopes(long) == {"openid", "email", "calendar.freebusy"}
    assert oauth.short_scopes(None) == frozenset()


@pytest.mark.parametrize(
    ("field", "url"),
    [
        ("auth_url", "http://accounts.example/auth"),
        ("token_url", "http://10.0.0.1/token"),
        ("revoke_url", "ftp://127.0.0.1/revoke"),
        ("api_url", "http://127.0.0.1@evil.example/calendar/v3/"),
        ("api_url", "http://localhost.evil.example/calendar/v3/"),
        ("api_url", "https:///calendar/v3/"),
        ("api_url", "http://[::1/calendar/v3/"),
        ("api_url", "https://www.googleapis.com/"),
        ("api_url", "https://www.googleapis.com/calendar/v3"),
    ],
)
def test_an_address_that_tokens_must_not_go_to_is_one_sentence(field: str, url: str) -> None:
    """Plain http is for this machine only, and the API's path is part of its address."""
    changes: dict[str, Any] = {field: url}
    with pytest.raises(ValueError, match=rf"^{field} must [^.]*(v3/|only\))\.$"):
        replace(GoogleOptions(), **changes)


@pytest.mark.parametrize("host", ["127.0.0.1:80", "127.8.9.1", "localhost:8080", "[::1]:5"])
def test_plain_http_to_this_machine_is_fine(host: str) -> None:
    """Without any further switch."""
    assert GoogleOptions(api_url=f"http://{host}/calendar/v3/").api_url


def test_secrets_do_not_show() -> None:
    """Neither the client's secret nor a token is in a ``repr``."""
    assert "s3cret" not in repr(OPTIONS)
    tokens = Tokens("ya29.x", 60, frozenset(), "1//x", "e.y.J")
    assert not any(secret in repr(tokens) for secret in ("ya29", "1//x", "e.y.J"))
    assert "s3cret" not in repr(vars(GoogleCalendars(OPTIONS, now=int)))


def test_a_client_needs_both_halves() -> None:
    """An id without a secret is no set-up."""
    assert GoogleCalendars(OPTIONS, now=int).is_set_up()
    assert not GoogleCalendars(GoogleOptions(client_id="me"), now=int).is_set_up()
    assert not GoogleCalendars(GoogleOptions(client_secret="x"), now=int).is_set_up()


def test_importing_and_making_it_loads_neither_googles_library_nor_an_http_client() -> None:
    """In a fresh interpreter: start-up doesn't pay for calendars that nobody has asked for yet."""
    heavy = "('googleapiclient', 'httplib2', 'urllib3', 'google.auth')"
    code = (
        "import sys, core.calendars.google as g; g.GoogleCalendars(g.GoogleOptions(), now=int); "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
