"""The composition: one aiohttp application on one loopback port that is both Slack and Google.

Apart because it alone knows every half; the halves know only the shared clock, changes, wire log and
the address they are reached at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from aiohttp import web

from sandbox import control
from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.google import http as google_http
from sandbox.google.server import GoogleServer
from sandbox.slack import http as slack_http
from sandbox.slack.server import SlackWorkspaceServer
from sandbox.web import http as web_http
from sandbox.wire import WireLog

if TYPE_CHECKING:
    from types import TracebackType

BODY_LIMIT = 8 * 1024 * 1024
STOP_WITHIN = 1.0


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """How a sandbox begins: `start` is the world's first instant in epoch seconds (None: the present)."""

    start: float | None = None


class Sandbox:
    """A Slack workspace and a Google at one address.

    `async with Sandbox() as sandbox:` serves it on a free loopback port; `start` and `stop` do the same
    by hand. Everything lives in memory and is gone afterwards.
    """

    def __init__(self, options: SandboxOptions | None = None) -> None:
        """Make an empty world; nothing listens before `start`."""
        options = options or SandboxOptions()
        self.changes = Changes()
        self.clock = SandboxClock(self.changes, options.start)
        self.wire = WireLog(self.clock, self.changes)
        self.slack = SlackWorkspaceServer(self)
        self.google = GoogleServer(clock=self.clock, changes=self.changes, wire=self.wire)
        self._url: str | None = None
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address without a trailing slash, as in `http://127.0.0.1:49152`.

        Raises RuntimeError while the sandbox isn't serving.
        """
        if self._url is None:
            message = "the sandbox is not started"
            raise RuntimeError(message)
        return self._url

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Serve on `host`:`port` (0: any free port). Raises OSError when the port is taken."""
        app = web.Application(client_max_size=BODY_LIMIT)
        for half in (slack_http, google_http, web_http, control):
            half.add_routes(app, self)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except BaseException:
            await runner.cleanup()
            raise
        self._runner = runner
        self._url = f"http://{host}:{runner.addresses[0][1]}"
        self.google.origin = self._url

    async def stop(self) -> None:
        """End every stream and connection and stop listening; harmless when not started."""
        self.changes.close()
        await self.slack.close()
        await self.google.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
            self._url = None

    async def __aenter__(self) -> Self:
        """Start on a free loopback port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()
