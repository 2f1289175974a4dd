"""What people type becomes exactly what Slack sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.slack.person.typing import typed_text

USERS = {"bob": "U0BOB", "alice.moreau": "U0ALICE"}
CHANNELS = {"general": "C0GENERAL"}


def typed(text: str, *, names: bool = True) -> str:
    return typed_text(text, USERS.get, CHANNELS.get, names=names)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("invite @bob", "invite <@U0BOB|bob>"),
        ("@bob, please", "<@U0BOB|bob>, please"),
        ("ask @bob.", "ask <@U0BOB|bob>."),
        ("@alice.moreau and @bob", "<@U0ALICE|alice.moreau> and <@U0BOB|bob>"),
        ("in #general", "in <#C0GENERAL|general>"),
        ("@nobody there", "@nobody there"),
        ("me@bob.com", "me@bob.com"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<@U0BOB>", "&lt;@U0BOB&gt;"),
        ("see https://example.com/a?b=1&c=2", "see <https://example.com/a?b=1&amp;c=2>"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("", ""),
    ],
)
def test_a_command_sends_ids_and_escapes(text: str, sent: str) -> None:
    """Known names become ids with their name, reserved characters are escaped, links are bracketed."""
    assert typed(text) == sent


def test_a_message_sends_ids_without_names() -> None:
    """In messages a mention is the bare id."""
    assert typed("hi @bob", names=False) == "hi <@U0BOB>"


@given(st.text(alphabet="ab<>&@!| U0", max_size=30))
def test_nobody_can_type_markup(text: str) -> None:
    """Without a known name, no `<` of what was typed arrives as one."""
    sent = typed_text(text, lambda _: None, lambda _: None, names=True)
    assert "<" not in sent
    assert ">" not in sent
