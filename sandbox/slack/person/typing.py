"""What Slack makes of the text a person types: mentions, channels, links, escapes.

Apart because it is pure and because apps depend on its exact form.
"""

from __future__ import annotations

import re
from collections.abc import Callable

PIECE = re.compile(r"(?P<url>https?://[^\s<>]+)|(?<![\w@#])(?P<sign>[@#])(?P<name>[A-Za-z0-9][\w.\-]*)")
TRAILING = ".-_,"

Lookup = Callable[[str], str | None]
"""From a name to the id it stands for, or None."""


def escape(text: str) -> str:
    """Escape the three characters that Slack reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed_text(text: str, user: Lookup, channel: Lookup, *, names: bool) -> str:
    """Give what Slack sends for `text`: known `@name` and `#name` become ids, links are bracketed.

    `names` keeps the name after the id (`<@U1|bob>`), as in commands; messages carry only the id.
    """
    pieces = []
    last = 0
    for match in PIECE.finditer(text):
        pieces.append(escape(text[last : match.start()]))
        pieces.append(_piece(match, user, channel, names=names))
        last = match.end()
    pieces.append(escape(text[last:]))
    return "".join(pieces)


def _piece(match: re.Match[str], user: Lookup, channel: Lookup, *, names: bool) -> str:
    if match["url"]:
        return f"<{escape(match['url'])}>"
    lookup = user if match["sign"] == "@" else channel
    name = match["name"]
    tail = ""
    while name:
        found = lookup(name)
        if found is not None:
            label = f"|{name}" if names else ""
            return f"<{match['sign']}{found}{label}>{escape(tail)}"
        if name[-1] not in TRAILING:
            break
        name, tail = name[:-1], name[-1] + tail
    return escape(match[0])
