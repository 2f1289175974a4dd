"""The error table as a pure function: only Google's own clear word is believed."""

from __future__ import annotations

import json

import pytest

from core.calendars.google.errors import Verb, meaning, reason_of, retry_after
from core.calendars.google.replies import ErrorAnswer, Garbled, NoAnswer, Reply
from core.domain.errors import AccessDenied, AccessLost, EventGone, OutcomeUnknown, RequestInvalid, SlowDown
from core.domain.ids import AccountId

ME = AccountId("g-1")


def _body(reason: str) -> bytes:
    return json.dumps({"error": {"errors": [{"reason": reason, "message": "a title"}], "code": 400}}).encode()


def _of(verb: Verb, status: int, body: bytes) -> Exception:
    return meaning(verb, ME, ErrorAnswer(Reply(status, {}, body)))


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b'"error"',
        b'{"error": "notFound"}',
        b'{"error": {"errors": 7}}',
        b'{"error": {"errors": ["x"]}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("status", [301, 400, 403, 404, 408, 409, 410, 412, 418, 500, 503])
def test_a_status_without_googles_document_leaves_everything_open(verb: Verb, body: bytes, status: int) -> None:
    """A proxy's 404 is no proof that an event is gone, and its 403 is none that a right is missing."""
    assert type(_of(verb, status, body)) is OutcomeUnknown


@pytest.mark.parametrize("verb", Verb)
def test_a_dead_token_and_too_many_calls_need_no_document(verb: Verb) -> None:
    """401 and 429 come from Google's edge, in whatever form."""
    assert type(_of(verb, 401, b"")) is AccessLost
    assert type(_of(verb, 429, b"")) is SlowDown


def test_no_answer_says_whether_anything_was_sent() -> None:
    """The fact ``sent`` spares a fence where nothing can have happened."""
    assert meaning(Verb.INSERT, ME, NoAnswer(sent=False)).facts["sent"] is False
    assert meaning(Verb.INSERT, ME, NoAnswer(sent=True)).facts["sent"] is True
    assert meaning(Verb.INSERT, ME, Garbled("x")).facts["sent"] is True


def test_googles_newer_error_documents_are_read_too() -> None:
    """Without ``errors`` the ``status`` is the code."""
    body = json.dumps({"error": {"code": 404, "status": "NOT_FOUND", "message": "x"}}).encode()
    assert type(_of(Verb.GET, 404, body)) is EventGone
    assert reason_of(body) == "NOT_FOUND"


def test_a_sentence_never_becomes_a_fact() -> None:
    """A reason that is no code might be anything somebody typed."""
    refused = _of(Verb.INSERT, 403, _body("Secret plans with Bob"))
    assert type(refused) is AccessDenied
    assert refused.facts["reason"] == ""
    assert type(_of(Verb.INSERT, 418, _body("teapot"))) is RequestInvalid


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 1),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "999999999999999"}, 3600),
        ({"retry-after": "soon"}, 1),
        ({"retry-after": "-5"}, 1),
        ({"retry-after": "Tue, 01 Jan 2030 12:00:30 GMT", "date": "Tue, 01 Jan 2030 12:00:00 GMT"}, 30),
        ({"retry-after": "Tue, 01 Jan 2030 12:00:30 GMT"}, 1),
    ],
)
def test_retry_after_is_seconds_or_a_date_against_the_answers_own(headers: dict[str, str], seconds: int) -> None:
    """Both forms of the header, bounded, and no clock of ours in it."""
    assert retry_after(headers) == seconds
