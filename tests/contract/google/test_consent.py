"""The consent page: what it shows, whom it believes, and what a person's answer sends back."""

from __future__ import annotations

import html
import re

import pytest

from sandbox.google.clients import OAuthClient
from tests.contract.google.consenting import (
    CALENDAR_SCOPES,
    address,
    decided,
    page,
    sent_back,
    token,
)
from tests.contract.google.world import ALICE, BOB, World


async def test_fewer_scopes_than_asked_are_told(world: World) -> None:
    """An unticked scope is missing from `scope`, and the token can't do it; identity stays."""
    _, location = await decided(world, address(world), scope=[CALENDAR_SCOPES[1]])
    _, answer = await token(world, code=sent_back(location)["code"])
    assert set(answer["scope"].split()) == {
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        CALENDAR_SCOPES[1],
    }
    refused = await world.call("GET", "users/me/calendarList", token=answer["access_token"])
    assert refused.reason == "insufficientPermissions"


async def test_scopes_that_were_not_asked_for_are_not_given(world: World) -> None:
    """A forged tick on the page adds nothing."""
    forged = [*CALENDAR_SCOPES, "https://www.googleapis.com/auth/calendar"]
    _, location = await decided(world, address(world), scope=forged)
    assert "https://www.googleapis.com/auth/calendar" not in sent_back(location)["scope"].split()


async def test_deny_sends_back_access_denied_and_no_code(world: World) -> None:
    """The person's no is an answer too."""
    status, location = await decided(world, address(world), decision="deny")
    assert (status, sent_back(location)) == (303, {"state": "s+t/a=te", "error": "access_denied"})


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"redirect_uri": "https://evil.example/callback"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://127.0.0.1.evil.example/"}, 400, "redirect_uri_mismatch"),
        ({"redirect_uri": "https://127.0.0.1:8080/"}, 400, "redirect_uri_mismatch"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"scope": "openid mail"}, 400, "invalid_scope"),
        ({"scope": None}, 400, "invalid_scope"),
        ({"code_challenge_method": "plain"}, 400, "invalid_request"),
    ],
)
async def test_a_wrong_request_shows_an_error_and_sends_nobody_anywhere(
    world: World, changes: dict[str, str | None], status: int, error: str
) -> None:
    """A page says what is wrong; there is no redirect to follow."""
    answered, text = await page(world, address(world, **changes))
    assert answered == status
    assert error in text
    assert "<form" not in text


async def test_a_registered_address_is_accepted_exactly(world: World) -> None:
    """For a web app one letter more is another address."""
    world.google.register_client(
        OAuthClient("web", "web-secret", redirect_uris=frozenset({"https://perin.example/google/callback"}))
    )
    right = address(world, client_id="web", redirect_uri="https://perin.example/google/callback")
    wrong = address(world, client_id="web", redirect_uri="https://perin.example/google/callback2")
    local = address(world, client_id="web")
    assert [(await page(world, url))[0] for url in (right, wrong, local)] == [200, 400, 400]


async def test_the_page_knows_the_account_that_was_hinted(world: World) -> None:
    """With login_hint that account is chosen; without it nobody is, among several."""
    for hint in (BOB.email, BOB.sub):
        _, text = await page(world, address(world, login_hint=hint))
        assert re.findall(r'value="([^"]+)" required checked', text) == [BOB.sub]
    _, text = await page(world, address(world))
    assert "required checked" not in text


async def test_the_page_says_everything_in_words_and_labels(world: World) -> None:
    """Each choice is a labelled input; the app, both accounts and each scope can be read."""
    _, text = await page(world, address(world))
    words = html.unescape(text)
    for expected in ("Perin", ALICE.name, ALICE.email, BOB.name, "See when you are free or busy"):
        assert expected in words
    assert text.count("<label") == text.count('type="radio"') + text.count('type="checkbox"')
    assert '<html lang="en">' in text


async def test_a_used_page_can_not_be_used_again(world: World) -> None:
    """The form's ticket is good for one answer."""
    _, text = await page(world, address(world))
    ticket = re.search(r'name="ticket" value="([^"]+)"', text)
    assert ticket is not None
    form = {"ticket": ticket[1], "account": ALICE.sub, "decision": "deny"}
    statuses = []
    for _ in range(2):
        async with world.session.post(f"{world.url}/o/oauth2/v2/auth", data=form, allow_redirects=False) as answer:
            statuses.append(answer.status)
    assert statuses == [303, 400]
