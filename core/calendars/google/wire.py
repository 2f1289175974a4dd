"""How the async floors reach Google: one place that owns the threads, the connections and the library.

Everything heavy is imported and built by the first call, in a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from core.calendars.google.options import GoogleOptions
from core.calendars.google.replies import Reply
from core.calendars.google.threads import Threads

if TYPE_CHECKING:
    from core.calendars.google.service import Service
    from core.calendars.google.transport import Transport

SLACK_SECONDS = 2.0
"""What a call may take beyond connecting and reading: its place in the queue, and an answer that drips."""


class Wire:
    """Sends requests of Google's library and plain forms; each exactly once."""

    def __init__(self, options: GoogleOptions) -> None:
        """Remember the options; nothing is imported, started or connected yet."""
        self._options = options
        self._threads = Threads(options.threads, options.connect_seconds + options.read_seconds + SLACK_SECONDS)
        self._lock = threading.Lock()
        self._made_transport: Transport | None = None
        self._made_service: Service | None = None

    async def call(self, make: Callable[[Service], Any], token: str) -> object:
        """Make a request from the service's resources and send it.

        Raises NoAnswer, ErrorAnswer, Garbled (``core.calendars.google.replies``).
        """

        def work() -> object:
            service = self._service()
            return service.send(make(service), token)

        return await self._threads.run(work)

    async def post(self, url: str, form: Mapping[str, str]) -> Reply:
        """Post a form and return the answer, whatever its status. Raises NoAnswer."""
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        return await self._threads.run(
            lambda: self._transport().send("POST", url, headers=headers, body=urlencode(form))
        )

    async def aclose(self) -> None:
        """Let calls under way end, then close threads and connections."""
        await self._threads.aclose()
        if self._made_transport is not None:
            self._made_transport.close()

    def _transport(self) -> Transport:
        from core.calendars.google.transport import Transport  # noqa: PLC0415 - loaded by the first call

        with self._lock:
            if self._made_transport is None:
                self._made_transport = Transport(
                    connect_seconds=self._options.connect_seconds,
                    read_seconds=self._options.read_seconds,
                )
            return self._made_transport

    def _service(self) -> Service:
        from core.calendars.google.service import Service  # noqa: PLC0415 - loaded by the first calendar call

        transport = self._transport()
        with self._lock:
            if self._made_service is None:
                self._made_service = Service(transport, self._options.api_url)
            return self._made_service
