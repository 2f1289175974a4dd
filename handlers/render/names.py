"""How the other person is called: by name where the reader may know it, else by a mention."""

from __future__ import annotations

from collections.abc import Mapping

from core.domain.ids import PersonKey
from core.usecases.views import Other
from handlers.render.text import plain, said

Names = Mapping[PersonKey, Other]

NAME_MOST = 60
UNKNOWN = "the other person"


def mention(user: str) -> str:
    """Mention a member by their Slack id."""
    return f"<@{''.join(letter for letter in user if letter.isalnum())}>"


def who(other: Other | None) -> str:
    """Call a person in mrkdwn: their name, or a mention when their name may not be read here."""
    if other is None:
        return UNKNOWN
    return said(other.name, NAME_MOST) or mention(other.user) if other.name else mention(other.user)


def who_plain(other: Other | None, unknown: str = "them") -> str:
    """Call a person in plain text, where a mention can't be drawn."""
    return (plain(other.name, NAME_MOST) if other and other.name else "") or unknown


def named(names: Names, key: object) -> str:
    """Call the person of a key by what the reader may know of them."""
    return who(names.get(PersonKey(key))) if isinstance(key, str) else UNKNOWN
