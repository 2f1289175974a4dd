"""Whether a request is Slack's: the signature, its age, and what can't be one."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.slack_requests import SKEW_SECONDS, is_signed, read_payload

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_531_420_618
STAMP = str(NOW)
FORM = "application/x-www-form-urlencoded"
BODY = b"token=x&team_id=T1&command=%2Fperin&text=help"


def signed(body: bytes = BODY, stamp: str = STAMP, secret: str = SECRET) -> str:
    """The signature Slack would give, computed by hand."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()


def test_the_sdk_signs_the_same() -> None:
    """Ours is Slack's own scheme, not one that merely agrees with itself."""
    ours = SignatureVerifier(SECRET).generate_signature(timestamp=STAMP, body=BODY)
    assert ours is not None
    assert is_signed(SECRET.encode(), BODY, STAMP, ours, NOW)


@pytest.mark.parametrize("late", [-SKEW_SECONDS, 0, SKEW_SECONDS])
def test_five_minutes_either_way_are_fresh(late: int) -> None:
    """Clocks may differ by that much."""
    assert is_signed(SECRET.encode(), BODY, STAMP, signed(), NOW + late)


@pytest.mark.parametrize("late", [-SKEW_SECONDS - 1, SKEW_SECONDS + 1])
def test_an_old_request_is_refused_however_well_signed(late: int) -> None:
    """A recorded request can't be played again."""
    assert not is_signed(SECRET.encode(), BODY, STAMP, signed(), NOW + late)


@pytest.mark.parametrize(
    ("body", "stamp", "signature"),
    [
        (BODY + b"x", STAMP, signed()),
        (BODY, str(NOW + 1), signed()),
        (BODY, STAMP, signed(secret="another")),
        (BODY, STAMP, signed().removeprefix("v0=")),
        (BODY, STAMP, ""),
        (BODY, STAMP, "v0=ünsigned"),
        (BODY, "", signed(stamp="")),
        (BODY, "soon", signed(stamp="soon")),
        (BODY, "١٥٣١٤٢٠٦١٨", signed()),
        (BODY, "²", signed()),
        (BODY, "9" * 400, signed(stamp="9" * 400)),
        (BODY, f"-{STAMP}", signed(stamp=f"-{STAMP}")),
    ],
)
def test_anything_else_is_not_signed(body: bytes, stamp: str, signature: str) -> None:
    """Changed bodies, other secrets and malformed headers are refused without an error."""
    assert not is_signed(SECRET.encode(), body, stamp, signature, NOW)


@pytest.mark.parametrize(
    ("body", "content_type", "payload"),
    [
        (b"command=%2Fperin&text=&user_id=U1", FORM, {"command": "/perin", "text": "", "user_id": "U1"}),
        (b"command=%2Fperin&text=the+payload", FORM, {"command": "/perin", "text": "the payload"}),
        (b'{"type": "event_callback"}', "application/json", {"type": "event_callback"}),
        (b"payload=%7B%22type%22%3A%22block_actions%22%7D", FORM, {"type": "block_actions"}),
    ],
)
def test_what_slack_sends_is_read(body: bytes, content_type: str, payload: dict[str, str]) -> None:
    """Commands, whatever their words, events and interactivity."""
    assert read_payload(body, content_type) == payload


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"", "application/x-www-form-urlencoded"),
        (b'{"type": ', "application/json"),
        (b"[1]", "application/json"),
        (b'"text"', "application/json"),
        (b"{", "text/plain"),
        (b"payload=", "application/x-www-form-urlencoded"),
        (b"payload=%5B%5D", "application/x-www-form-urlencoded"),
        (b"payload=nonsense", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"[" * 100_000, "application/json"),
    ],
)
def test_nothing_else_is(body: bytes, content_type: str) -> None:
    """What would make a parser fail is refused before one sees it."""
    assert read_payload(body, content_type) is None
