"""The composer: commands with suggestions, ordinary messages, and what happens when something fails."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.sandbox_page.app import Answer, Json
from tests.browser.sandbox_page.conftest import Stage
from tests.browser.sandbox_page.world import BOB

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_command_is_put_together_from_suggestions(stage: Stage) -> None:
    """Typing `/p`, `inv` and `b`, each taken with Enter or Tab, sends an invite that names Bob by id."""
    keyboard = stage.page.keyboard
    await stage.composer().click()
    for typed, taken in (("/p", "Enter"), ("inv", "Tab"), ("@bo", "Enter")):
        await keyboard.type(typed)
        await expect(stage.pane().locator(".typeahead [role=option]").first).to_be_visible()
        await keyboard.press(taken)
    await expect(stage.composer()).to_have_value("/perin invite @bob ")
    await keyboard.press("Enter")
    payload = await stage.app.last("command")
    assert (payload["command"], payload["text"]) == ("/perin", f"invite <@{BOB}|bob>")
    await expect(stage.composer()).to_have_value("")


async def test_the_suggestions_name_every_command_and_who_can_be_named(stage: Stage) -> None:
    """After the command all its words are offered; after one that takes a person, the other people are."""
    await stage.composer().fill("/perin ")
    options = stage.pane().locator(".typeahead [role=option]")
    await expect(options).to_have_count(16)
    await stage.composer().fill("/perin schedule ")
    await expect(options.filter(has_text="@")).to_have_count(3)
    assert "Alice Moreau" not in " ".join(await options.all_inner_texts())
    await stage.page.keyboard.press("Escape")
    await expect(options).to_have_count(0, timeout=1000)


async def test_an_ordinary_message_is_sent_and_shown(stage: Stage) -> None:
    """Shift and Enter make a line, Enter sends; the app hears it, and it stands in the conversation."""
    await stage.composer().fill("one <b>")
    await stage.page.keyboard.press("Shift+Enter")
    await stage.page.keyboard.type("two")
    await stage.page.keyboard.press("Enter")
    await expect(stage.messages().last.locator(".text")).to_have_text("one <b>\ntwo")
    assert (await stage.app.last("message"))["event"]["text"] == "one &lt;b&gt;\ntwo"


async def test_what_was_sent_can_be_called_back(stage: Stage) -> None:
    """Arrow up on an empty line brings the last command back."""
    await stage.composer().fill("/perin help")
    await stage.page.keyboard.press("Enter")
    await expect(stage.composer()).to_have_value("")
    await stage.page.keyboard.press("ArrowUp")
    await expect(stage.composer()).to_have_value("/perin help")


async def test_a_command_nobody_answers_is_told_privately(stage: Stage) -> None:
    """When the app fails, the person reads it in the conversation, from Slack itself."""

    async def fail(_: Json) -> Answer:
        raise ValueError

    stage.app.on["command"] = fail
    await stage.composer().fill("/perin help")
    await stage.page.keyboard.press("Enter")
    failure = stage.messages().filter(has_text="Slackbot")
    await expect(failure).to_contain_text("/perin")
    await expect(failure).to_contain_text("Only visible to you")
