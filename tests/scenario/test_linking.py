"""Linking a Google calendar: the pages, what is refused, which calendars count, and letting go again."""

from __future__ import annotations

import aiohttp

from core.usecases.calendars import list_calendars
from tests.scenario.reading import url_of, words
from tests.scenario.world import HOUR, START, World, opened

FAMILY = "family@group.calendar.google.com"


async def test_the_pages_link_a_calendar(world: World) -> None:
    """The link leads through both pages and Google's consent to a linked calendar."""
    page = await world.alice.links()
    assert "alice@example.com" in page
    assert "alice@example.com is linked" in await world.alice.types("/perin calendar")


async def test_looking_at_the_link_links_nothing(world: World) -> None:
    """A link preview opens the page, which says whose calendar it would be, and nothing follows from that."""
    await world.alice.types("/perin calendar")
    url = url_of(world.alice.private, "Link Google Calendar")
    async with aiohttp.ClientSession() as preview, preview.get(url) as shown:
        page = await shown.text()
    assert "Alice Moreau" in page
    assert "is linked" not in await world.alice.types("/perin calendar")


async def test_a_link_works_once(world: World) -> None:
    """A link that was used answers with a page that says so."""
    await world.alice.types("/perin calendar")
    url = url_of(world.alice.private, "Link Google Calendar")
    await world.alice.follows(url)
    async with aiohttp.ClientSession() as browser, browser.get(url) as shown:
        assert shown.status == 400
        assert "used already" in await shown.text()


async def test_a_calendar_is_chosen(world: World) -> None:
    """What is ticked counts as busy; an appointment in a calendar that counts keeps its time free of slots."""
    alice, bob = world.alice, world.bob
    alice.calendar.add_calendar(FAMILY, summary="Family")
    await world.connect(alice, bob)
    await alice.types("/perin calendar")
    await alice.presses("Choose calendars", alice.private)
    saved = await alice.submits({"perin.calendar.busy": ["alice@example.com", FAMILY]})
    assert saved.ok
    assert "2 calendars" in words(alice.screen)
    monday_at_three = START + 5 * 24 * HOUR + 23 * HOUR + HOUR // 2
    alice.calendar.add_event(FAMILY, summary="School play", start=monday_at_three, end=monday_at_three + 4 * HOUR)
    await alice.types("/perin schedule @bob 45m on Monday")
    assert "No time suits you both" in words(alice.card)


async def test_a_calendar_is_unlinked(connected: World) -> None:
    """Without a calendar nobody counts as free, and the refusal brings the button that helps."""
    alice = connected.alice
    await alice.types("/perin calendar")
    assert "is unlinked" in await alice.presses("Unlink", alice.private)
    told = await alice.types("/perin schedule @bob tomorrow")
    assert "You haven't linked a calendar yet" in told
    assert "Link Google Calendar" in await alice.presses("Link my calendar", alice.private)


async def test_without_google_the_administrator_is_named(mode: str, sqlite_url: str) -> None:
    """A Perin without a Google client starts, and says whose turn it is."""
    async with opened(mode, sqlite_url, unset=frozenset({"PERIN_GOOGLE_CLIENT_ID"})) as world:
        assert "ask your administrator" in await world.alice.types("/perin calendar")


async def test_a_calendar_that_cannot_be_read_is_not_free(connected: World) -> None:
    """Free/busy that fails is a refusal with a sentence, never a slot."""
    connected.google_fault("error", "freebusy", times=None, status=500)
    told = await connected.alice.types("/perin schedule @bob tomorrow")
    assert "didn't answer, so Perin treats it as not free" in told
    assert len(connected.bob.dms) == 1


async def test_calendars_are_listed_from_the_account(connected: World) -> None:
    """The account is known by what Google said, not by the Slack profile."""
    found = await list_calendars(connected.deps, person=connected.alice.key)
    assert found.account is not None
    assert (found.account.account, found.account.email) == ("g-alice", "alice@example.com")
