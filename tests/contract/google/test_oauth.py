"""Tokens: what a code becomes, for whom, how often, and until when."""

from __future__ import annotations

import base64
import json

import google.auth.jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.google.clients import OAuthClient
from sandbox.google.server import CLIENT_ID, CLIENT_SECRET
from tests.contract.google.consenting import (
    BACK,
    VERIFIER,
    address,
    code,
    decided,
    sent_back,
    token,
)
from tests.contract.google.world import ALICE, PERIN_SCOPES, World


async def test_the_whole_way_from_page_to_calendar(world: World) -> None:
    """Allow sends a code back with the state; the code becomes tokens; the access token opens the calendar."""
    status, location = await decided(world, address(world))
    assert status == 303
    assert location.startswith(BACK + "?")
    assert sent_back(location)["state"] == "s+t/a=te"
    status, answer = await token(world, code=sent_back(location)["code"])
    assert status == 200
    assert answer["token_type"] == "Bearer"
    assert (await world.call("GET", "users/me/calendarList", token=answer["access_token"])).status == 200
    status, refreshed = await token(
        world, grant_type="refresh_token", refresh_token=answer["refresh_token"], redirect_uri=None
    )
    assert status == 200
    assert refreshed["access_token"] != answer["access_token"]
    assert "refresh_token" not in refreshed


async def test_the_id_token_is_signed_and_says_who_for_whom(world: World) -> None:
    """The claims are checked by Google's own verifier against the published key."""
    _, answer = await token(world, code=await code(world))
    async with world.session.get(f"{world.url}/oauth2/v3/certs") as published:
        [key] = (await published.json())["keys"]
    numbers = rsa.RSAPublicNumbers(*(int.from_bytes(base64.urlsafe_b64decode(key[name] + "==")) for name in "en"))
    pem = numbers.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    certs = {key["kid"]: pem}
    claims = google.auth.jwt.decode(answer["id_token"], certs, audience=CLIENT_ID)  # type: ignore[no-untyped-call]  # untyped there
    assert claims["iss"] == "https://accounts.google.com"
    assert (claims["sub"], claims["email"], claims["nonce"]) == (ALICE.sub, ALICE.email, "n-1")


async def test_a_code_works_once(world: World) -> None:
    """The second exchange is invalid_grant."""
    given = await code(world)
    first, second = await token(world, code=given), await token(world, code=given)
    assert (first[0], second[0], second[1]["error"]) == (200, 400, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"redirect_uri": BACK + "/"}, 400, "redirect_uri_mismatch"),
        ({"client_secret": "guessed"}, 401, "invalid_client"),
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"code": "4/0guessed"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": None}, 400, "invalid_request"),
    ],
)
async def test_a_wrong_exchange_is_refused(
    world: World, changes: dict[str, str | None], status: int, error: str
) -> None:
    """Verifier, redirect address, client and code all have to be right."""
    answered, document = await token(world, **({"code": await code(world)} | changes))
    assert (answered, document["error"]) == (status, error)


async def test_a_code_is_bound_to_the_client_that_asked(world: World) -> None:
    """Another app can't use it, even with its own right secret."""
    world.google.register_client(OAuthClient("other", "other-secret", loopback=True))
    status, document = await token(world, code=await code(world), client_id="other", client_secret="other-secret")
    assert (status, document["error"]) == (400, "invalid_grant")


async def test_the_client_may_prove_itself_in_the_header(world: World) -> None:
    """Basic authentication works as the form does."""
    form = {
        "grant_type": "authorization_code",
        "code": await code(world),
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    word = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    headers = {"Authorization": f"Basic {word}"}
    async with world.session.post(f"{world.url}/token", data=form, headers=headers) as answer:
        assert answer.status == 200


async def test_a_refresh_token_comes_with_the_first_consent_or_a_forced_one(world: World) -> None:
    """Without prompt=consent the second consent brings none; without access_type=offline none at all."""
    _, online = await token(world, code=await code(world, access_type=None))
    _, again = await token(world, code=await code(world, prompt=None))
    _, forced = await token(world, code=await code(world))
    assert ["refresh_token" in answer for answer in (online, again, forced)] == [False, False, True]


async def test_revoking_either_token_ends_the_grant(world: World) -> None:
    """After a revoke nothing of that grant works, and a second revoke is refused."""
    _, answer = await token(world, code=await code(world))
    async with world.session.post(f"{world.url}/revoke", data={"token": answer["access_token"]}) as revoked:
        assert revoked.status == 200
    status, document = await token(world, grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert (status, document["error"]) == (400, "invalid_grant")
    assert (await world.call("GET", "users/me/calendarList", token=answer["access_token"])).status == 401
    async with world.session.post(f"{world.url}/revoke", data={"token": answer["refresh_token"]}) as again:
        assert (again.status, (await again.json())["error"]) == (400, "invalid_token")


async def test_an_access_token_ends_with_its_time(world: World) -> None:
    """Lifetime is real time; the world's clock doesn't touch it."""
    living = world.bearer()
    world.clock.advance(86_400)
    assert (await world.call("GET", "users/me/calendarList", token=living)).status == 200
    world.google.oauth.access_seconds = 0
    assert (await world.call("GET", "users/me/calendarList", token=world.bearer())).reason == "authError"


async def test_a_refresh_may_bring_a_new_refresh_token(world: World) -> None:
    """With rotation on, the old one dies."""
    world.google.oauth.rotate_refresh = True
    old = world.google.grant_now(ALICE.sub, PERIN_SCOPES)
    _, answer = await token(world, grant_type="refresh_token", refresh_token=old)
    status, _ = await token(world, grant_type="refresh_token", refresh_token=old)
    assert status == 400
    status, _ = await token(world, grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert status == 200


async def test_the_hundred_and_first_refresh_token_ends_the_first(world: World) -> None:
    """Google keeps a hundred per account and app, and says nothing about the oldest."""
    tokens = [world.google.grant_now(ALICE.sub, PERIN_SCOPES) for _ in range(101)]
    status, _ = await token(world, grant_type="refresh_token", refresh_token=tokens[0])
    assert status == 400
    status, _ = await token(world, grant_type="refresh_token", refresh_token=tokens[1])
    assert status == 200


async def test_nothing_secret_is_kept_in_the_records(world: World) -> None:
    """Neither the wire log nor the record of calls holds a token, a code or a title; read in full, still no secret."""
    given = await code(world)
    _, answer = await token(world, code=given)
    await world.insert("bk0001", summary="Very private")
    kept = json.dumps(
        [entry.as_json() for entry in world.wire.entries()] + [call.as_json() for call in world.google.calls]
    )
    assert "token" in kept
    secrets = (given, answer["access_token"], answer["refresh_token"], CLIENT_SECRET, VERIFIER)
    for secret in (*secrets, "Very private"):
        assert secret not in kept
    said = json.dumps([world.wire.detail(entry.number) for entry in world.wire.entries()])
    assert "Very private" in said
    for secret in secrets:
        assert secret not in said
