"""One HTTP exchange, sent once and never again, under Google's library and for its token endpoint.

Apart because the library's own transport silently sends a POST a second time when the connection is closed
before the answer: that would be a second meeting. Connections are urllib3's: names, timeouts, certificates.
"""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from core.calendars.google.exchange import Broken, Incoming, written
from core.calendars.google.replies import ErrorAnswer, NoAnswer, Reply

Origin = tuple[str, str]
"""Scheme, and host with its port where that isn't the scheme's own."""


class Transport:
    """Kept connections, safe to use from several threads at once: as many as are in use at the same time."""

    def __init__(self, *, connect_seconds: float, read_seconds: float) -> None:
        """Prepare; nothing is connected yet. ``read_seconds`` bound each wait for a part of the answer."""
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._kept: dict[Origin, deque[_Link]] = {}
        self._is_closed = False

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: str | bytes | None = None) -> Reply:
        """Send one request once: no retry, no redirect. Header names are in lower case.

        Blocks; raises NoAnswer, with ``sent`` False when not a byte of the request has left.
        """
        parts = urlsplit(url)
        origin = parts.scheme, parts.netloc
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        content = body.encode() if isinstance(body, str) else body or b""
        try:
            request = written(method, parts.netloc, target, headers, content)
            link = self._link(origin)
        except (HTTPError, OSError, ValueError) as error:
            raise NoAnswer(sent=False) from error
        stays = False
        try:
            reply, stays = link.exchange(request)
        except (OSError, Broken) as error:
            raise NoAnswer(sent=True) from error
        finally:
            if stays and not self._is_closed:
                self._kept[origin].append(link)
            else:
                link.close()
        return reply

    def close(self) -> None:
        """Close the kept connections."""
        self._is_closed = True
        for links in self._kept.values():
            while links:
                links.pop().close()

    def _link(self, origin: Origin) -> _Link:
        """Return a kept connection that is still open, else a new one."""
        links = self._kept.setdefault(origin, deque())
        while links:
            try:
                link = links.pop()
            except IndexError:  # another thread was faster
                break
            if link.is_open:
                return link
            link.close()
        return _Link(self._connected(*origin), self._read_seconds)

    def _connected(self, scheme: str, netloc: str) -> HTTPConnection:
        parts = urlsplit(f"{scheme}://{netloc}")
        host = parts.hostname or ""
        if scheme == "https":
            connection: HTTPConnection = HTTPSConnection(
                host, parts.port, timeout=self._connect_seconds, ssl_context=self._tls
            )
        else:
            connection = HTTPConnection(host, parts.port, timeout=self._connect_seconds)
        try:
            connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The machine's certificates, read once: doing so costs more than a call."""
        return ssl.create_default_context()


class _Link:
    """One open connection: a request out, its answer in."""

    def __init__(self, connection: HTTPConnection, read_seconds: float) -> None:
        self._connection = connection
        self._socket = connection.sock
        self._socket.settimeout(read_seconds)
        self._incoming = Incoming(self._socket.recv)

    @property
    def is_open(self) -> bool:
        """Whether the other end has neither closed nor said anything since the last answer."""
        return self._connection.is_connected

    def exchange(self, request: bytes) -> tuple[Reply, bool]:
        """Send and read; says whether the connection stays. Raises OSError, Broken."""
        self._socket.sendall(request)
        return self._incoming.reply()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


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
        own = {"accept-encoding": "gzip", "authorization": f"Bearer {self._token}"}
        reply = self._transport.send(method, uri, headers={**(headers or {}), **own}, body=body)
        if not 200 <= reply.status < 300:
            raise ErrorAnswer(reply)
        return Answer(reply), reply.body
