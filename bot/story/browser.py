"""A person's browser, as far as the linking pages need one: cookies, redirects, forms that are read and sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp

_SECONDS = 10


@dataclass(slots=True)
class Page:
    """A page as read: its address, heading and lines, and the ``fields`` (name, value) its form would send."""

    url: str = ""
    status: int = 0
    heading: str = ""
    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def filled(self, **values: str) -> list[tuple[str, str]]:
        """Return the fields with some chosen by hand; a name that isn't there yet is added, as a pressed button is."""
        return [*((name, value) for name, value in self.fields if name not in values), *values.items()]


_LINES = frozenset({"p", "li", "dt", "label", "legend", "button", "div", "header"})
_UNSEEN = frozenset({"style", "title", "script"})


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of forms and what they would send untouched."""
        given = dict(attrs)
        if tag == "form":
            self.page.action = urljoin(self.page.url, given.get("action") or "")
        elif tag == "input":
            is_choice = given.get("type") in {"radio", "checkbox"}
            if given.get("name") and ("checked" in given or not is_choice):
                self.page.fields.append((given["name"] or "", given.get("value") or ""))
        elif tag not in {"meta", "link", "br", "hr"}:
            self._inside.append(tag)
            if tag in _LINES:
                self.page.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag in self._inside:
            del self._inside[len(self._inside) - 1 - self._inside[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Keep what is visible."""
        text = " ".join(data.split())
        if not text or _UNSEEN & set(self._inside):
            return
        if "h1" in self._inside:
            self.page.heading = f"{self.page.heading} {text}".strip()
        elif "button" in self._inside:
            self.page.lines.append(f"[ {text} ]")
        else:
            joint = ": " if self._inside[-1] == "dd" else "" if text[0] in ".,;:" else " "
            before = self.page.lines.pop() if self.page.lines else ""
            self.page.lines.append(f"{before}{joint if before else ''}{text}")


def read_page(page: Page, text: str) -> None:
    """Read HTML into ``page``, whose address is known."""
    _Reader(page).feed(text)
    page.lines = [line for line in page.lines if line]


class Browser:
    """One person's browser; use it as an async context manager."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=_SECONDS)
        )

    async def __aenter__(self) -> Self:
        """Open it."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self._session.close()

    async def open(self, url: str) -> Page:
        """Follow a link."""
        async with self._session.get(url) as response:
            return await self._read(response)

    async def send(self, page: Page, fields: list[tuple[str, str]] | None = None) -> Page:
        """Send a page's form, as it is unless ``fields`` are given, and follow where that leads."""
        async with self._session.post(page.action, data=page.fields if fields is None else fields) as response:
            return await self._read(response)

    async def _read(self, response: aiohttp.ClientResponse) -> Page:
        page = Page(url=str(response.url), status=response.status)
        read_page(page, await response.text())
        return page
