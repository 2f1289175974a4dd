"""Serves the page and its files.

Apart from the page itself because the browser's safety rules (what it may load, and that it asks again
for changed files) are the server's to state.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from aiohttp import web

STATIC: Final = Path(__file__).with_name("static")
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

# Pictures in a message may come from anywhere, as in Slack; everything else is the page's own. Styles are
# set through the DOM, so nothing inline is needed.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application, _sandbox: object) -> None:
    """Serve the page at `/` and each of its files under `/static/`.

    The files are listed once, here: a path that is not on the list is a 404, so no path can leave the
    folder. A changed file is seen at the next reload.
    """
    app.router.add_get("/", _file(STATIC / "index.html"))
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in KINDS:
            app.router.add_get(f"/static/{path.relative_to(STATIC).as_posix()}", _file(path))


def _file(path: Path) -> Handler:
    headers = {**HEADERS, "Content-Type": KINDS[path.suffix]}

    async def serve(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers=headers)

    return serve
