"""What Slack makes of the text a person types: mentions, channels, links, escapes.

Apart because it is pure and because apps depend on its exact form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

PATTERN = re.compile(r"(?P<url>https?://[^\s<>]+)|(?<![\w@#])(?P<sign>[@#])(?P<name>[A-Za-z0-9][\w.\-]*)")
TRAILING = ".-_,"

Lookup = Callable[[str], str | None]
"""From a name to the id it stands for, or None."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of typed text: plain `text` or a link as typed, or a mention whose `id` was found by its name."""

    kind: Literal["text", "link", "user", "channel"]
    text: str
    id: str = ""


def escape(text: str) -> str:
    """Escape the three characters that Slack reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed_text(text: str, user: Lookup, channel: Lookup, *, names: bool) -> str:
    """Give what Slack sends for `text`: known `@name` and `#name` become ids, links are bracketed.

    `names` keeps the name after the id (`<@U1|bob>`), as in commands; messages carry only the id.
    """
    return "".join(_sent(piece, names=names) for piece in pieces(text, user, channel))


def typed_block(text: str, user: Lookup, channel: Lookup) -> dict[str, Any]:
    """Give the `rich_text` block that a client sends along with a message."""
    elements = [_element(piece) for piece in pieces(text, user, channel)]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def pieces(text: str, user: Lookup, channel: Lookup) -> Iterator[Piece]:
    """Take `text` apart; a name nobody has stays text."""
    last = 0
    for match in PATTERN.finditer(text):
        if match.start() > last:
            yield Piece("text", text[last : match.start()])
        yield from _found(match, user, channel)
        last = match.end()
    if last < len(text):
        yield Piece("text", text[last:])


def _found(match: re.Match[str], user: Lookup, channel: Lookup) -> Iterator[Piece]:
    if match["url"]:
        yield Piece("link", match["url"])
        return
    lookup = user if match["sign"] == "@" else channel
    name, tail = match["name"], ""
    while name:
        found = lookup(name)
        if found is not None:
            yield Piece("user" if match["sign"] == "@" else "channel", name, found)
            if tail:
                yield Piece("text", tail)
            return
        if name[-1] not in TRAILING:
            break
        name, tail = name[:-1], name[-1] + tail
    yield Piece("text", match[0])


def _sent(piece: Piece, *, names: bool) -> str:
    if piece.kind == "link":
        return f"<{escape(piece.text)}>"
    if piece.kind == "text":
        return escape(piece.text)
    sign = "@" if piece.kind == "user" else "#"
    return f"<{sign}{piece.id}|{piece.text}>" if names else f"<{sign}{piece.id}>"


def _element(piece: Piece) -> dict[str, Any]:
    if piece.kind == "user":
        return {"type": "user", "user_id": piece.id}
    if piece.kind == "channel":
        return {"type": "channel", "channel_id": piece.id}
    if piece.kind == "link":
        return {"type": "link", "url": piece.text}
    return {"type": "text", "text": piece.text}
