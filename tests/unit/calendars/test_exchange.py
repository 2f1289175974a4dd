"""One HTTP exchange in bytes: whatever the pieces it comes in, a whole answer is read and anything less is broken."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.google.exchange import LARGEST, PIECE, Broken, Incoming, written
from core.calendars.google.replies import Reply

JSON = b'{"items": [1, 2]}'


def _arriving(pieces: Iterable[bytes]) -> Callable[[int], bytes]:
    """A connection that brings these pieces, and ends."""
    left = iter(pieces)
    return lambda _: next(left, b"")


def _read(data: bytes) -> tuple[Reply, bool]:
    return Incoming(_arriving([data])).reply()


def _answer(body: bytes = JSON, status: str = "200 OK", *lines: str) -> bytes:
    head = [f"HTTP/1.1 {status}", *(lines or (f"Content-Length: {len(body)}",)), "", ""]
    return "\r\n".join(head).encode() + body


CHUNKED = b"5\r\n" + JSON[:5] + b"\r\nC;ext=1\r\n" + JSON[5:] + b"\r\n0\r\nTrailer: x\r\n\r\n"
PACKED = gzip.compress(JSON)
WHOLE = {
    "length": _answer(),
    "chunked": _answer(CHUNKED, "200 OK", "Transfer-Encoding: chunked"),
    "packed": _answer(PACKED, "200 OK", f"Content-Length: {len(PACKED)}", "Content-Encoding: gzip"),
    "after a hint": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + _answer(),
}


@given(name=st.sampled_from(sorted(WHOLE)), cuts=st.lists(st.integers(0, 400), max_size=6))
def test_an_answer_is_the_same_however_it_is_cut(name: str, cuts: list[int]) -> None:
    """The network may split it anywhere."""
    data = WHOLE[name]
    ends = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    pieces = [data[start:end] for start, end in pairwise(ends)]
    reply, stays = Incoming(_arriving(pieces)).reply()
    assert (reply.status, reply.body, stays) == (200, JSON, True)


@pytest.mark.parametrize("name", WHOLE)
def test_an_answer_without_its_end_is_broken(name: str) -> None:
    """Each proper beginning of it, to the last byte but one."""
    data = WHOLE[name]
    for length in range(len(data)):
        with pytest.raises(Broken):
            _read(data[:length])


def test_two_answers_in_turn_come_from_one_connection() -> None:
    """The first is read to its end and not further; what came too early ends the connection's use."""
    incoming = Incoming(_arriving([_answer(), _answer(b"{}")]))
    assert [incoming.reply()[0].body for _ in range(2)] == [JSON, b"{}"]
    reply, stays = _read(_answer() + b"HTTP/1.1 200 OK\r\n")
    assert (reply.body, stays) == (JSON, False)


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (_answer(JSON, "200 OK", "Connection: Close", f"content-length: {len(JSON)}"), JSON),
        (_answer(JSON, "200 OK", "Server: x"), JSON),
        (_answer().replace(b"1.1", b"1.0"), JSON),
    ],
)
def test_a_connection_that_ends_is_not_kept(data: bytes, body: bytes) -> None:
    """Said so, not framed, or an old protocol."""
    reply, stays = _read(data)
    assert (reply.body, stays) == (body, False)


def test_an_answer_without_content_has_no_body() -> None:
    """A 204 needs no length, and leaves the connection usable."""
    reply, stays = _read(b"HTTP/1.1 204 No Content\r\nX-A: 1\r\nx-a: 2\r\n\r\n")
    assert (reply.status, reply.body, reply.headers, stays) == (204, b"", {"x-a": "1, 2"}, True)


@pytest.mark.parametrize(
    "data",
    [
        b"<html>\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        _answer(JSON, "200 OK", "Content-Length: -1"),
        _answer(JSON, "200 OK", "Content-Length: 1_0"),
        _answer(JSON, "200 OK", "Content-Length: 17", "Content-Length: 4"),
        _answer(JSON, "200 OK", f"Content-Length: {LARGEST + 1}"),
        _answer(JSON, "200 OK", "no colon"),
        _answer(JSON, "200 OK", " folded: x"),
        _answer(JSON, "200 OK", "Transfer-Encoding: gzip, chunked"),
        _answer(b"-5\r\nhello\r\n0\r\n\r\n", "200 OK", "Transfer-Encoding: chunked"),
        _answer(b"5\r\nhelloXX0\r\n\r\n", "200 OK", "Transfer-Encoding: chunked"),
        _answer(b"5\r\nhello, longer\r\n0\r\n\r\n", "200 OK", "Transfer-Encoding: chunked"),
        _answer(JSON, "200 OK", f"Content-Length: {len(JSON)}", "Content-Encoding: br"),
        _answer(JSON, "200 OK", f"Content-Length: {len(JSON)}", "Content-Encoding: gzip"),
    ],
)
def test_what_is_not_clearly_an_answer_is_broken(data: bytes) -> None:
    """No guess is made about frames, lengths and codings."""
    with pytest.raises(Broken):
        _read(data)


@pytest.mark.parametrize(
    "begun",
    [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
)
def test_an_endless_answer_has_an_end(begun: bytes) -> None:
    """Head, body or chunk: what never stops is given up."""

    def endless() -> Iterable[bytes]:
        yield begun
        while True:
            yield b"1" * PIECE

    with pytest.raises(Broken):
        Incoming(_arriving(endless())).reply()


def test_a_bomb_does_not_unfold() -> None:
    """A small body that would unpack to more than an answer may have is refused."""
    bomb = gzip.compress(bytes(LARGEST + 1))
    with pytest.raises(Broken):
        _read(_answer(bomb, "200 OK", f"Content-Length: {len(bomb)}", "Content-Encoding: gzip"))


def test_a_request_on_the_wire() -> None:
    """Its length is what is sent, a GET has none, and the order of headers is kept."""
    headers = {"accept": "application/json", "content-length": "99"}
    assert written("POST", "h:1", "/a?b=c", headers, b"xyz") == (
        b"POST /a?b=c HTTP/1.1\r\nhost: h:1\r\naccept: application/json\r\ncontent-length: 3\r\n\r\nxyz"
    )
    assert written("GET", "h", "/", headers, b"").count(b"content-length") == 0
    assert b"content-length: 0" in written("DELETE", "h", "/", {}, b"")


@pytest.mark.parametrize(
    ("target", "value"), [("/a b", "x"), ("/a\r\nx: y", "x"), ("/a", "x\r\ny: z"), ("/a", "x\n"), ("/a", "é")]
)
def test_nothing_can_be_smuggled_into_a_request(target: str, value: str) -> None:
    """A line break or a space in the wrong place, or a letter that no header may have, is never sent."""
    with pytest.raises(ValueError, match="can't be sent"):
        written("POST", "h", target, {"if-match": value}, b"")
