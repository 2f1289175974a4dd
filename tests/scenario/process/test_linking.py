"""The pages that link a calendar, through real browsers and a real consent page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from core.domain.ids import PersonKey
from tests.scenario.human import Human
from tests.scenario.reading import url_of
from tests.scenario.world import World, opened

Browser = aiohttp.ClientSession


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    """A world in socket mode."""
    async with opened("socket", sqlite_url) as made:
        yield made


@pytest.fixture
async def stranger() -> AsyncIterator[Browser]:
    """Somebody else's browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def link_of(human: Human, label: str = "Link Google Calendar") -> str:
    """A fresh link, as it is in the answer to the command."""
    await human.types("/perin calendar")
    return url_of(human.private, label)


async def begin(browser: Browser, link: str) -> str:
    """Press *Continue to Google*; the address of the consent page."""
    token = parse_qs(urlsplit(link).query)["token"][0]
    async with browser.post(link.partition("?")[0], data={"token": token}, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()
        return answer.headers["Location"]


async def read(browser: Browser, url: str) -> tuple[int, str]:
    """Open a page."""
    async with browser.get(url) as answer:
        return answer.status, await answer.text()


async def store(browser: Browser, back: str) -> tuple[int, str]:
    """Press the button on the last page."""
    state = parse_qs(urlsplit(back).query)["state"][0]
    async with browser.post(back.partition("?")[0], data={"state": state}) as answer:
        return answer.status, await answer.text()


async def linked(world: World, human: Human) -> str | None:
    """The Google address that is linked to a person, None for none."""
    async with world.deps.reading() as uow:
        account = await uow.accounts.find(PersonKey(human.key))
    return account.email if account else None


async def test_both_names_are_shown_before_anything_is_stored(world: World, browser: Browser) -> None:
    """First whose Slack it is for, then whose Google it is, and only the last press stores it."""
    link = await link_of(world.alice)
    status, first = await read(browser, link)
    assert status == 200
    assert "Alice Moreau" in first
    assert "Sandbox" in first
    back = world.sandbox.google.authorize(await begin(browser, link), "g-alice")
    status, second = await read(browser, back)
    assert status == 200
    assert "Alice Moreau" in second
    assert "alice@example.com" in second
    assert await linked(world, world.alice) is None
    assert (await store(browser, back))[0] == 200
    assert await linked(world, world.alice) == "alice@example.com"


async def test_a_forwarded_link_shows_its_owner_and_attaches_nothing_by_itself(world: World, browser: Browser) -> None:
    """Who gets somebody's link reads that person's name; looking at it changes nothing."""
    link = await link_of(world.alice)
    _, page = await read(browser, link)
    assert "Only go on if this is you" in page
    assert not list(browser.cookie_jar)
    assert await linked(world, world.alice) is None
    assert (await read(browser, link))[0] == 200


async def test_a_link_preview_changes_nothing(world: World, browser: Browser, stranger: Browser) -> None:
    """A chat program that looks at every address, with HEAD or GET, leaves the link good and nothing attached."""
    link = await link_of(world.alice)
    for method in ("HEAD", "GET"):
        async with stranger.request(method, link) as answer:
            assert answer.status == 200
            assert "Set-Cookie" not in answer.headers
    back = world.sandbox.google.authorize(await begin(browser, link), "g-alice")
    async with stranger.head(back) as answer:
        assert answer.status == 400
    assert (await read(browser, back))[0] == 200
    assert await linked(world, world.alice) is None


async def test_a_forwarded_consent_page_attaches_nothing(world: World, browser: Browser, stranger: Browser) -> None:
    """Bob, sent Alice's consent page, can't end up with his calendar in her Perin: his browser has no cookie."""
    consent = await begin(browser, await link_of(world.alice))
    back = world.sandbox.google.authorize(consent, "g-bob")
    status, page = await read(stranger, back)
    assert status == 400
    assert "belongs to another browser" in page
    assert (await store(stranger, back))[0] == 400
    assert await linked(world, world.alice) is None
    assert world.sandbox.google.oauth.granted("g-bob") == frozenset()


async def test_a_cookie_of_another_link_is_not_enough(world: World, browser: Browser, stranger: Browser) -> None:
    """The cookie is tied to its own state: Bob's, from a link of his own, opens nothing of Alice's."""
    back = world.sandbox.google.authorize(await begin(browser, await link_of(world.alice)), "g-bob")
    await begin(stranger, await link_of(world.bob))
    assert (await read(stranger, back))[0] == 400
    assert await linked(world, world.alice) is None
    assert world.sandbox.google.oauth.granted("g-bob") == frozenset()


async def test_a_replayed_callback_attaches_nothing(world: World, browser: Browser) -> None:
    """Each step works once: the callback, the last press, and the link itself."""
    link = await link_of(world.alice)
    back = world.sandbox.google.authorize(await begin(browser, link), "g-alice")
    assert (await read(browser, back))[0] == 200
    assert (await read(browser, back))[0] == 400
    assert [call.method for call in world.sandbox.google.calls] == ["token"]
    assert (await store(browser, back))[0] == 200
    assert (await store(browser, back))[0] == 400
    assert (await read(browser, link))[0] == 400


async def test_only_the_first_browser_gets_a_link(world: World, browser: Browser, stranger: Browser) -> None:
    """Once somebody went on to Google with it, the same link starts no second consent."""
    link = await link_of(world.alice)
    await begin(browser, link)
    token = parse_qs(urlsplit(link).query)["token"]
    async with stranger.post(link.partition("?")[0], data={"token": token}, allow_redirects=False) as answer:
        assert answer.status == 400


async def test_a_link_is_good_for_ten_minutes(world: World, browser: Browser) -> None:
    """An old one says so."""
    link = await link_of(world.alice)
    await world.later(601)
    status, page = await read(browser, link)
    assert status == 400
    assert "too old" in page


async def test_a_partial_consent_is_refused_with_the_reason(world: World, browser: Browser) -> None:
    """Without one of the boxes nothing is stored, and what was given is given back to Google."""
    consent = await begin(browser, await link_of(world.alice))
    asked = parse_qs(urlsplit(consent).query)["scope"][0].split()
    given = [scope for scope in asked if not scope.endswith("freebusy")]
    back = world.sandbox.google.authorize(consent, "g-alice", scopes=given)
    status, page = await read(browser, back)
    assert status == 400
    assert "leave every box ticked" in page
    assert (await store(browser, back))[0] == 400
    assert world.sandbox.google.oauth.granted("g-alice") == frozenset()
    assert await linked(world, world.alice) is None


async def test_a_denied_consent_says_so(world: World, browser: Browser) -> None:
    """Pressing Deny ends on a page of ours, with the way to start again."""
    back = world.sandbox.google.authorize(await begin(browser, await link_of(world.alice)), "g-alice", allow=False)
    status, page = await read(browser, back)
    assert status == 400
    assert "/perin calendar" in page


async def test_another_account_may_take_the_place_of_the_first(world: World, browser: Browser) -> None:
    """As long as nothing is open on the first one, linking again switches."""
    await world.alice.links()
    link = await link_of(world.alice, "Link again")
    back = world.sandbox.google.authorize(await begin(browser, link), "g-priya")
    assert "priya@example.com" in (await read(browser, back))[1]
    assert (await store(browser, back))[0] == 200
    assert await linked(world, world.alice) == "priya@example.com"


async def test_an_account_belongs_to_one_person(world: World, browser: Browser) -> None:
    """What Alice linked, Bob can't link too."""
    await world.alice.links()
    back = world.sandbox.google.authorize(await begin(browser, await link_of(world.bob)), "g-alice")
    assert (await read(browser, back))[0] == 200
    status, page = await store(browser, back)
    assert status == 400
    assert "Somebody else in this workspace" in page
    assert await linked(world, world.bob) is None


async def test_an_open_session_keeps_the_account(world: World, browser: Browser) -> None:
    """Nobody's slots are moved to another calendar behind their back."""
    await world.connect(world.alice, world.bob)
    await world.alice.types("/perin schedule @bob 30m next week")
    back = world.sandbox.google.authorize(await begin(browser, await link_of(world.alice, "Link again")), "g-priya")
    assert (await read(browser, back))[0] == 200
    status, page = await store(browser, back)
    assert status == 400
    assert "another one can" in page
    assert await linked(world, world.alice) == "alice@example.com"


async def test_pages_can_not_be_cached_framed_or_scripted(world: World, browser: Browser) -> None:
    """The headers of the pages, and of the cookie, keep them to this person and this browser."""
    link = await link_of(world.alice)
    async with browser.get(link) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    origin = re.search(r"form-action ([^;]+)", policy)
    assert origin
    assert world.sandbox.url in origin[1].split()
    token = parse_qs(urlsplit(link).query)["token"][0]
    async with browser.post(link.partition("?")[0], data={"token": token}, allow_redirects=False) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/google" in cookie
    assert token not in cookie
