"""One person at the page: what they can see of their own window, and the few things hands do there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect


def button(inside: Locator, words: str) -> Locator:
    """Buttons by what they read, whatever is said of them to a screen reader."""
    return inside.locator("button, a.button").filter(has_text=re.compile(f"^{re.escape(words)}"))


@dataclass(frozen=True, slots=True)
class Hands:
    """A person on one side ("left" or "right") of the page; `email` is their Google address."""

    page: Page
    side: str
    email: str

    @property
    def pane(self) -> Locator:
        """Their window."""
        return self.page.locator(f".pane[data-side={self.side}]")

    @property
    def composer(self) -> Locator:
        """The line they write on."""
        return self.pane.get_by_role("combobox", name="Message Perin as")

    @property
    def modal(self) -> Locator:
        """The modal on top, if one is open."""
        return self.pane.locator(".dialog.modal")

    @property
    def home(self) -> Locator:
        """App Home."""
        return self.pane.locator(".home-scroll")

    def message(self, text: str) -> Locator:
        """The newest message with these words."""
        return self.pane.locator("article.message", has_text=text).last

    def card(self, title: str) -> Locator:
        """The newest card of a meeting: the message with its title as the heading."""
        heading = self.page.locator(".block-header", has_text=title)
        return self.pane.locator("article.message", has=heading).last

    def event(self, title: str) -> Locator:
        """Events of the week on show, by title."""
        return self.pane.locator(".timed-event", has_text=title)

    async def say(self, text: str) -> None:
        """Write on the line and press Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def press(self, words: str, inside: Locator) -> None:
        """Press the newest button that reads exactly these words."""
        await button(inside, words).last.click()

    async def submit(self, words: str) -> None:
        """Send the open form by its button."""
        await button(self.modal.locator(".dialog-foot"), words).click()

    async def leave(self) -> None:
        """Close what is open with Escape."""
        await self.modal.press("Escape")
        await expect(self.modal).to_have_count(0)

    async def sees(self, text: str) -> Locator:
        """Wait for a message with these words, wholly or at its beginning in sight; gives it."""
        message = self.message(text)
        await expect(message).to_be_visible()
        await expect(message).to_be_in_viewport()
        return message
