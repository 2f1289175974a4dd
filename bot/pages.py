"""Our own web pages: one look, everything shown is escaped, nothing is cached or framed, no script runs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from jinja2 import Environment

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only people in a browser need it

    return Environment(loader=PackageLoader("bot", "templates"), autoescape=True, undefined=StrictUndefined)


def page(template: str, *, status: int = 200, leads_to: str = "", **values: object) -> web.Response:
    """Return a page of ours; ``leads_to`` is an origin outside that the answer to its form may send the browser to."""
    text = _templates().get_template(template).render(**values)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {leads_to}; frame-ancestors 'none'"
    headers = {**HEADERS, "Content-Security-Policy": policy}
    return web.Response(text=text, content_type="text/html", status=status, headers=headers)


def problem(words: str, *, again: str, status: int = 400) -> web.Response:
    """Return a page that says what happened, and where to start again."""
    return page("problem.html", status=status, words=words, again=again)


def redirect(url: str) -> web.Response:
    """Send the browser on; the next request is a GET whatever this one was."""
    return web.Response(status=303, headers={**HEADERS, "Location": url})
