"""What the wire log lets people read never holds anything that is worth something by itself."""

from __future__ import annotations

from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.masking import COVER, masked
from sandbox.wire import WireLog


def test_secrets_are_covered_by_their_name_at_any_depth() -> None:
    """Tokens, triggers and addresses for answers are covered; an empty one and everything else is as it was."""
    said = {
        "token": "abc",
        "view": {"trigger_id": "1.2", "id": "V1"},
        "urls": [{"response_url": "http://x/y"}],
        "code": "",
    }
    assert masked(said) == {
        "token": COVER,
        "view": {"trigger_id": COVER, "id": "V1"},
        "urls": [{"response_url": COVER}],
        "code": "",
    }


def test_secrets_are_covered_by_their_looks_within_a_text() -> None:
    """A token in a sentence, and the long value in an address that a button opens."""
    assert masked("with xoxb-1-abc and xapp-1-A0-x.") == f"with {COVER} and {COVER}"
    address = "http://127.0.0.1/google/connect?link=0123456789abcdef0&week=2"
    assert masked([address]) == [f"http://127.0.0.1/google/connect?link={COVER}&week=2"]


def test_the_details_of_an_exchange_are_given_out_masked_and_on_demand() -> None:
    """The list carries no detail; asked for one, it comes without its secrets; an unknown one is None."""
    changes = Changes()
    log = WireLog(SandboxClock(changes), changes, kept=1)
    log.record("in", "slack", "auth.test", status=200, detail={"token": "xoxb-1"})
    entry = log.record("out", "slack", "interactive", status=200, detail={"trigger_id": "t", "n": 1})
    assert "detail" not in entry.as_json()
    assert log.detail(entry.number) == {"trigger_id": COVER, "n": 1}
    assert log.detail(entry.number - 1) is None
