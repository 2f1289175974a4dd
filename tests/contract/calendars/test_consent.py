"""Linking: the consent page's address, the exchange of its code, and giving access back."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest

from core.calendars.google.oauth import SCOPE_PREFIX
from core.domain.accounts import Access
from core.domain.errors import (
    AccessLost,
    ConsentIncomplete,
    GoogleNotSetUp,
    LinkInvalid,
    OutcomeUnknown,
    PerinError,
    SlowDown,
)
from core.domain.ids import PersonKey
from tests.contract.calendars.world import ALICE, SCOPES, SLOT, World, served

ME = "alice@example.com"
BACK = "http://127.0.0.1:8080/google/callback"
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


def _url(world: World, hint: str | None = None) -> str:
    return world.calendars.consent_url(state="S+/1", challenge=CHALLENGE, redirect_uri=BACK, login_hint=hint)


def _code(world: World, scopes: tuple[str, ...] | None = None) -> str:
    target = world.google.authorize(_url(world), ALICE, scopes=scopes)
    query = parse_qs(urlsplit(target).query)
    assert query["state"] == ["S+/1"]
    return query["code"][0]


async def test_a_consent_gives_a_link_that_works(world: World) -> None:
    """Code in, account and token out; the token reads the calendar."""
    consent = await world.calendars.exchange(code=_code(world), verifier=VERIFIER, redirect_uri=BACK)
    assert (consent.account, consent.email) == (ALICE, ME)
    assert {"calendar.events.owned", "calendar.freebusy", "openid", "email"} <= consent.granted
    access = Access(consent.account, consent.refresh_token, PersonKey("slack:T1:U1"))
    assert (await world.calendars.busy(access, [ME], SLOT)).busy == ()
    assert consent.refresh_token not in repr(consent)


async def test_the_consent_page_is_asked_for_exactly_what_is_needed(world: World) -> None:
    """Narrow scopes, offline, asked anew, nothing from earlier grants, PKCE with S256."""
    query = parse_qs(urlsplit(_url(world, ME)).query)
    assert set(query["scope"][0].split()) == set(SCOPES)
    assert query["access_type"] == ["offline"]
    assert query["prompt"] == ["consent"]
    assert query["include_granted_scopes"] == ["false"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["login_hint"] == [ME]
    assert "login_hint" not in _url(world)


async def test_a_consent_that_left_a_scope_out_is_given_back(world: World) -> None:
    """The missing scopes are named, and no access is left behind at Google."""
    code = _code(world, (SCOPE_PREFIX + "calendar.freebusy",))
    with pytest.raises(ConsentIncomplete) as refused:
        await world.calendars.exchange(code=code, verifier=VERIFIER, redirect_uri=BACK)
    assert refused.value.facts["missing"] == ("calendar.calendarlist.readonly", "calendar.events.owned")
    assert world.google.oauth.granted(ALICE) == frozenset()


async def test_an_incomplete_consent_is_told_even_when_it_can_not_be_given_back(world: World) -> None:
    """The reason reaches the person whatever the revoke endpoint does."""
    code = _code(world, ())
    world.fault("error", "revoke")
    with pytest.raises(ConsentIncomplete):
        await world.calendars.exchange(code=code, verifier=VERIFIER, redirect_uri=BACK)


async def test_a_code_is_good_once_and_with_its_own_verifier(world: World) -> None:
    """A replayed code, a forged one and another browser's verifier are refused."""
    code = _code(world)
    await world.calendars.exchange(code=code, verifier=VERIFIER, redirect_uri=BACK)
    for bad, verifier in ((code, VERIFIER), ("4/0forged", VERIFIER), (_code(world), "w" * 64)):
        with pytest.raises(LinkInvalid):
            await world.calendars.exchange(code=bad, verifier=verifier, redirect_uri=BACK)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (400, "invalid_grant", LinkInvalid),
        (401, "invalid_client", GoogleNotSetUp),
        (400, "redirect_uri_mismatch", GoogleNotSetUp),
        (429, "rate_limit_exceeded", SlowDown),
        (500, "internal_failure", OutcomeUnknown),
    ],
)
async def test_what_a_refused_exchange_means(
    world: World, status: int, reason: str, expected: type[PerinError]
) -> None:
    """The person's mistake, the administrator's, and Google's are three things."""
    world.fault("error", "token", status=status, reason=reason)
    with pytest.raises(PerinError) as failed:
        await world.calendars.exchange(code=_code(world), verifier=VERIFIER, redirect_uri=BACK)
    assert type(failed.value) is expected


@pytest.mark.parametrize("kind", ["drop", "html", "truncated"])
async def test_an_exchange_without_a_readable_answer_is_unknown(world: World, kind: str) -> None:
    """The code may be spent; the person starts again."""
    world.fault(kind, "token")
    with pytest.raises(OutcomeUnknown):
        await world.calendars.exchange(code=_code(world), verifier=VERIFIER, redirect_uri=BACK)
    assert world.count("token") == 1


async def test_an_id_token_for_another_client_is_not_believed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its account is not taken over, and the access is given back."""
    sign = world.google.oauth.id_tokens.sign
    monkeypatch.setattr(
        world.google.oauth.id_tokens, "sign", lambda claims, text: sign({**claims, "aud": "another"}, text)
    )
    with pytest.raises(OutcomeUnknown):
        await world.calendars.exchange(code=_code(world), verifier=VERIFIER, redirect_uri=BACK)
    assert world.google.oauth.granted(ALICE) == frozenset()


async def test_giving_access_back_ends_it_at_once(world: World) -> None:
    """The kept access token goes too, and giving back what is dead already is fine."""
    access = world.access()
    await world.calendars.busy(access, [ME], SLOT)
    await world.calendars.revoke(access)
    assert world.google.oauth.granted(ALICE) == frozenset()
    with pytest.raises(AccessLost):
        await world.calendars.busy(access, [ME], SLOT)
    await world.calendars.revoke(access)


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("error", {"status": 503}, OutcomeUnknown),
        ("error", {"status": 429, "retry_after": 3}, SlowDown),
        ("drop", {}, OutcomeUnknown),
    ],
)
async def test_a_revocation_that_failed_says_so(
    world: World, kind: str, more: dict[str, int], expected: type[PerinError]
) -> None:
    """Whoever forgets a person must know whether Google has forgotten too."""
    world.fault(kind, "revoke", **more)
    with pytest.raises(expected):
        await world.calendars.revoke(world.access())


async def test_without_an_oauth_client_no_consent_begins() -> None:
    """The administrator must finish the set-up first."""
    async with served(client_id="") as world:
        with pytest.raises(GoogleNotSetUp):
            _url(world)
        with pytest.raises(GoogleNotSetUp):
            await world.calendars.exchange(code="4/0", verifier=VERIFIER, redirect_uri=BACK)
        assert world.google.calls == []
