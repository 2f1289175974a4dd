"""Makes docs/images/*.png by clicking through the real program in Chromium: `python3 dev.py pictures`.

The world, its instant and every click are those of the tests in tests/browser/flow, so each run gives the
same pictures. Nothing in them is drawn by hand.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from tests.browser.flow import acts
from tests.browser.flow.hands import Hands, button
from tests.browser.flow.world import flow_world
from tests.support.browser import FLAGS, find_chromium

IMAGES = Path(__file__).parent / "images"
SIZE: ViewportSize = {"width": 1440, "height": 900}
SETTLED_MS = 400
UNSTEADY = ".wire-latest { visibility: hidden }"
"""Left out: which of two calls at the same moment came last."""


async def take(page: Page, name: str) -> None:
    """Save the page as it is once nothing moves any more, without the pointer over anything."""
    await page.mouse.move(SIZE["width"] / 2, 5)
    await page.evaluate("document.activeElement?.matches('textarea') && document.activeElement.blur()")
    await page.wait_for_timeout(SETTLED_MS)
    await page.screenshot(path=IMAGES / f"{name}.png", style=UNSTEADY)
    print(f"{name}.png: {(IMAGES / f'{name}.png').stat().st_size // 1024} kB")


async def tell(page: Page) -> None:
    """Play the main flow and take a picture of each of its main states."""
    alice = Hands(page, "left", "alice@example.com")
    bob = Hands(page, "right", "bob@example.com")
    await bob.pane.locator(".timed-event").first.wait_for()
    await take(page, "start")
    for person in (alice, bob):
        await acts.link_calendar(person)
    await acts.open_invite(alice, "Bob Tanaka", "bob")
    await take(page, "invite")
    await acts.send_invite(alice, bob, "Alice Moreau")
    await acts.accept_invite(bob, alice)
    await acts.let_them_book(bob, "alice")
    await acts.schedule(alice, bob, "@bob 30m next week", "Roadmap")
    await acts.book_slot(alice, bob, "Roadmap", which=2)
    await acts.schedule(alice, bob, "@bob 45m next week", "Pricing")
    await take(page, "demo")
    await page.emulate_media(color_scheme="dark")
    await take(page, "demo-dark")
    await page.emulate_media(color_scheme="light")
    await acts.accept_slot(bob, alice, "Pricing", which=1)
    await acts.book_slot(alice, bob, "Pricing")
    await take(page, "booked")
    await acts.show_exchange(alice, "Pricing", lines=3)
    await take(page, "exchange")
    await alice.leave()
    for person in (alice, bob):
        await acts.look_at(person, "Home")
        await button(person.home, "Open inbox").wait_for()
    await take(page, "home")


async def main() -> int:
    """Make all pictures; 1 when there is no Chromium here."""
    chromium = find_chromium()
    if chromium is None:
        print("There is no Chromium here; install one, or Chrome.", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    async with flow_world() as world, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = await browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page = await context.new_page()
        await page.goto(world.url)
        await tell(page)
        await browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
