"""Text that people typed, made harmless; and cutting text to Slack's limits.

Apart because safety lives here: nothing a person typed may format, mention or link (``said`` for mrkdwn, ``plain`` for
plain_text), and no cut may fall inside an entity or ``<…>``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

ELLIPSIS = "…"

_LOOK_ALIKES = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"})
"""Slack has no way to escape its markup, so the four characters that mark are shown by others that look like them."""

_QUOTING, _UNQUOTING = re.compile("^>"), "\u203a"
"""At the beginning of a line this sign makes a quotation, also when it is escaped; anywhere else it is only itself."""

_KEPT_INVISIBLE = {"\u200c", "\u200d"} | {chr(code) for code in range(0xE0020, 0xE0080)}
"""Joiners and flag tags: invisible, but part of how scripts and emoji are written."""

_ENTITY = re.compile(r"&(?:amp|lt|gt);|<[^<>]*>|.", re.DOTALL)
_RIGHT_TO_LEFT = {"R", "AL"}
_ISOLATE, _POP = "\u2068", "\u2069"


def escape(text: str) -> str:
    """Escape the three characters that Slack reads as control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tidy(text: str) -> str:
    """Put text on one line, without control characters, direction overrides and broken surrogates."""
    kept = (
        " "
        if letter.isspace()
        else ""
        if unicodedata.category(letter) in {"Cc", "Cs"}
        or (unicodedata.category(letter) == "Cf" and letter not in _KEPT_INVISIBLE)
        else letter
        for letter in text
    )
    return " ".join("".join(kept).split())


def cut(text: str, most: int) -> str:
    """Cut raw text to ``most`` code points, the last of them an ellipsis, never between a letter and its marks."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f"):
        end -= 1
    return text[:end].rstrip().rstrip("\u200d") + ELLIPSIS


def _isolated(text: str) -> str:
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        return f"{_ISOLATE}{text}{_POP}"
    return text


def said(text: str, most: int = 200) -> str:
    """Return text that a person typed for use in mrkdwn: one line, at most ``most`` characters, marking nothing."""
    shown = cut(tidy(text), most).translate(_LOOK_ALIKES)
    return escape(_isolated(_QUOTING.sub(_UNQUOTING, shown)))


def plain(text: str, most: int = 150) -> str:
    """Return text that a person typed for use in plain_text: one line, at most ``most`` characters in all."""
    tidied = tidy(text)
    isolated = _isolated(cut(tidied, most))
    return isolated if len(isolated) <= most else _isolated(cut(tidied, most - 2))


def fit(mrkdwn: str, most: int) -> str:
    """Cut mrkdwn to ``most`` characters, never inside an entity, a mention, a link or a date."""
    if len(mrkdwn) <= most:
        return mrkdwn
    kept: list[str] = []
    length = 0
    for found in _ENTITY.finditer(mrkdwn):
        piece = found.group()
        if length + len(piece) > most - 1:
            break
        kept.append(piece)
        length += len(piece)
    return "".join(kept).rstrip() + ELLIPSIS


def listed(items: Iterable[str], word: str = "and") -> str:
    """Join items as a person would: "a", "a and b", "a, b and c"."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {word} {found[-1]}"


def counted(count: int, one: str, many: str = "") -> str:
    """Say how many: "1 slot", "3 slots"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
