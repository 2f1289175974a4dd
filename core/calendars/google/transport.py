"""One HTTP exchange, sent once and never again, under Google's library and for its token endpoint.

Apart because the library's own transport silently sends a POST a second time when the connection is closed
before the answer: that would be a second meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, EmptyPoolError, HTTPError, NewConnectionError

from core.calendars.google.replies import ErrorAnswer, NoAnswer, Reply

UNSENT = (ConnectTimeoutError, EmptyPoolError, NewConnectionError)
"""What urllib3 raises before a single byte of the request has left."""

HOSTS = 4


class Transport:
    """A pool of kept connections, safe to use from ``threads`` threads at once."""

    def __init__(self, *, threads: int, connect_seconds: float, read_seconds: float) -> None:
        """Prepare the pool; nothing is connected yet."""
        self._manager = urllib3.PoolManager(
            num_pools=HOSTS,
            maxsize=threads,
            block=True,
            timeout=urllib3.Timeout(connect=connect_seconds, read=read_seconds),
        )
        self._pools: dict[str, urllib3.HTTPConnectionPool] = {}

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: str | bytes | None = None) -> Reply:
        """Send one request once: no retry, no redirect. Blocks; raises NoAnswer."""
        try:
            pool, target = self._reached(url)
            answer = pool.urlopen(method, target, body=body, headers=headers, retries=False, redirect=False)
        except UNSENT as error:
            raise NoAnswer(sent=False) from error
        except (HTTPError, OSError) as error:
            raise NoAnswer(sent=True) from error
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.data)

    def close(self) -> None:
        """Close the kept connections."""
        self._manager.clear()

    def _reached(self, url: str) -> tuple[urllib3.HTTPConnectionPool, str]:
        """Return the connections to the address's host, and the rest of the address.

        Asking the manager for every request would make it take the whole address apart once more.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools[origin] = self._manager.connection_from_url(origin)
        path = parts.path or "/"
        return pool, f"{path}?{parts.query}" if parts.query else path


class Answer(dict[str, str]):
    """A response as Google's library reads it: the headers as a dictionary, ``status`` and ``reason`` beside."""

    def __init__(self, reply: Reply) -> None:
        """Take over a reply."""
        super().__init__(reply.headers)
        self.status = reply.status
        self.reason = ""


class AsBearer:
    """What Google's library is given to send one request with: the transport and one access token."""

    def __init__(self, transport: Transport, token: str) -> None:
        """Bind the two; ``repr`` shows neither."""
        self._transport = transport
        self._token = token

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Answer, bytes]:
        """Send as the library asks. Raises NoAnswer, and ErrorAnswer for any status but 2xx.

        An error never reaches the library, which would write its body to the log.
        """
        signed = {**(headers or {}), "authorization": f"Bearer {self._token}"}
        reply = self._transport.send(method, uri, headers=signed, body=body)
        if not 200 <= reply.status < 300:
            raise ErrorAnswer(reply)
        return Answer(reply), reply.body
