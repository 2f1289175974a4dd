"""What `perin doctor` says of messages that Slack never took."""

from __future__ import annotations

from bot.doctor import _messages
from core.storage.operating import DeadLetter, Stuck

DAY = 86_400


def test_what_was_given_up_is_counted_and_the_newest_named() -> None:
    """Notices and cards alike, each with its age and Slack's reason, and where people can still read it."""
    letters = (DeadLetter("card", 8 * DAY, "restricted_action"), DeadLetter("meeting_canceled", 3 * DAY, "not_in_dm"))
    found = _messages(Stuck(5, letters, 0), 10 * DAY)
    assert found.words.startswith("5 could not be delivered in Slack")
    assert "card, 2 days old (restricted_action); meeting canceled, 7 days old (not_in_dm)" in found.words


def test_nothing_given_up_is_no_news() -> None:
    """An empty outbox is said to be fine."""
    assert _messages(Stuck(0, (), 2), 0.0).words == "All could be delivered."
