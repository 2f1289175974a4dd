"""Makes docs/images/*.png by clicking through the real program in Chromium: `python3 dev.py pictures`.

The world, its instant and every click are those of the tests in tests/browser/flow, so each run gives the
same pictures. Nothing in them is drawn by hand.
"""

from __future__ import annotations

import asyncio
import html
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT
from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bot.demo import environment
from sandbox.server import Sandbox
from tests.browser.flow import acts, changes
from tests.browser.flow.hands import Hands, button
from tests.browser.flow.world import flow_world
from tests.support.browser import FLAGS, find_chromium

IMAGES = Path(__file__).parent / "images"
SIZE: ViewportSize = {"width": 1440, "height": 900}
TALL: ViewportSize = {"width": 1440, "height": 1600}
"""High enough for every card and form to be whole."""
PATIENCE_MS = 15_000
SETTLED_MS = 400
HOUR = timedelta(hours=1)
CHECKED_SECONDS = 20 * 60
"""Longer than it takes until Perin looks at a calendar again."""
TO_MORNING_SECONDS = 17 * 3600 - CHECKED_SECONDS
"""From 15:50 to 08:30 of the next day."""
UNSTEADY = ".wire-latest { visibility: hidden }"
"""Left out: which of two calls at the same moment came last."""
COMMAND = (sys.executable, "-c", "from bot.cli import main; main()")
"""`perin` as installed, without an installation."""
TERMINAL = """
<body style="margin: 0; background: #fff">
<pre style="margin: 0; display: inline-block; padding: 18px 22px; border-radius: 10px; background: #17222a;
  color: #e8eef1; font: 14px/1.6 'DejaVu Sans Mono', Menlo, monospace">{}</pre>
"""
"""A page that shows what a terminal shows."""


async def take(page: Page, name: str) -> None:
    """Save the page as it is once nothing moves any more, without the pointer over anything."""
    await page.mouse.move(SIZE["width"] / 2, 5)
    await page.evaluate("document.activeElement?.matches('textarea') && document.activeElement.blur()")
    await page.wait_for_timeout(SETTLED_MS)
    await page.screenshot(path=IMAGES / f"{name}.png", style=UNSTEADY)
    print(f"{name}.png: {(IMAGES / f'{name}.png').stat().st_size // 1024} kB")


async def detail(part: Locator, name: str) -> None:
    """Save one card or form, whole, as it is once nothing moves any more."""
    await part.page.mouse.move(SIZE["width"] / 2, 5)
    await part.page.set_viewport_size(TALL)
    await part.page.wait_for_timeout(SETTLED_MS)
    await part.screenshot(path=IMAGES / f"{name}.png")
    await part.page.set_viewport_size(SIZE)
    print(f"{name}.png: {(IMAGES / f'{name}.png').stat().st_size // 1024} kB")


async def dark(page: Page, name: str) -> None:
    """Save the page as it is for people whose screens are dark."""
    await page.emulate_media(color_scheme="dark")
    await take(page, f"{name}-dark")
    await page.emulate_media(color_scheme="light")


async def connect(alice: Hands, bob: Hands) -> None:
    """Link, invite, accept; what each allows the other."""
    tab = await acts.open_link(alice)
    await detail(tab.locator("main"), "connect")
    await acts.allow_google(tab, alice.email)
    await detail(tab.locator("main"), "confirm")
    await acts.say_it_is_right(tab)
    await acts.link_calendar(bob)
    await acts.open_invite(alice, "Bob Tanaka", "bob")
    await take(alice.page, "invite")
    await button(alice.modal, "Preview what they would see").click()
    await expect(alice.modal).to_contain_text("free times of yours")
    await detail(alice.modal, "preview")
    await alice.modal.press("Escape")
    await acts.send_invite(alice, bob, "Alice Moreau")
    await acts.accept_invite(bob, alice)
    await acts.let_them_book(bob, "alice")
    await alice.say("/perin connections")
    await button(await alice.sees("You have 1 connection"), "Agreement").click()
    await detail(await alice.sees("Change what I allow"), "agreement")


async def book(alice: Hands, bob: Hands) -> None:
    """Two sessions, of which the second shows everything that leads to a meeting."""
    await acts.schedule(alice, bob, "@bob 30m next week", "Roadmap")
    await acts.book_slot(alice, bob, "Roadmap", which=2)
    await acts.schedule(alice, bob, "@bob 45m next week", "Pricing")
    await take(alice.page, "demo")
    await dark(alice.page, "demo")
    await changes.open_suggestions(bob, "Pricing", picks=2)
    await detail(bob.modal, "suggest")
    await bob.leave()
    await acts.accept_slot(bob, alice, "Pricing", which=1)
    await acts.book_slot(alice, bob, "Pricing")
    await take(alice.page, "booked")
    await acts.show_exchange(alice, "Pricing", lines=3)
    await take(alice.page, "exchange")
    await alice.leave()


async def change(alice: Hands, bob: Hands) -> None:
    """A meeting is moved and canceled; another is booked without a click."""
    await changes.open_reschedule(alice, "Pricing", "next week afternoon")
    await detail(alice.modal, "reschedule")
    await changes.ask_to_move(alice, bob, "Pricing")
    await detail(bob.card("Pricing"), "moving")
    await changes.move(alice, bob, "Pricing")
    await detail(alice.card("Pricing"), "moved")
    await changes.open_cancel(bob, "Pricing", "Something came up, sorry")
    await detail(bob.modal, "cancel")
    await changes.cancel(bob, alice, "Pricing", "Something came up, sorry")
    await detail(alice.card("Pricing"), "canceled")
    await alice.say("/perin schedule @bob 90m tomorrow between 15:00 and 17:00 about Hand-over")
    await expect(alice.card("Hand-over")).to_contain_text("What would help")
    await detail(alice.card("Hand-over"), "no-slot")
    await alice.press("Cancel", alice.card("Hand-over"))
    await alice.page.get_by_role("alertdialog").get_by_role("button", name="Cancel the session").click()
    for person, other in ((alice, "bob"), (bob, "alice")):
        await changes.let_it_book_by_itself(person, other)
    await changes.book_without_a_click(alice, bob, "@bob 30m tomorrow", "Retro")
    await detail(bob.card("Retro"), "auto")
    await acts.let_them_book(bob, "alice")
    await acts.schedule(alice, bob, "@bob 30m next week", "Workshop")


async def live_on(world: Sandbox, alice: Hands, bob: Hands) -> None:
    """Home in both colours, an event dragged in Google, the next morning, and the end."""
    for person in (alice, bob):
        await acts.look_at(person, "Home")
        await button(person.home, "Open inbox").wait_for()
    await take(alice.page, "home")
    await dark(alice.page, "home")
    for person in (alice, bob):
        await acts.look_at(person, "Messages")
    await alice.say("/perin settings")
    await expect(alice.modal).to_contain_text("Working hours")
    await alice.modal.get_by_text("When Perin may write to you").scroll_into_view_if_needed()
    await alice.modal.get_by_text("Send me a message when").scroll_into_view_if_needed()
    await take(alice.page, "settings")
    await alice.leave()
    account = world.google.account("g-bob")
    roadmap = next(event for event in account.events() if event.get("summary") == "Roadmap")
    begin, end = (datetime.fromisoformat(roadmap[name]["dateTime"]) + HOUR for name in ("start", "end"))
    account.update_event("primary", roadmap["id"], start=begin.timestamp(), end=end.timestamp())
    world.clock.advance(CHECKED_SECONDS)
    await expect(alice.card("Roadmap")).to_contain_text("Changed in Google Calendar")
    await detail(alice.card("Roadmap"), "changed")
    world.clock.advance(TO_MORNING_SECONDS)
    await expect(alice.message("Good morning.")).to_be_visible()
    await detail(alice.message("Good morning."), "digest")
    await changes.open_end(bob, "alice", cancels="Retro")
    await detail(bob.modal, "revoke")


async def perin(command: str, variables: dict[str, str]) -> str:
    """Run a command of Perin's as an operator does, with these settings; gives what it prints."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PERIN_")}
    run = await asyncio.create_subprocess_exec(*COMMAND, command, env=known | variables, stdout=PIPE, stderr=STDOUT)
    printed, _ = await run.communicate()
    return printed.decode()


async def examine(world: Sandbox, page: Page) -> None:
    """An installation on a database of its own, fine but for a scope that its workspace hasn't granted yet."""
    world.slack.bot_scopes.discard("files:write")
    with tempfile.TemporaryDirectory() as folder:
        variables = environment(world, f"sqlite+aiosqlite:///{Path(folder) / 'perin.db'}") | {"PERIN_HTTP_PORT": "8080"}
        await perin("migrate", variables)
        shown = f"$ .perin/bin/perin doctor\n{await perin('doctor', variables)}"
    await page.goto("about:blank")
    await page.set_content(TERMINAL.format(html.escape(shown.rstrip())))
    await detail(page.locator("pre"), "doctor")


async def tell(world: Sandbox, page: Page) -> None:
    """Play everything and take a picture of each state that the documentation shows."""
    alice = Hands(page, "left", "alice@example.com")
    bob = Hands(page, "right", "bob@example.com")
    await bob.pane.locator(".timed-event").first.wait_for()
    await connect(alice, bob)
    await book(alice, bob)
    await change(alice, bob)
    await live_on(world, alice, bob)
    await examine(world, page)


async def main() -> int:
    """Make all pictures; 1 when there is no Chromium here."""
    chromium = find_chromium()
    if chromium is None:
        print("There is no Chromium here; install one, or Chrome.", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    async with flow_world() as world, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = await browser.new_context(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        await page.goto(world.url)
        await tell(world, page)
        await browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
