"""A fresh sandbox, app and window for each test of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize

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


@pytest_asyncio.fixture(loop_scope="session")
async def window(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """An empty browser profile at laptop size."""
    context = await chromium.new_context(viewport=LAPTOP, color_scheme="light", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(world: Sandbox, app: ScriptedApp, window: BrowserContext) -> AsyncIterator[Stage]:
    """The page, loaded; afterwards nothing may have gone wrong in its console."""
    page = await window.new_page()
    stage = Stage(world, app, page)
    page.on("pageerror", lambda error: stage.complaints.append(str(error)))
    page.on("console", lambda line: stage.complaints.append(line.text) if line.type == "error" else None)
    await page.goto(world.url)
    await stage.pane("right").locator(".week-column").first.wait_for()
    yield stage
    assert stage.complaints == []
