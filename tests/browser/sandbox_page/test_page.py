"""The page around the two people: who is shown, tabs, clock, wire log, and what it says when the sandbox is gone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.kit import home, section
from tests.browser.sandbox_page.world import ALICE, BOB, CHIARA

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_people_are_shown_with_their_local_times(stage: Stage) -> None:
    """Alice stands left at 11:00 Paris time, Bob right at 5 AM in New York."""
    await expect(stage.pane("left").locator(".local-time")).to_have_text("Wed 11:00Europe/Paris · UTC+1")
    await expect(stage.pane("right").locator(".local-time")).to_have_text("Wed 5:00 AMAmerica/New_York · UTC−5")


async def test_who_is_left_and_right_can_be_chosen_and_is_remembered(stage: Stage) -> None:
    """Choosing the other side's person swaps the two; a reload keeps the choice."""
    await stage.switch("left", "Bob Okafor")
    await expect(stage.pane("left")).to_have_attribute("data-user", BOB)
    await expect(stage.pane("right")).to_have_attribute("data-user", ALICE)
    await stage.switch("right", "Chiara Conti")
    await stage.page.reload()
    await expect(stage.pane("left")).to_have_attribute("data-user", BOB)
    await expect(stage.pane("right")).to_have_attribute("data-user", CHIARA)


async def test_messages_and_calendar_are_seen_together(stage: Stage) -> None:
    """At laptop size nothing scrolls sideways, and messages, composer and calendar are all in sight."""
    for width, height in ((1280, 800), (1366, 768), (1440, 900)):
        await stage.page.set_viewport_size({"width": width, "height": height})
        wide = await stage.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        for side in ("left", "right"):
            for selector in (".messages-scroll", ".composer", ".week-scroll"):
                await expect(stage.pane(side).locator(selector)).to_be_in_viewport(ratio=1)


async def test_a_narrow_window_shows_one_person_under_the_other(stage: Stage) -> None:
    """On a telephone nothing scrolls sideways, and the conversations lie above the messages."""
    await stage.page.set_viewport_size({"width": 360, "height": 740})
    assert await stage.page.evaluate("document.documentElement.scrollWidth") <= 360
    left, right = [await stage.pane(side).bounding_box() for side in ("left", "right")]
    assert left
    assert right
    assert left["y"] + left["height"] <= right["y"]
    rail, line = [await stage.pane().locator(part).bounding_box() for part in (".rail", ".composer")]
    assert rail
    assert line
    assert rail["y"] + rail["height"] <= line["y"]
    assert rail["width"] == line["width"]


async def test_a_low_window_keeps_the_calendar_on_its_tab(stage: Stage) -> None:
    """Where there is no room for both, the calendar is one press away."""
    await stage.page.set_viewport_size({"width": 1280, "height": 560})
    await expect(stage.pane().locator(".week-scroll")).to_be_hidden()
    await stage.pane().get_by_role("tab", name="Calendar").click()
    await expect(stage.pane().locator(".week-scroll")).to_be_visible()


async def test_tabs_move_with_the_arrow_keys_and_home_is_asked_for(stage: Stage) -> None:
    """Looking at Home tells the app, and what it publishes appears."""
    await stage.pane().get_by_role("tab", name="Messages").focus()
    await stage.page.keyboard.press("ArrowLeft")
    await expect(stage.pane().get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    event = (await stage.app.last("app_home_opened"))["event"]
    assert (event["user"], event["tab"]) == (ALICE, "home")
    await stage.app.call("views.publish", user_id=ALICE, view=home(section("Needs you")))
    await expect(stage.pane().get_by_role("tabpanel", name="Home")).to_contain_text("Needs you")


async def test_new_messages_are_counted_while_home_is_open(stage: Stage) -> None:
    """The Messages tab says how many came meanwhile, and forgets it when they are seen."""
    await stage.pane().get_by_role("tab", name="Home").click()
    await stage.app.say(ALICE, "news")
    tab = stage.pane().get_by_role("tab", name="Messages")
    await expect(tab.locator(".tab-count")).to_have_text("1")
    await tab.click()
    await expect(tab.locator(".tab-count")).to_be_hidden()


async def test_the_clock_moves_forward(stage: Stage) -> None:
    """One press moves everybody's local time and the sandbox's own clock by an hour."""
    await stage.page.get_by_role("button", name="Move the clock forward by one hour").click()
    await expect(stage.pane("left").locator(".local-time strong")).to_have_text("Wed 12:00")
    await expect(stage.pane("right").locator(".local-time strong")).to_have_text("Wed 6:00 AM")
    await expect(stage.page.locator(".clock-reading")).to_have_text("Wed 25 Nov, 11:00 UTC")


async def test_the_clock_goes_to_tomorrow_morning_or_any_later_moment(stage: Stage) -> None:
    """08:30 as one of the people sees it, or a chosen time in their zone; never back."""
    await stage.page.get_by_role("button", name="More ways to move the clock").click()
    await stage.page.get_by_role("menuitem", name="Tomorrow 08:30 for Bob Okafor").click()
    await expect(stage.pane("right").locator(".local-time strong")).to_have_text("Thu 8:30 AM")
    await expect(stage.pane("left").locator(".local-time strong")).to_have_text("Thu 14:30")
    await stage.page.get_by_role("button", name="More ways to move the clock").click()
    await stage.page.get_by_role("menuitem", name="Choose a moment").click()
    form = stage.page.get_by_role("dialog", name="Move the clock to")
    await form.get_by_label("Time").fill("14:00")
    await stage.page.keyboard.press("Enter")
    await expect(form.get_by_role("alert")).to_contain_text("only moves forward")
    await form.get_by_label("Time").fill("18:15")
    await stage.page.keyboard.press("Enter")
    await expect(stage.pane("left").locator(".local-time strong")).to_have_text("Thu 18:15")
    await expect(stage.page.get_by_role("button", name="More ways to move the clock")).to_be_focused()


async def test_the_wire_log_shows_calls_as_they_happen(stage: Stage) -> None:
    """Opened, the drawer lists what the app called and what it was sent, and can show one peer alone."""
    await stage.page.get_by_role("button", name="Wire log").click()
    await stage.app.say(ALICE, "hello")
    rows = stage.page.locator(".wire-row")
    await expect(rows.filter(has_text="chat.postMessage")).to_contain_text("200")
    await stage.page.get_by_label("Show calls of").select_option("Google only")
    await expect(rows.filter(has_text="chat.postMessage")).to_be_hidden()
    await stage.page.get_by_label("Show calls of").select_option("Calls of the app")
    await expect(rows.filter(has_text="chat.postMessage")).to_be_visible()
    await stage.page.get_by_label("Show what contains").fill("views.")
    await expect(rows.filter(has_text="chat.postMessage")).to_be_hidden()


async def test_an_exchange_can_be_read_without_its_secrets(stage: Stage) -> None:
    """Opened by key, a row shows what was sent and answered; the trigger in it is covered."""
    await stage.page.get_by_role("button", name="Wire log").click()
    await stage.world.slack.person(ALICE).command("/perin help")
    trigger = (await stage.app.last("command"))["trigger_id"]
    row = stage.page.get_by_role("button", name="slash_commands", exact=True)
    await row.focus()
    await stage.page.keyboard.press("Enter")
    said = stage.page.locator(".wire-detail pre")
    await expect(said).to_contain_text('"text": "help"')
    await expect(said).to_contain_text('"trigger_id": "•••"')
    assert trigger not in await said.inner_text()
    await stage.page.keyboard.press("Enter")
    await expect(said).to_have_count(0)


async def test_somebody_who_leaves_gives_up_their_place(stage: Stage) -> None:
    """A deactivated person's pane goes to the next person without a reload."""
    await stage.world.slack.change_user(BOB, deleted=True)
    await expect(stage.pane("right")).to_have_attribute("data-user", CHIARA)


async def test_who_left_unheard_gives_up_their_place_too(stage: Stage) -> None:
    """Somebody who was deactivated while the page heard nothing is gone from it once it hears again."""
    port = int(stage.world.url.rsplit(":", 1)[1])
    await stage.world.stop()
    await expect(stage.page.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    await stage.world.slack.change_user(BOB, deleted=True)
    await stage.world.start(port=port)
    await expect(stage.pane("right")).to_have_attribute("data-user", CHIARA)
    stage.complaints.clear()


async def test_a_stopped_sandbox_is_told_and_its_return_noticed(stage: Stage) -> None:
    """While nothing answers a banner says what to do; when it answers again the page catches up."""
    port = int(stage.world.url.rsplit(":", 1)[1])
    await stage.world.stop()
    banner = stage.page.get_by_role("alert").filter(has_text="The sandbox does not answer")
    await expect(banner).to_be_visible()
    await stage.world.start(port=port)
    await stage.app.say(ALICE, "still here")
    await expect(banner).to_be_hidden(timeout=10_000)
    await expect(stage.messages()).to_contain_text("still here")
    stage.complaints.clear()
