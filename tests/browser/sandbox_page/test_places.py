"""Several conversations of several people: channels, what is unread where, shortcuts on a colleague's message."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from sandbox.slack.specs import AppSpec, ShortcutSpec
from tests.browser.sandbox_page.app import Answer, Json
from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.world import ALICE, BOB, CHIARA

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEAM, BOT = "C0TEAM", "U0BOTSANDBOX"


async def furnish(stage: Stage) -> None:
    """Open a channel that everybody and the app are in; Bob asks something there."""
    stage.world.slack.workspace.add_channel(TEAM, "team", (ALICE, BOB, CHIARA, BOT))
    await stage.world.slack.person(BOB).mention(TEAM, "who has time on Friday?")


def place(stage: Stage, name: str, side: str = "left") -> Locator:
    """A conversation in the column beside the messages."""
    return stage.pane(side).get_by_role("navigation", name="Conversations").get_by_role("button", name=name)


async def test_a_channel_is_read_and_written_by_everybody_in_it(stage: Stage) -> None:
    """Unread until it is opened; what one writes the other sees, with mentions drawn and the app told of its own."""
    await furnish(stage)
    await expect(place(stage, "#team, 1 unread")).to_be_visible()
    await place(stage, "#team").click()
    await expect(stage.pane().get_by_role("combobox", name="Message #team as Alice Moreau")).to_be_focused()
    await expect(place(stage, "#team")).to_have_attribute("aria-label", "#team")
    await expect(stage.pane().get_by_role("tab", name="Home")).to_be_hidden()
    await place(stage, "#team", "right").click()
    await stage.page.keyboard.type("@chiara and @perin, you?")
    await stage.page.keyboard.press("Enter")
    for side in ("left", "right"):
        await expect(stage.messages(side).last).to_contain_text("@Chiara Conti and @Perin, you?")
    assert (await stage.app.last("app_mention"))["event"]["channel"] == TEAM
    await place(stage, "Perin").click()
    await expect(stage.messages()).to_have_count(0)


async def test_a_command_in_a_channel_is_answered_there_and_privately(stage: Stage) -> None:
    """The command carries the channel; its answer is seen by its author, in that channel only."""
    await furnish(stage)

    async def react(_: Json) -> Answer:
        return {"response_type": "ephemeral", "text": "just for you"}

    stage.app.on["command"] = react
    for side in ("left", "right"):
        await place(stage, "#team", side).click()
    line = stage.pane().get_by_role("combobox", name="Message #team as")
    await line.fill("/perin help")
    await line.press("Enter")
    await expect(stage.messages().last).to_contain_text("Only visible to you")
    assert (await stage.app.last("command"))["channel_id"] == TEAM
    assert await stage.messages("right").count() == 1
    await place(stage, "Perin").click()
    await expect(stage.messages()).to_have_count(0)


async def test_a_shortcut_on_a_message_needs_no_mouse(stage: Stage) -> None:
    """The menu of a colleague's message sends the message with its author; the focus is back on its button."""
    shortcut = ShortcutSpec("with_them", "message", "Find a time with them")
    stage.world.slack.workspace.configure(AppSpec(shortcuts=(shortcut,)))
    await furnish(stage)
    await stage.page.reload()
    await place(stage, "#team").click()
    menu = stage.messages().first.get_by_role("button", name="Menu of this message by Bob Okafor")
    await stage.page.keyboard.press("Shift+Tab")
    await expect(menu).to_be_focused()
    await expect(menu).to_have_css("opacity", "1")
    await stage.page.keyboard.press("Enter")
    await expect(stage.page.get_by_role("menuitem", name="Find a time with them")).to_be_focused()
    await stage.page.keyboard.press("Enter")
    payload = await stage.app.last("message_action")
    assert (payload["callback_id"], payload["message"]["user"]) == ("with_them", BOB)
    await expect(menu).to_be_focused()


async def test_a_thread_stands_below_the_message_that_began_it(stage: Stage) -> None:
    """Answered there with the app's name, the app hears of the thread; commands are refused in it; Escape leaves it."""
    await furnish(stage)
    await place(stage, "#team").click()
    await stage.world.slack.person(CHIARA).mention(TEAM, "something else")
    await stage.messages().first.get_by_role("button", name="Menu of this message").click()
    await stage.page.get_by_role("menuitem", name="Reply in thread").click()
    await expect(stage.pane().locator(".composer-thread")).to_contain_text("Replying in a thread to Bob Okafor")
    await stage.page.keyboard.type("@perin can help")
    await stage.page.keyboard.press("Enter")
    await expect(stage.messages().nth(1)).to_have_class(re.compile("reply"))
    await expect(stage.messages().last).to_contain_text("something else")
    event = (await stage.app.last("app_mention"))["event"]
    assert event["thread_ts"] == await stage.messages().first.get_attribute("data-ts")
    await stage.page.keyboard.type("/perin help ")
    await stage.page.keyboard.press("Enter")
    await expect(stage.pane().get_by_role("status")).to_contain_text("not supported in threads")
    await stage.page.keyboard.press("Escape")
    await expect(stage.pane().locator(".composer-thread")).to_be_hidden()


async def test_somebody_who_is_not_on_show_has_a_dot_when_something_is_unread(stage: Stage) -> None:
    """The names on show tell of Chiara's message, and her line in the menu counts it."""
    await stage.app.say(CHIARA, "news")
    button = stage.pane().get_by_role("button", name="Unread: Chiara Conti")
    await expect(button.locator(".dot")).to_be_visible()
    await button.click()
    await expect(stage.page.get_by_role("menuitemradio", name="Chiara Conti").locator(".badge")).to_have_text("1")
    await stage.page.get_by_role("menuitemradio", name="Chiara Conti").click()
    await expect(stage.messages()).to_contain_text("news")
    await expect(stage.pane("right").locator(".dot")).to_be_hidden()


async def test_a_zone_and_a_language_are_changed_in_the_head_of_a_window(stage: Stage) -> None:
    """A zone by typing a city, twelve hours by a press: both are what the app hears and how everything is drawn."""
    await stage.pane().locator(".local-time").click()
    await stage.page.keyboard.type("tok")
    await stage.page.keyboard.press("Enter")
    await expect(stage.pane().locator(".local-time")).to_have_text("Wed 19:00Asia/Tokyo · UTC+9")
    assert (await stage.app.last("user_change"))["event"]["user"]["tz"] == "Asia/Tokyo"
    held = stage.pane().locator(".timed-event", has_text="Design review")
    await stage.pane().get_by_role("button", name="Who is on the left").click()
    await stage.page.get_by_role("menuitem", name="Switch to English (US)").click()
    await expect(stage.pane().locator(".local-time")).to_have_text("Wed 7:00 PMAsia/Tokyo · UTC+9")
    await expect(held).to_have_attribute("aria-label", "Design review, Wed 25 Nov, 8:00 PM – 9:00 PM")


async def test_a_person_is_deactivated_after_a_question_and_comes_back(stage: Stage) -> None:
    """Their window goes to the next person; the same menu reactivates them."""
    await stage.pane("right").get_by_role("button", name="Who is on the right").click()
    await stage.page.get_by_role("menuitem", name="Deactivate Bob Okafor").click()
    question = stage.pane("right").get_by_role("alertdialog").or_(stage.pane("right").get_by_role("dialog"))
    await question.get_by_role("button", name="Deactivate").click()
    await expect(stage.pane("right")).to_have_attribute("data-user", CHIARA)
    assert (await stage.app.last("user_change"))["event"]["user"]["deleted"] is True
    await stage.pane("right").get_by_role("button", name="Who is on the right").click()
    await stage.page.get_by_role("menuitem", name="Reactivate Bob Okafor").click()
    await stage.switch("right", "Bob Okafor")
    await expect(stage.pane("right")).to_have_attribute("data-user", BOB)
