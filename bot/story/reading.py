"""Block Kit as lines of text, the way somebody would read a message aloud. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

_LINK = re.compile(r"<(?:[@#!])?([^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``kind`` is ``heading``, ``text`` (mrkdwn kept), ``small`` or ``buttons``."""

    kind: str
    text: str


def read_blocks(blocks: Sequence[Block], name_of: Callable[[str], str]) -> list[Line]:
    """Return what the blocks say; ``name_of`` turns a Slack user id into a name."""
    lines: list[Line] = []
    for block in blocks:
        lines.extend(_read(block, name_of))
    return lines


def words(text: Any, name_of: Callable[[str], str]) -> str:  # noqa: ANN401 - a text object, or None
    """Return a text object's words: mentions by name, links by their label, entities as letters."""
    raw = str((text or {}).get("text", ""))

    def shown(match: re.Match[str]) -> str:
        if match[0].startswith("<@"):
            return f"@{name_of(match[1])}"
        return match[2] or match[1]

    return html.unescape(_LINK.sub(shown, raw))


def _read(block: Block, name_of: Callable[[str], str]) -> Iterator[Line]:
    kind = block["type"]
    if kind == "header":
        yield Line("heading", words(block["text"], name_of))
    elif kind == "section":
        yield from (Line("text", line) for line in words(block.get("text"), name_of).splitlines())
        if "accessory" in block:
            yield Line("buttons", _element(block["accessory"], name_of))
    elif kind == "context":
        yield from (Line("small", words(item, name_of)) for item in block["elements"])
    elif kind == "actions":
        yield Line("buttons", "  ".join(_element(item, name_of) for item in block["elements"]))
    elif kind == "input":
        yield Line("text", words(block["label"], name_of))
        yield from _field(block["element"], name_of)


def _element(element: Block, name_of: Callable[[str], str]) -> str:
    if element["type"] == "overflow":
        return f"[ … {' / '.join(words(option['text'], name_of) for option in element['options'])} ]"
    return f"[ {words(element.get('text') or element.get('placeholder'), name_of)} ]"


def _field(element: Block, name_of: Callable[[str], str]) -> Iterator[Line]:
    chosen = [element.get("initial_option") or {}, *(element.get("initial_options") or ())]
    values = {option.get("value") for option in chosen}
    for option in element.get("options") or ():
        mark = "●" if option["value"] in values else "○"
        yield Line("small", f"{mark} {words(option['text'], name_of)}")
    if element.get("initial_value"):
        yield Line("small", str(element["initial_value"]))


def buttons(blocks: Sequence[Block]) -> list[str]:
    """Return the labels of everything that can be pressed, in order."""
    return [str(one["text"]["text"]) for one in _elements(blocks) if one["type"] == "button"]


def option_of(blocks: Sequence[Block], label: str) -> tuple[str, Block]:
    """Return the id of the menu or choice that offers ``label``, and that option. Raises LookupError."""
    for element in _elements(blocks):
        for option in element.get("options", ()):
            if option["text"]["text"] == label:
                return str(element["action_id"]), option
    raise LookupError(label)


def _elements(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from block["elements"] if block["type"] == "actions" else ()
        yield from (block[name] for name in ("accessory", "element") if name in block)
