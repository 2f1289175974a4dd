"""A fresh sandbox and app for each test of the page, in a tab that remembers nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, ViewportSize

from sandbox.server import Sandbox
from tests.browser.conftest import PATIENCE_MS
from tests.browser.sandbox_page.app import Answer, Json, ScriptedApp
from tests.browser.sandbox_page.world import ALICE, make_world

LAPTOP: ViewportSize = {"width": 1280, "height": 800}


@dataclass
class Stage:
    """The page with what is behind it; `complaints` is what the browser's console said and must stay empty."""

    world: Sandbox
    app: ScriptedApp
    page: Page
    complaints: list[str] = field(default_factory=list)

    def hear_error(self, error: Error) -> None:
        """Note what the page failed with."""
        self.complaints.append(str(error))

    def hear_line(self, line: ConsoleMessage) -> None:
        """Note what the console calls an error."""
        if line.type == "error":
            self.complaints.append(line.text)

    def pane(self, side: str = "left") -> Locator:
        """One person's window."""
        return self.page.locator(f".pane[data-side={side}]")

    def messages(self, side: str = "left") -> Locator:
        """The messages that a person sees, oldest first."""
        return self.pane(side).locator("article.message")

    def composer(self, side: str = "left") -> Locator:
        """The line a person writes on."""
        return self.pane(side).get_by_role("combobox", name="Message Perin as")

    async def switch(self, side: str, name: str) -> None:
        """Choose in the menu of a side's head who is shown there."""
        await self.pane(side).get_by_role("button", name=f"Who is on the {side}").click()
        await self.page.get_by_role("menuitemradio", name=name).click()

    async def open_modal(self, view: Json, side: str = "left") -> Locator:
        """Open `view` for the person on `side` by a command, and give the dialog."""

        async def react(payload: Json) -> Answer:
            await self.app.call("views.open", trigger_id=payload["trigger_id"], view=view)
            return None

        self.app.on["command"] = react
        user = await self.pane(side).get_attribute("data-user")
        assert user
        await self.world.slack.person(user).command("/perin open")
        dialog = self.pane(side).locator(".dialog.modal")
        await dialog.wait_for()
        return dialog

    async def show_home(self, view: Json, user: str = ALICE) -> None:
        """Publish Home and look at it."""
        await self.app.call("views.publish", user_id=user, view=view)
        await self.pane().get_by_role("tab", name="Home").click()


@pytest_asyncio.fixture(loop_scope="session")
async def world() -> AsyncIterator[Sandbox]:
    """A sandbox that is being served, with the usual people."""
    async with make_world() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def app(world: Sandbox) -> AsyncIterator[ScriptedApp]:
    """The app that the sandbox delivers to."""
    async with ScriptedApp(world) as scripted:
        yield scripted


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tab(chromium: Browser) -> AsyncIterator[Page]:
    """One browser tab for all tests of a file: a new one costs more than most of them."""
    context = await chromium.new_context(viewport=LAPTOP, color_scheme="light", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(world: Sandbox, app: ScriptedApp, tab: Page) -> AsyncIterator[Stage]:
    """The page, loaded as at a first visit; afterwards nothing may have gone wrong in its console."""
    stage = Stage(world, app, tab)
    tab.on("pageerror", stage.hear_error)
    tab.on("console", stage.hear_line)
    await tab.goto(world.url)
    await stage.pane("right").locator(".week-column").first.wait_for()
    yield stage
    tab.remove_listener("pageerror", stage.hear_error)
    tab.remove_listener("console", stage.hear_line)
    await forget(tab)
    assert stage.complaints == []


async def forget(tab: Page) -> None:
    """Leave the tab as it was before: nothing remembered, nothing beside it, the usual size and looks."""
    await tab.evaluate("localStorage.clear()")
    await tab.goto("about:blank")
    for other in tab.context.pages:
        if other != tab:
            await other.close()
    await tab.set_viewport_size(LAPTOP)
    await tab.emulate_media(color_scheme="light", reduced_motion="reduce")
