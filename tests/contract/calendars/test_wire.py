"""What really goes over the wire: once, to one place, signed, and with an end to the waiting."""

from __future__ import annotations

import asyncio
import json
import logging
from urllib.parse import parse_qs, urlsplit

import pytest

from core.calendars.google import GoogleCalendars
from core.domain.errors import CalendarError, OutcomeUnknown, PerinError
from tests.contract.calendars import bare as broken
from tests.contract.calendars.bare import ACCESS, Bare, Behaviour, Request, bare, http
from tests.contract.calendars.world import SLOT, draft

ME = "alice@example.com"
ETAG = '"3410"'


async def _every_write(calendars: GoogleCalendars) -> None:
    for call in (
        calendars.insert(ACCESS, ME, draft()),
        calendars.update(ACCESS, ME, draft(), ETAG),
        calendars.delete(ACCESS, ME, "bk0001", ETAG),
        calendars.busy(ACCESS, [ME], SLOT),
    ):
        with pytest.raises(OutcomeUnknown) as failed:
            await call
        assert failed.value.facts["sent"] is True


@pytest.mark.parametrize(
    "behaviour",
    [broken.clean_close, broken.reset, broken.half_a_head, broken.redirect, broken.unavailable, broken.drip],
)
async def test_a_write_is_sent_once_whatever_becomes_of_the_connection(behaviour: Behaviour) -> None:
    """One POST, one PUT, one DELETE on the wire: no hidden repetition, no redirect followed."""
    async with bare(behaviour) as (seen, calendars):
        calendars._wire._threads._seconds = 0.5
        await _every_write(calendars)
        sent = {verb: len(seen.calls(verb)) for verb in ("POST", "PUT", "DELETE")}
        assert sent == {"POST": 2, "PUT": 1, "DELETE": 1}


async def test_a_kept_connection_that_closes_under_a_write_sends_it_once() -> None:
    """The first answer keeps the connection; the insert on it is read and the connection closed."""
    reply = json.dumps({"items": []}).encode()

    async def once(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(reply) if request.verb == "GET" else b"")
        return request.verb == "GET"

    async with bare(once) as (seen, calendars):
        assert await calendars.calendars(ACCESS) == ()
        with pytest.raises(OutcomeUnknown):
            await calendars.insert(ACCESS, ME, draft())
        assert len(seen.calls("POST")) == 1


async def test_a_code_is_posted_once() -> None:
    """The token endpoint's POST is no exception: a code sent twice would be refused the second time."""
    posts = 0

    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal posts
        if await _.readuntil(b"\r\n\r\n"):
            posts += 1
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    async with bare(broken.clean_close) as (_, calendars):
        port = server.sockets[0].getsockname()[1]
        object.__setattr__(calendars._options, "token_url", f"http://127.0.0.1:{port}/token")
        with pytest.raises(OutcomeUnknown):
            await calendars.exchange(code="4/0", verifier="v", redirect_uri="http://127.0.0.1/")
    server.close()
    assert posts == 1


async def test_the_request_on_the_wire() -> None:
    """Signed, narrow, conditional where it must be, and nobody gets a mail."""
    async with bare(broken.unavailable) as (seen, calendars):
        await _every_write(calendars)
    for request in (*seen.calls("POST")[:1], *seen.calls("PUT"), *seen.calls("DELETE")):
        assert parse_qs(urlsplit(request.target).query)["sendUpdates"] == ["none"]
        assert request.headers["authorization"] == "Bearer ya29.secret-access"
    [update], [deletion] = seen.calls("PUT"), seen.calls("DELETE")
    assert update.headers["if-match"] == deletion.headers["if-match"] == ETAG
    assert "summary" not in parse_qs(urlsplit(update.target).query)["fields"][0]
    insert, freebusy = seen.calls("POST")
    assert "if-match" not in insert.headers
    assert urlsplit(insert.target).path == "/calendar/v3/calendars/alice%40example.com/events"
    assert json.loads(freebusy.body)["items"] == [{"id": ME}]


async def test_the_overlap_list_asks_for_a_day_more_on_both_sides() -> None:
    """In which zone Google cuts whole days off is not documented, so the cut is made here."""

    async def empty(_: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(b'{"items": []}'))
        return True

    async with bare(empty) as (seen, calendars):
        assert await calendars.overlapping(ACCESS, [ME], SLOT) == ()
    [request] = seen.calls("GET")
    query = parse_qs(urlsplit(request.target).query)
    assert query["timeMin"] == ["2029-12-31T12:00:00Z"]
    assert query["timeMax"] == ["2030-01-02T13:00:00Z"]
    assert query["singleEvents"] == ["true"]
    assert "summary" not in query["fields"][0]


async def test_a_server_that_is_not_there_was_sent_nothing() -> None:
    """A refused connection is a certain "no effect", so nobody has to fence."""
    async with bare(broken.clean_close) as (seen, calendars):
        await calendars._tokens.bearer(ACCESS)
        object.__setattr__(calendars._options, "api_url", "http://127.0.0.1:1/calendar/v3/")
        with pytest.raises(OutcomeUnknown) as failed:
            await calendars.insert(ACCESS, ME, draft())
        assert failed.value.facts["sent"] is False
        assert seen.calls("POST") == []


async def test_a_refusal_that_is_not_googles_is_no_refusal() -> None:
    """A web page with status 404 or 403, from whoever stands in between, proves nothing about an event."""
    for status in ("403 Forbidden", "404 Not Found", "409 Conflict", "410 Gone", "412 Precondition Failed"):

        async def proxy(_: Request, writer: asyncio.StreamWriter, status: str = status) -> bool:
            writer.write(http(b"<html>no</html>", status))
            return True

        async with bare(proxy) as (_, calendars):
            with pytest.raises(OutcomeUnknown):
                await calendars.get(ACCESS, ME, "bk0001")


async def test_connections_are_kept() -> None:
    """A hundred calls in turn use one connection for the calendar and the token alike."""
    reply = json.dumps({"items": []}).encode()

    async def ok(_: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(reply))
        return True

    async with bare(ok) as (seen, calendars):
        for _ in range(100):
            await calendars.calendars(ACCESS)
        assert seen.connections == 1


async def test_calls_beyond_the_threads_wait_their_turn_and_no_longer() -> None:
    """With two threads held by a silent server, the third call ends in time, and certainly unsent."""

    async def silent(_: Request, __: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(10)
        return False

    async with bare(silent, threads=2, read_seconds=8.0) as (seen, calendars):
        calendars._wire._threads._seconds = 0.5
        await calendars._tokens.bearer(ACCESS)
        calls = [asyncio.create_task(calendars.insert(ACCESS, ME, draft(f"bk000{n}"))) for n in range(3)]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        facts = [outcome.facts["sent"] for outcome in outcomes if isinstance(outcome, CalendarError)]
        assert sorted(map(bool, facts)) == [False, True, True]
        assert len(seen.calls("POST")) == 2


async def test_a_cancelled_caller_takes_back_a_call_that_has_not_begun() -> None:
    """What waits in the queue is dropped with its caller; the server never hears of it."""

    async def silent(_: Request, __: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(10)
        return False

    async with bare(silent, threads=1, read_seconds=0.5) as (seen, calendars):
        await calendars._tokens.bearer(ACCESS)
        first = asyncio.create_task(calendars.insert(ACCESS, ME, draft("bk0001")))
        second = asyncio.create_task(calendars.insert(ACCESS, ME, draft("bk0002")))
        await seen.heard("POST", "/calendar/")
        second.cancel()
        with pytest.raises(OutcomeUnknown):
            await first
        with pytest.raises(asyncio.CancelledError):
            await second
    assert len(seen.calls("POST")) == 1


async def test_after_closing_nothing_is_sent() -> None:
    """A job that comes too late gets an error that says: no effect."""
    async with bare(broken.unavailable) as (seen, calendars):
        await calendars._tokens.bearer(ACCESS)
        await calendars.aclose()
        with pytest.raises(OutcomeUnknown) as failed:
            await calendars.insert(ACCESS, ME, draft())
        assert failed.value.facts["sent"] is False
        assert seen.calls("POST") == []


async def test_closing_waits_for_the_call_under_way() -> None:
    """A call that has been sent gets its answer; what waits behind it is dropped unsent."""
    answered = asyncio.Event()

    async def slow(_: Request, writer: asyncio.StreamWriter) -> bool:
        await answered.wait()
        writer.write(http(b'{"items": []}'))
        return True

    async with bare(slow, threads=1, read_seconds=5.0) as (seen, calendars):
        await calendars._tokens.bearer(ACCESS)
        first = asyncio.create_task(calendars.calendars(ACCESS))
        second = asyncio.create_task(calendars.calendars(ACCESS))
        await seen.heard("GET", "/calendar/")
        closing = asyncio.create_task(calendars.aclose())
        await asyncio.sleep(0)
        answered.set()
        assert await first == ()
        with pytest.raises(OutcomeUnknown):
            await second
        await closing
        assert len(seen.calls("GET")) == 1


@pytest.mark.parametrize("status", ["200 OK", "403 Forbidden", "500 Oops"])
async def test_no_secret_and_no_title_is_written_anywhere(
    status: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """At debug level, and in every error with its causes, there is neither token nor title nor Google's text."""
    caplog.set_level(logging.DEBUG)

    async def echo(request: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(b'"' + request.body.replace(b'"', b"'") + b'"', status))
        return True

    async with bare(echo) as (_, calendars):
        errors: list[BaseException] = []
        for call in (
            calendars.insert(ACCESS, ME, draft()),
            calendars.exchange(code="4/0c", verifier="v", redirect_uri="r"),
        ):
            with pytest.raises(PerinError) as failed:
                await call
            errors.append(failed.value)
    texts = [caplog.text, *capsys.readouterr()]
    for error in errors:
        one: BaseException | None = error
        while one is not None:
            texts += [str(one), repr(one)]
            one = one.__cause__
    for secret in ("ya29.", "1//secret", "secret-client", "Secret plans", "Bob Martin", "4/0c"):
        assert not any(secret in text for text in texts), secret


async def test_a_caller_that_leaves_does_not_take_the_renewal_along() -> None:
    """The first waiter is cancelled; the second gets the token that was under way."""

    async def ok(_: Request, writer: asyncio.StreamWriter) -> bool:
        writer.write(http(b'{"items": []}'))
        return True

    async with bare(ok, read_seconds=5.0) as (seen, calendars):
        seen.tokens_flow.clear()
        first = asyncio.create_task(calendars.calendars(ACCESS))
        second = asyncio.create_task(calendars.calendars(ACCESS))
        await seen.heard("POST", "/token")
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        seen.tokens_flow.set()
        assert await second == ()
        assert [one.target for one in seen.requests].count("/token") == 1


async def test_a_bare_server_counts() -> None:
    """The instrument itself works: two requests are two."""
    async with bare(broken.unavailable) as (seen, calendars):
        for _ in range(2):
            with pytest.raises(OutcomeUnknown):
                await calendars.calendars(ACCESS)
        assert len(seen.calls("GET")) == 2
        assert isinstance(seen, Bare)
