"""HTTP/1.1 (RFC 9112) as far as a calendar call needs it: the bytes of one request, and the reading of one answer.

Apart from ``transport``, which has the connections. Written out because the general way (urllib3 over ``http.client``
over an e-mail parser) costs more than all the rest of a call; stricter than that way: an answer that is not whole,
or not clearly framed, is ``Broken``.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

from core.calendars.google.replies import Reply

PIECE = 65_536
"""Bytes asked of the socket at a time, and the longest head."""

LARGEST = 32 * 1024 * 1024
"""The most bytes of one answer, also unpacked."""

_END = b"\r\n"
_GZIP = 16 + zlib.MAX_WBITS


class Broken(Exception):
    """The bytes are no whole answer; the message names the flaw, no content."""


def written(method: str, host: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return a request as it goes over the wire; its length is told here, whatever ``headers`` say.

    Raises ValueError for anything that would not stay within its line.
    """
    lines = [f"{method} {target} HTTP/1.1", f"host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if name != "content-length"]
    if method != "GET":
        lines.append(f"content-length: {len(body)}")
    if " " in target or not all(line.isascii() and line.isprintable() for line in lines):
        raise ValueError("a header or an address can't be sent")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Incoming:
    """What arrives on one connection. ``receive`` gives at most so many bytes, none when the connection has ended."""

    def __init__(self, receive: Callable[[int], bytes]) -> None:
        """Begin with nothing."""
        self._receive = receive
        self._got = bytearray()

    def reply(self) -> tuple[Reply, bool]:
        """Read one whole answer; says too whether the connection may carry another request.

        Raises Broken, and whatever ``receive`` raises.
        """
        status, version, headers = self._head()
        while status < 200:
            status, version, headers = self._head()
        body, is_framed = self._body(status, headers)
        stays = is_framed and version == b"HTTP/1.1" and "close" not in headers.get("connection", "").lower()
        return Reply(status, headers, _unpacked(headers, body)), stays and not self._got

    def _head(self) -> tuple[int, bytes, dict[str, str]]:
        first, *lines = self._until(_END + _END).split(_END)
        version, _, rest = first.partition(b" ")
        if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
            raise Broken("no status")
        headers: dict[str, str] = {}
        for line in lines:
            name, colon, text = line.decode("latin-1").partition(":")
            if not colon or name != name.strip():
                raise Broken("no header")
            name, text = name.lower(), text.strip()
            headers[name] = f"{headers[name]}, {text}" if name in headers else text
        return int(rest[:3]), version, headers

    def _body(self, status: int, headers: Mapping[str, str]) -> tuple[bytes, bool]:
        """Return the body, and whether its end was told rather than marked by the end of the connection."""
        coding, length = headers.get("transfer-encoding"), headers.get("content-length")
        if status in (204, 304):
            return b"", True
        if coding is not None:
            if coding.lower() != "chunked":
                raise Broken("another transfer coding")
            return self._chunks(), True
        if length is None:
            return self._rest(), False
        return self._exactly(_number(length, 10)), True

    def _chunks(self) -> bytes:
        body = bytearray()
        while size := _number(self._until(_END).partition(b";")[0].decode("latin-1"), 16):
            body += self._exactly(size)
            if len(body) > LARGEST or self._exactly(2) != _END:
                raise Broken("no chunk")
        while self._until(_END):  # trailers say nothing that matters here
            pass
        return bytes(body)

    def _until(self, mark: bytes) -> bytes:
        while (end := self._got.find(mark)) < 0:
            if len(self._got) > PIECE:
                raise Broken("a head without an end")
            self._more()
        taken = bytes(self._got[:end])
        del self._got[: end + len(mark)]
        return taken

    def _exactly(self, size: int) -> bytes:
        if size > LARGEST:
            raise Broken("too much")
        while len(self._got) < size:
            self._more()
        taken = bytes(self._got[:size])
        del self._got[:size]
        return taken

    def _rest(self) -> bytes:
        while piece := self._receive(PIECE):
            self._got += piece
            if len(self._got) > LARGEST:
                raise Broken("too much")
        taken = bytes(self._got)
        self._got.clear()
        return taken

    def _more(self) -> None:
        piece = self._receive(PIECE)
        if not piece:
            raise Broken("the connection ended")
        self._got += piece


def _number(text: str, base: int) -> int:
    digits = text.strip()
    if not digits.isalnum() or not digits.isascii():
        raise Broken("no length")
    try:
        return int(digits, base)
    except ValueError as error:
        raise Broken("no length") from error


def _unpacked(headers: Mapping[str, str], body: bytes) -> bytes:
    coding = headers.get("content-encoding", "identity").lower()
    if coding == "identity" or not body:
        return body
    if coding != "gzip":
        raise Broken("another content coding")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        plain = unpacking.decompress(body, LARGEST)
    except zlib.error as error:
        raise Broken("can't be unpacked") from error
    if not unpacking.eof:
        raise Broken("can't be unpacked")
    return plain
